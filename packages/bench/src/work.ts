import type { Collection, Db, ObjectId } from 'mongodb';
import type { Scene } from './bench-cluster.ts';
import { timed } from './statistics.ts';
import { until } from './wait.ts';

/** A task document, as far as it is of interest here. */
export interface TaskRow {
  readonly _id: ObjectId;
  readonly taskname: string;
  readonly sleeptime: number;
  readonly state: string;
}

/** Tasks inserted at once. */
const BATCH = 10_000;

/** How often it is looked whether all is done, in milliseconds: seldom enough not to be felt. */
const LOOK_MS = 20;

/** The tasks of a database. */
export function tasksOf(database: Db): Collection<TaskRow> {
  return database.collection<TaskRow>('tasks');
}

/** Inserts tasks as fast as it goes; whether they survive a power cut is of no interest. */
export async function seedTasks(database: Db, count: number, sleeptime: number, signal: AbortSignal): Promise<void> {
  const tasks = database.collection('tasks');
  for (let first = 1; first <= count; first += BATCH) {
    signal.throwIfAborted();
    const documents = Array.from({ length: Math.min(BATCH, count - first + 1) }, (_, index) => ({
      taskname: `task${first + index}`,
      sleeptime,
      state: 'created',
    }));
    await tasks.insertMany(documents, { ordered: false, writeConcern: { w: 1, journal: false } });
  }
}

/**
 * Waits until every task is a success in its document. Both questions are answered by an index that holds only what is
 * at issue, from its far end: counting would take from the database what is to be measured.
 */
export async function untilAllDone({ database, signal }: Pick<Scene, 'database' | 'signal'>): Promise<void> {
  const tasks = tasksOf(database);
  const runnable = { state: { $in: ['created', 'killed'] }, parked: null };
  const assigned = { 'assignment.host': { $exists: true } };
  const projection = { _id: 1 };
  const allDone = async (): Promise<boolean> =>
    (await tasks.findOne(runnable, { sort: { state: -1, _id: -1 }, projection })) === null &&
    (await tasks.findOne(assigned, { projection })) === null;
  await until('all tasks are done', allDone, { signal, everyMs: LOOK_MS });
}

/** Runs tasks that do nothing; gives the milliseconds from before the first insert until the last document says success. */
export function runNoOps({ database, signal }: Scene, count: number): Promise<number> {
  return timed(async () => {
    await seedTasks(database, count, 0, signal);
    await untilAllDone({ database, signal });
  });
}

/** Inserts tasks that do not end by themselves, and waits until all of them run. */
export async function runForever({ database, signal }: Scene, count: number): Promise<void> {
  await seedTasks(database, count, 1e6, signal);
  const running = async (): Promise<boolean> =>
    (await tasksOf(database).countDocuments({ state: 'running' })) === count;
  await until(`${count} tasks are running`, running, { signal, everyMs: LOOK_MS });
}
