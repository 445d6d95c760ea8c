import type { Db } from 'mongodb';
import type { Benchmark, BenchmarkContext } from '../benchmark.ts';
import { killChild, type BenchCluster } from '../environment/bench-cluster.ts';
import type { Measurement } from '../measurement.ts';
import { measureSizes } from '../probes/collection-size.ts';
import { followLedger, lastEntryNumber } from '../probes/ledger.ts';
import { measureLeastDisturbed } from '../probes/other-load.ts';
import { residentMegabytes } from '../probes/process-usage.ts';
import { median, medianBy } from '../statistics.ts';
import { waitUntil } from '../wait.ts';
import { seedTasks, tasksOf } from '../workload.ts';
import { measureSeed } from './measure-seed.ts';
import { measureStarts } from './measure-starts.ts';

const SLAVES = 64;

/** Tasks to run before and during the measurement, and the size of the smaller backlog. */
const FULL = { warmUp: 2_000, measured: 6_000, few: 1_000 } as const;
/** The slaves can finish several hundred tasks in one entry of the ledger; fewer would have no duration. */
const QUICK = { warmUp: 100, measured: 3_000, few: 1_000 } as const;

const QUICK_MANY = 10_000;

const ROUNDS = { wanted: 3, max: 5 } as const;
const QUICK_ROUNDS = { wanted: 1, max: 1 } as const;

const MIN_RATIO = 0.9;
const MAX_ADDITIONAL_MEGABYTES = 50;

/** Reading the ledger and the memory this rarely does not affect the measurements. */
const POLL_MS = 100;

/** The measurements of one cluster in one round. */
interface BacklogResult {
  readonly tasksPerSecond: number;
  readonly megabytes: number;
}

/**
 * Starts new slaves and lets them work for a while. The time is measured between two ledger entries, so that it does not
 * include the start of the slaves.
 */
async function measureCluster(cluster: BenchCluster, warmUp: number, measured: number): Promise<BacklogResult> {
  const { database, master, signal } = cluster;
  const readNewEntries = followLedger(database, await lastEntryNumber(database));
  const slaveProcesses = await cluster.addSlaves(SLAVES, SLAVES);
  const megabytes: number[] = [];
  const successTimesMs: number[] = [];
  const enoughDone = async (): Promise<boolean> => {
    for (const { at, facts } of await readNewEntries())
      for (const { kind } of facts) if (kind === 'task.success') successTimesMs.push(at.getTime());
    if (successTimesMs.length >= warmUp) megabytes.push(residentMegabytes(master.child.pid ?? 0));
    return successTimesMs.length >= warmUp + measured;
  };
  await waitUntil(`${warmUp + measured} tasks have succeeded`, enoughDone, { signal, pollMs: POLL_MS });
  await Promise.all(slaveProcesses.map(({ child }) => killChild(child)));
  const durationMs = (successTimesMs[warmUp + measured - 1] ?? 0) - (successTimesMs[warmUp - 1] ?? 0);
  return { tasksPerSecond: (1_000 * measured) / durationMs, megabytes: median(megabytes) };
}

/** Inserts tasks until `backlogSize` of them are waiting. */
async function refillBacklog({ database, signal }: BenchCluster, backlogSize: number): Promise<void> {
  const present = await tasksOf(database).countDocuments({ state: { $in: ['created', 'killed'] }, parked: null });
  await seedTasks(database, Math.max(0, backlogSize - present), 0, signal);
}

function formatWaiting(count: number): string {
  return `${count.toLocaleString('en')} tasks waiting`;
}

/** The measurements of both clusters in one round. */
interface BacklogRound {
  readonly few: BacklogResult;
  readonly many: BacklogResult;
}

function formatResult({ tasksPerSecond, megabytes }: BacklogResult): string {
  return `${Math.round(tasksPerSecond)} tasks/s, ${Math.round(megabytes)} MB`;
}

/** Returns a function that measures both clusters, alternating which goes first because the machine's speed drifts. */
function createRoundRunner(
  { quick, progress }: BenchmarkContext,
  few: BenchCluster,
  many: BenchCluster,
): () => Promise<BacklogRound> {
  const { warmUp, measured, few: fewTasks } = quick ? QUICK : FULL;
  let fewFirst = false;
  return async () => {
    fewFirst = !fewFirst;
    await refillBacklog(few, warmUp + measured + fewTasks);
    const first = await measureCluster(fewFirst ? few : many, warmUp, measured);
    const second = await measureCluster(fewFirst ? many : few, warmUp, measured);
    const round = fewFirst ? { few: first, many: second } : { few: second, many: first };
    progress(`few waiting: ${formatResult(round.few)}; many waiting: ${formatResult(round.many)}`);
    return round;
  };
}

function sizeOf({ quick, waiting }: BenchmarkContext): number {
  return quick ? QUICK_MANY : waiting;
}

async function compareClusters(
  context: BenchmarkContext,
  few: BenchCluster,
  many: BenchCluster,
): Promise<Measurement[]> {
  const { quick, environment } = context;
  const { few: fewTasks } = quick ? QUICK : FULL;
  const manyTasks = sizeOf(context);
  const runRound = createRoundRunner(context, few, many);
  // The first round only warms up the code.
  if (!quick) await runRound();
  const rounds = await measureLeastDisturbed(environment.pids, quick ? QUICK_ROUNDS : ROUNDS, runRound);
  const rate = medianBy(rounds, (round) => round.many.tasksPerSecond / round.few.tasksPerSecond);
  const memory = medianBy(rounds, (round) => round.many.megabytes - round.few.megabytes);
  const [fewWaiting, manyWaiting] = [formatWaiting(fewTasks), formatWaiting(manyTasks)];
  return [
    {
      name: `no-op tasks, ${manyWaiting}`,
      value: rate.many.tasksPerSecond,
      unit: '/s',
      baseline: { name: fewWaiting, value: rate.few.tasksPerSecond },
      target: { of: 'ratio', relation: 'at least', bound: MIN_RATIO },
    },
    {
      name: `memory of the master, ${manyWaiting}`,
      value: memory.many.megabytes,
      unit: 'MB',
      baseline: { name: fewWaiting, value: memory.few.megabytes },
    },
    {
      name: 'additional memory of the master',
      value: memory.many.megabytes - memory.few.megabytes,
      unit: 'MB',
      target: { of: 'value', relation: 'at most', bound: MAX_ADDITIONAL_MEGABYTES },
    },
  ];
}

/** Measures whether throughput, memory and the start of a master depend on the number of waiting tasks. */
export const backlog: Benchmark = {
  name: 'backlog',
  title: `two clusters with ${SLAVES} slaves alternate, one with few and one with many waiting tasks; median round`,
  measure: async (context) => {
    const { environment, progress } = context;
    const measurements: Measurement[] = [];
    const seedMany = async (database: Db): Promise<void> => {
      measurements.push(...(await measureSeed(environment, database.databaseName, sizeOf(context), progress)));
    };
    return environment.withCluster((few) =>
      environment.withCluster(async (many) => {
        measurements.push(...(await measureStarts(many)));
        measurements.push(...(await measureSizes(many.database, environment.signal, progress)));
        return [...measurements, ...(await compareClusters(context, few, many))];
      }, seedMany),
    );
  },
};
