import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseLogLine } from '@steadfast/records';
import type { Benchmark, BenchmarkContext } from '../benchmark.ts';
import { killChild, type BenchCluster } from '../environment/bench-cluster.ts';
import type { Measurement } from '../measurement.ts';
import { lastEntryNumber, waitForSlaves } from '../probes/ledger.ts';
import { medianBy, timed } from '../statistics.ts';
import { pause } from '../wait.ts';
import { runEndlessTasks } from '../workload.ts';

const FULL = { sizes: [64, 200], kills: 3 } as const;
const QUICK = { sizes: [8], kills: 1 } as const;

const SLAVES_PER_PROCESS = 50;

/** The range of the master's downtime: long enough for all slaves to be trying to reconnect. */
const DOWNTIME_MS = { min: 500, max: 1_500 } as const;

const MS_PER_SECOND = 1_000;

/** The times after one restart of the master, in seconds. */
interface Reconnection {
  /** From the start of the new process until the last slave joined. */
  readonly allJoinedS: number;
  /** From the start of the new process until it listened. */
  readonly listeningS: number;
}

/** Returns when the master last started to listen according to its log, in milliseconds since 1970. */
function lastListeningMs(folder: string): number {
  const lines = readFileSync(join(folder, 'master.log'), 'utf8').trim().split('\n');
  const line = parseLogLine(lines.findLast((text) => text.includes('"event":"master.listening"')) ?? '');
  return line.ok ? line.value.atMs : Number.NaN;
}

async function restartMaster(cluster: BenchCluster): Promise<Reconnection> {
  const { database, master, slaveProcesses, folder, signal } = cluster;
  const hosts = slaveProcesses.flatMap(({ names }) => names);
  await killChild(master);
  await pause(DOWNTIME_MS.min + Math.random() * (DOWNTIME_MS.max - DOWNTIME_MS.min), signal);
  const after = await lastEntryNumber(database);
  const startedMs = Date.now();
  master.start();
  const allJoinedMs = await timed(() => waitForSlaves(database, hosts, after, signal));
  return {
    allJoinedS: allJoinedMs / MS_PER_SECOND,
    listeningS: (lastListeningMs(folder) - startedMs) / MS_PER_SECOND,
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
    return { name, value: allJoinedS, unit: 's', baseline: { name: 'master started → listening', value: listeningS } };
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
