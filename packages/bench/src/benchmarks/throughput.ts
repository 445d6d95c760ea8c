import type { Benchmark, BenchmarkContext } from '../benchmark.ts';
import { killChild, type BenchCluster } from '../environment/bench-cluster.ts';
import type { Measurement } from '../measurement.ts';
import { measureLeastDisturbed } from '../probes/other-load.ts';
import { measureRawRates, type RawRates } from '../probes/raw-rates.ts';
import { medianBy } from '../statistics.ts';
import { runNoOps } from '../workload.ts';

/** A number of slaves, and how many tasks keep them busy for a few seconds. */
interface LoadLevel {
  readonly slaves: number;
  readonly tasks: number;
  readonly quickTasks: number;
  /** The target for the ratio to single inserts. */
  readonly minRatio?: number;
}

/** The largest first: it also warms up the code for the others, and slaves need only be removed in between. */
const LEVELS: readonly LoadLevel[] = [
  { slaves: 64, tasks: 10_000, quickTasks: 300, minRatio: 2.5 },
  { slaves: 8, tasks: 5_000, quickTasks: 100, minRatio: 1.5 },
  { slaves: 1, tasks: 1_500, quickTasks: 40 },
];

/** The number of slaves in each process: killing the first process leaves 8 slaves, killing the second leaves 1. */
const PROCESS_SIZES = [56, 7, 1] as const;

/** The runs at each level; the one with the median ratio to single inserts is reported. */
const RUNS = { wanted: 3, max: 6 } as const;
const QUICK_RUNS = { wanted: 1, max: 1 } as const;

/** Enough tasks to warm up the code of all processes. */
const WARM_UP_TASKS = 12_000;

/** One run, and the limits of the database at that time. */
interface ThroughputRun extends RawRates {
  readonly tasksPerSecond: number;
}

/** The machine's speed drifts, so a run is compared with the mean of the limits right before and after it. */
function mean(one: RawRates, other: RawRates): RawRates {
  return {
    insertsPerSecond: (one.insertsPerSecond + other.insertsPerSecond) / 2,
    bulkUpdatesPerSecond: (one.bulkUpdatesPerSecond + other.bulkUpdatesPerSecond) / 2,
  };
}

async function measureRuns(
  { quick, progress, environment }: BenchmarkContext,
  cluster: BenchCluster,
  { slaves, ...level }: LoadLevel,
): Promise<ThroughputRun[]> {
  const count = quick ? level.quickTasks : level.tasks;
  let before = await measureRawRates(cluster.database, quick);
  return measureLeastDisturbed(environment.pids, quick ? QUICK_RUNS : RUNS, async () => {
    const tasksPerSecond = (1_000 * count) / (await runNoOps(cluster, count));
    const after = await measureRawRates(cluster.database, quick);
    const run = { tasksPerSecond, ...mean(before, after) };
    before = after;
    progress(`${slaves} slaves: ${Math.round(tasksPerSecond)} tasks/s, ${Math.round(run.insertsPerSecond)} inserts/s`);
    return run;
  });
}

function measurementsOf({ slaves, minRatio }: LoadLevel, run: ThroughputRun): Measurement[] {
  const name = `no-op tasks, ${slaves} ${slaves === 1 ? 'slave' : 'slaves'}`;
  const measured = { name, value: run.tasksPerSecond, unit: '/s' } as const;
  const versusInserts: Measurement = {
    ...measured,
    baseline: { name: 'single inserts', value: run.insertsPerSecond },
  };
  return [
    minRatio === undefined
      ? versusInserts
      : { ...versusInserts, target: { of: 'ratio', relation: 'at least', bound: minRatio } },
    { ...measured, baseline: { name: 'bulk updates', value: run.bulkUpdatesPerSecond } },
  ];
}

/** Kills slave processes until `wanted` slaves are left. */
async function reduceSlaves({ slaveProcesses }: BenchCluster, wanted: number): Promise<void> {
  const alive = slaveProcesses.filter(({ child }) => child.alive);
  let slaves = alive.reduce((sum, { names }) => sum + names.length, 0);
  for (const { child, names } of alive) {
    if (slaves === wanted) return;
    await killChild(child);
    slaves -= names.length;
  }
}

/** Measures how many no-op tasks per second are executed. */
export const throughput: Benchmark = {
  name: 'throughput',
  title: 'from the first insert until all documents say success; limits measured before and after each run',
  measure: (context) =>
    context.environment.withCluster(async (cluster) => {
      for (const slaves of PROCESS_SIZES) await cluster.addSlaves(slaves, slaves);
      if (!context.quick) await runNoOps(cluster, WARM_UP_TASKS);
      const measurements: Measurement[] = [];
      for (const level of LEVELS) {
        await reduceSlaves(cluster, level.slaves);
        const runs = await measureRuns(context, cluster, level);
        const typical = medianBy(runs, (run) => run.tasksPerSecond / run.insertsPerSecond);
        measurements.unshift(...measurementsOf(level, typical));
      }
      return measurements;
    }),
};
