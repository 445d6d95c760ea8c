import type { Collection, Db, ObjectId } from 'mongodb';
import type { BenchCluster } from './environment/bench-cluster.ts';
import { timed } from './statistics.ts';
import { waitUntil } from './wait.ts';

/** The fields of a task document that benchmarks read. */
export interface BenchTask {
  readonly _id: ObjectId;
  readonly taskname: string;
  readonly sleeptime: number;
  readonly state: string;
}

/** How many tasks to insert at once: a few megabytes. */
const INSERT_BATCH_SIZE = 10_000;

/** Polling this rarely does not affect the measurements. */
const POLL_MS = 20;

/** In seconds: longer than any run. */
const ENDLESS_SLEEPTIME = 1e6;

/** Returns the task collection of a database. */
export function tasksOf(database: Db): Collection<BenchTask> {
  return database.collection<BenchTask>('tasks');
}

/** Inserts tasks as fast as possible. They need not survive a power failure. */
export async function seedTasks(database: Db, count: number, sleeptime: number, signal: AbortSignal): Promise<void> {
  const tasks = database.collection('tasks');
  for (let first = 1; first <= count; first += INSERT_BATCH_SIZE) {
    signal.throwIfAborted();
    const documents = Array.from({ length: Math.min(INSERT_BATCH_SIZE, count - first + 1) }, (_, index) => ({
      taskname: `task${first + index}`,
      sleeptime,
      state: 'created',
    }));
    await tasks.insertMany(documents, { ordered: false, writeConcern: { w: 1, journal: false } });
  }
}

/**
 * Waits until the documents of all tasks say success. Both queries read one end of an index that contains nothing else;
 * counting the tasks would take capacity from the database that is being measured.
 */
export async function waitForAllTasks({ database, signal }: Pick<BenchCluster, 'database' | 'signal'>): Promise<void> {
  const tasks = tasksOf(database);
  const runnable = { state: { $in: ['created', 'killed'] }, parked: null };
  const assigned = { 'assignment.host': { $exists: true } };
  const projection = { _id: 1 };
  const allDone = async (): Promise<boolean> =>
    (await tasks.findOne(runnable, { sort: { state: -1, _id: -1 }, projection })) === null &&
    (await tasks.findOne(assigned, { projection })) === null;
  await waitUntil('all tasks have succeeded', allDone, { signal, pollMs: POLL_MS });
}

/** Runs no-op tasks; returns the milliseconds from before the first insert until the last document says success. */
export function runNoOps({ database, signal }: BenchCluster, count: number): Promise<number> {
  return timed(async () => {
    await seedTasks(database, count, 0, signal);
    await waitForAllTasks({ database, signal });
  });
}

/** Inserts tasks that do not finish during the run, and waits until all of them are running. */
export async function runEndlessTasks({ database, signal }: BenchCluster, count: number): Promise<void> {
  await seedTasks(database, count, ENDLESS_SLEEPTIME, signal);
  const running = async (): Promise<boolean> =>
    (await tasksOf(database).countDocuments({ state: 'running' })) === count;
  await waitUntil(`${count} tasks are running`, running, { signal, pollMs: POLL_MS });
}
