import { ObjectId } from 'mongodb';
import type { Benchmark } from '../benchmark.ts';
import type { BenchCluster } from '../environment/bench-cluster.ts';
import type { Measurement } from '../measurement.ts';
import { readJournals } from '../probes/journals.ts';
import { machineMs } from '../probes/machine-clock.ts';
import { measureLeastDisturbed } from '../probes/other-load.ts';
import { measureInserts } from '../probes/raw-rates.ts';
import { percentile } from '../statistics.ts';
import { pause } from '../wait.ts';
import { runNoOps, tasksOf, waitForAllTasks } from '../workload.ts';

/** They are idle when a task is inserted, so that it does not wait for a slave. */
const SLAVES = 8;

const FULL = { warmUp: 2_000, tasks: 100, inserts: 200, runs: { wanted: 2, max: 4 } } as const;
const QUICK = { warmUp: 0, tasks: 5, inserts: 20, runs: { wanted: 1, max: 1 } } as const;

const MAX_START_MS = 250;

/** Each insert is delayed by a random time up to this, so that no timer of the master favours it. */
const MAX_DELAY_MS = 100;

/** Inserts a task; returns the milliseconds from before the insert until a slave starts it. */
async function insertTask(cluster: BenchCluster): Promise<number> {
  const { database, folder, signal } = cluster;
  await pause(Math.random() * MAX_DELAY_MS, signal);
  const _id = new ObjectId();
  const insertedAtMs = machineMs();
  await tasksOf(database).insertOne({ _id, taskname: 'task', sleeptime: 0, state: 'created' });
  await waitForAllTasks(cluster);
  const started = readJournals(folder).find(({ event, taskId }) => event === 'started' && taskId === _id.toHexString());
  return (started?.atMs ?? Number.NaN) - insertedAtMs;
}

async function insertTasks(cluster: BenchCluster, count: number): Promise<number[]> {
  const startMs: number[] = [];
  while (startMs.length < count) startMs.push(await insertTask(cluster));
  return startMs;
}

function measurementOf(startMs: readonly number[], insertMs: readonly number[], share: 0.5 | 0.99): Measurement {
  const measurement = {
    name: `insert → started, p${100 * share} of ${startMs.length}`,
    value: percentile(startMs, share),
    unit: 'ms',
    baseline: { name: 'single insert', value: percentile(insertMs, share) },
  } as const;
  const target = { of: 'value', relation: 'at most', bound: MAX_START_MS } as const;
  return share === 0.99 ? { ...measurement, target } : measurement;
}

/** Measures how soon a new task starts while slaves are idle. */
export const placement: Benchmark = {
  name: 'placement',
  title: `time from the insert of a task to its start, by the journal, while ${SLAVES} slaves are idle`,
  measure: ({ environment, quick }) =>
    environment.withCluster(async (cluster) => {
      const { warmUp, tasks, inserts, runs } = quick ? QUICK : FULL;
      await cluster.addSlaves(SLAVES, SLAVES);
      await runNoOps(cluster, warmUp);
      const insertMs = await measureInserts(cluster.database, inserts);
      const startMs = await measureLeastDisturbed(environment.pids, runs, () => insertTasks(cluster, tasks));
      insertMs.push(...(await measureInserts(cluster.database, inserts)));
      return ([0.5, 0.99] as const).map((share) => measurementOf(startMs.flat(), insertMs, share));
    }),
};
