import type { Collection } from 'mongodb';
import { messageOf } from '@steadfast/runtime';
import { taskDatabase } from './database.ts';
import { drawTasks, type NewTask, type TaskDraw } from './draw-tasks.ts';

/** Where tasks go: a collection that is open, or the `tasks` of the database that a URL names. */
export type SeedTarget = { readonly collection: Collection<NewTask> } | { readonly url: string };

/** Which tasks to insert. */
export interface SeedOptions {
  /** How many. */
  readonly count: number;
  readonly minSleepSeconds: number;
  readonly maxSleepSeconds: number;
  /** The same number gives the same tasks, on an empty database. */
  readonly randomSeed: number;
  /** Told now and then how many are inserted so far. */
  readonly onProgress?: (inserted: number) => void;
  /** Stops after the batches that are under way. */
  readonly signal?: AbortSignal;
}

/** What was inserted. */
export interface SeedResult {
  /** Fewer than were asked for only when it was stopped. */
  readonly inserted: number;
  readonly totalSleepSeconds: number;
  /** So many names were in use, so that others were drawn in their place. */
  readonly redrawnNames: number;
}

/** What was inserted by whom was stopped before the first task. */
export const NOTHING: SeedResult = { inserted: 0, totalSleepSeconds: 0, redrawnNames: 0 };

/** The database failed when some tasks were inserted already. */
export class SeedError extends Error {
  override readonly name = 'SeedError';
}

/** Tasks in one batch: about half a megabyte, far below what one command may hold. */
const BATCH_SIZE = 5_000;

/** Batches under way: while one waits for its majority, the next is drawn, checked and sent. */
const MAX_IN_FLIGHT = 2;

/** A batch that must wait longer for its majority than this is a failure, in milliseconds. */
const WRITE_TIMEOUT_MS = 60_000;

/** The codes by which MongoDB says that there is such an index already, under another name or with other options. */
const INDEX_EXISTS_CODES = new Set<unknown>([85, 86]);

/** Makes the index that finds names; any index that begins with them will do, so one that is there already is fine. */
async function ensureNameIndex(collection: Collection<NewTask>): Promise<void> {
  try {
    await collection.createIndex({ taskname: 1 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && INDEX_EXISTS_CODES.has(error.code))) throw error;
  }
}

/** The names among these which documents in the collection have. */
async function namesInUse(collection: Collection<NewTask>, names: readonly string[]): Promise<Set<string>> {
  const found = collection
    .find({ taskname: { $in: [...names] } })
    .project<Pick<NewTask, 'taskname'>>({ _id: 0, taskname: 1 });
  return new Set((await found.toArray()).map(({ taskname }) => taskname));
}

/** Draws names until none is in use: by the database, by a batch under way, or twice in this one. */
async function drawUnusedNames(
  collection: Collection<NewTask>,
  draw: TaskDraw,
  count: number,
  underWay: readonly ReadonlySet<string>[],
): Promise<{ names: Set<string>; redrawn: number }> {
  const names = new Set<string>();
  let drawn = 0;
  while (names.size < count) {
    const candidates = Array.from({ length: count - names.size }, draw.drawName);
    drawn += candidates.length;
    const inUse = await namesInUse(collection, candidates);
    for (const name of candidates) if (!inUse.has(name) && !underWay.some((batch) => batch.has(name))) names.add(name);
  }
  return { names, redrawn: drawn - count };
}

/** What has been inserted so far, and what is under way. */
function makeInserter(collection: Collection<NewTask>, onProgress: (inserted: number) => void) {
  const underWay = new Map<Promise<void>, ReadonlySet<string>>();
  let inserted = 0;
  let failure: { readonly error: unknown } | undefined;

  const fail = (error: unknown): void => void (failure ??= { error });
  const insert = async (tasks: NewTask[]): Promise<void> => {
    try {
      await collection.insertMany(tasks, {
        ordered: false,
        writeConcern: { w: 'majority', wtimeoutMS: WRITE_TIMEOUT_MS },
      });
      inserted += tasks.length;
      onProgress(inserted);
    } catch (error) {
      fail(error);
    }
  };
  return {
    names: (): ReadonlySet<string>[] => [...underWay.values()],
    inserted: () => inserted,
    failed: () => failure !== undefined,
    /** Notes a failure that was met elsewhere. */
    fail,
    /** Begins to insert, once there is room for one more batch. */
    begin: async (tasks: NewTask[], names: ReadonlySet<string>): Promise<void> => {
      if (underWay.size >= MAX_IN_FLIGHT) await Promise.race(underWay.keys());
      const insertion: Promise<void> = insert(tasks).then(() => void underWay.delete(insertion));
      underWay.set(insertion, names);
    },
    /** Waits for what is under way. */
    end: async (): Promise<void> => {
      await Promise.all(underWay.keys());
      if (failure !== undefined)
        throw new SeedError(`${messageOf(failure.error)}; at least ${inserted} tasks are inserted`, {
          cause: failure.error,
        });
    },
  };
}

async function seedCollection(collection: Collection<NewTask>, options: SeedOptions): Promise<SeedResult> {
  const { count, randomSeed, minSleepSeconds, maxSleepSeconds, onProgress = () => undefined, signal } = options;
  await ensureNameIndex(collection);
  const draw = drawTasks(randomSeed, minSleepSeconds, maxSleepSeconds);
  const inserter = makeInserter(collection, onProgress);
  const isOver = (): boolean => signal?.aborted === true || inserter.failed();
  let [drawn, redrawnNames, totalSleepMs] = [0, 0, 0];
  const insertBatch = async (size: number): Promise<void> => {
    const { names, redrawn } = await drawUnusedNames(collection, draw, size, inserter.names());
    redrawnNames += redrawn;
    const tasks = [...names].map((taskname): NewTask => {
      const sleepMs = draw.drawSleepMs();
      totalSleepMs += sleepMs;
      return { taskname, sleeptime: sleepMs / 1_000, state: 'created' };
    });
    await inserter.begin(tasks, names);
  };
  try {
    for (; drawn < count && !isOver(); drawn += BATCH_SIZE) await insertBatch(Math.min(BATCH_SIZE, count - drawn));
  } catch (error) {
    inserter.fail(error);
  }
  await inserter.end();
  return { inserted: inserter.inserted(), totalSleepSeconds: totalSleepMs / 1_000, redrawnNames };
}

/**
 * Inserts random tasks, each with `taskname`, `sleeptime` in seconds and `state: 'created'`, and nothing else. Their
 * names are in use nowhere else in the collection; two programs that insert at the same time under the same random
 * seed do not see each other's, though. Memory is bounded, whatever the count.
 * @throws {SeedError} when the database fails under way, saying how many tasks are inserted
 * @throws {Error} when the database cannot be reached, saying what to check
 */
export async function seedTasks(options: SeedOptions & SeedTarget): Promise<SeedResult> {
  if ('collection' in options) return await seedCollection(options.collection, options);
  await using database = taskDatabase(options.url);
  return (await database.connect(options.signal)) ? await seedCollection(database.collection, options) : NOTHING;
}
