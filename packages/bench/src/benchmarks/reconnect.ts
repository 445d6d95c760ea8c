import type { Benchmark, BenchmarkContext } from '../benchmark.ts';
import { killChild, type BenchCluster } from '../environment/bench-cluster.ts';
import type { Measurement } from '../measurement.ts';
import { lastEntryNumber, waitForSlaves } from '../probes/ledger.ts';
import { lastLoggedMs } from '../probes/logs.ts';
import { medianBy, timed } from '../statistics.ts';
import { pause } from '../wait.ts';
import { runEndlessTasks } from '../workload.ts';

const FULL = { sizes: [64, 200], kills: 3 } as const;
const QUICK = { sizes: [8], kills: 1 } as const;

const SLAVES_PER_PROCESS = 50;

/** The range of the master's downtime: long enough for all slaves to be trying to reconnect. */
const DOWNTIME_MS = { min: 500, max: 1_500 } as const;

/** The master starts within a second, slaves retry at least every second, and each registration is a ledger entry. */
const MAX_RECONNECT_S = 3;

const MS_PER_SECOND = 1_000;

/** The times after one restart of the master, in seconds. */
interface Reconnection {
  /** From the start of the new process until the last slave joined. */
  readonly allJoinedS: number;
  /** From the start of the new process until it listened. */
  readonly listeningS: number;
}

async function restartMaster(cluster: BenchCluster): Promise<Reconnection> {
  const { database, master, slaveProcesses, signal } = cluster;
  const hosts = slaveProcesses.flatMap(({ names }) => names);
  await killChild(master.child);
  await pause(DOWNTIME_MS.min + Math.random() * (DOWNTIME_MS.max - DOWNTIME_MS.min), signal);
  const after = await lastEntryNumber(database);
  const startedMs = Date.now();
  master.child.start();
  const allJoinedMs = await timed(() => waitForSlaves(database, hosts, after, signal));
  return {
    allJoinedS: allJoinedMs / MS_PER_SECOND,
    listeningS: (lastLoggedMs(master.logFile, 'master.listening') - startedMs) / MS_PER_SECOND,
  };
}

function measureSize({ environment, quick, progress }: BenchmarkContext, slaves: number): Promise<Measurement> {
  return environment.withCluster(async (cluster) => {
    await cluster.addSlaves(slaves, SLAVES_PER_PROCESS);
    await runEndlessTasks(cluster, slaves);
    const restarts: Reconnection[] = [];
    for (let done = 0; done < (quick ? QUICK : FULL).kills; done += 1) restarts.push(await restartMaster(cluster));
    progress(`${slaves} slaves: ${restarts.map(({ allJoinedS }) => allJoinedS.toFixed(2)).join(', ')} s`);
    const { allJoinedS, listeningS } = medianBy(restarts, (restart) => restart.allJoinedS);
    const name = `master started → all ${slaves} busy slaves joined`;
    return {
      name,
      value: allJoinedS,
      unit: 's',
      baseline: { name: 'master started → listening', value: listeningS },
      target: { of: 'value', relation: 'at most', bound: MAX_RECONNECT_S },
    };
  });
}

/** Measures how soon all slaves are connected again after the master was killed and restarted. */
export const reconnect: Benchmark = {
  name: 'reconnect',
  title:
    'time until all slaves have registered again with a master restarted 0.5 to 1.5 s after SIGKILL, median of three',
  measure: async (context) => {
    const measurements: Measurement[] = [];
    for (const slaves of (context.quick ? QUICK : FULL).sizes) measurements.push(await measureSize(context, slaves));
    return measurements;
  },
};
