import type { Benchmark, BenchmarkContext } from '../benchmark.ts';
import type { BenchCluster, MasterProcess } from '../environment/bench-cluster.ts';
import type { Measurement } from '../measurement.ts';
import { lastEntryNumber, waitForFact } from '../probes/ledger.ts';
import { countLogLines, waitForLogLine } from '../probes/logs.ts';
import { median } from '../statistics.ts';
import { pause } from '../wait.ts';

const FULL_ROUNDS = 8;
const QUICK_ROUNDS = 1;

/** How the leader goes away. */
interface Departure {
  readonly name: string;
  readonly signal: 'SIGKILL' | 'SIGSTOP' | 'SIGTERM';
  readonly maxSeconds: number;
}

/** A standby takes over after 1.5 s without a heartbeat, but need not wait for that when the epoch was ended. */
const DEPARTURES: readonly Departure[] = [
  { name: 'leader killed', signal: 'SIGKILL', maxSeconds: 3 },
  { name: 'leader frozen', signal: 'SIGSTOP', maxSeconds: 3 },
  { name: 'leader stopped', signal: 'SIGTERM', maxSeconds: 1 },
];

/** A new standby has observed the leader by then. A random time is added, to hit a different phase of its heartbeat. */
const SETTLE_MS = 1_000;
const MAX_DELAY_MS = 500;

const MS_PER_SECOND = 1_000;

/** Makes the former leader a standby. */
async function makeStandby({ child, logFile }: MasterProcess, signal: AbortSignal): Promise<void> {
  // A process that is alive was frozen.
  const event = child.alive ? 'epoch.deposed' : 'master.listening';
  const before = countLogLines(logFile, event);
  if (child.alive) child.kill('SIGCONT');
  else child.start();
  await waitForLogLine(logFile, event, before + 1, signal);
}

/** Makes the leader go away; returns the seconds until the standby leads. Afterwards the two have changed places. */
async function measureTakeover(
  { database, signal }: BenchCluster,
  leader: MasterProcess,
  { signal: departure }: Departure,
): Promise<number> {
  await pause(SETTLE_MS + Math.random() * MAX_DELAY_MS, signal);
  const after = await lastEntryNumber(database);
  const departedAtMs = Date.now();
  leader.child.kill(departure);
  const ledAtMs = await waitForFact(database, 'epoch.began', after, signal);
  if (departure !== 'SIGSTOP') await leader.child.exited;
  await makeStandby(leader, signal);
  return (ledAtMs - departedAtMs) / MS_PER_SECOND;
}

function measurementsOf({ name, maxSeconds }: Departure, seconds: readonly number[]): Measurement[] {
  const target = { of: 'value', relation: 'at most', bound: maxSeconds } as const;
  return [
    { name: `${name} → standby leads, p50 of ${seconds.length}`, value: median(seconds), unit: 's' },
    { name: `${name} → standby leads, maximum`, value: Math.max(...seconds), unit: 's', target },
  ];
}

async function measureDepartures({ quick, progress }: BenchmarkContext, cluster: BenchCluster): Promise<Measurement[]> {
  let [leader, standby] = [cluster.master, await cluster.addStandby()];
  const measurements: Measurement[] = [];
  for (const departure of DEPARTURES) {
    const seconds: number[] = [];
    while (seconds.length < (quick ? QUICK_ROUNDS : FULL_ROUNDS)) {
      seconds.push(await measureTakeover(cluster, leader, departure));
      [leader, standby] = [standby, leader];
    }
    progress(`${departure.name}: ${seconds.map((each) => each.toFixed(2)).join(', ')} s`);
    measurements.push(...measurementsOf(departure, seconds));
  }
  return measurements;
}

/** Measures how soon a standby leads after the leader has gone away. */
export const takeover: Benchmark = {
  name: 'takeover',
  title: 'time from the signal to the leader until the next epoch began, by the ledger (1 ms)',
  measure: (context) => context.environment.withCluster((cluster) => measureDepartures(context, cluster)),
};
