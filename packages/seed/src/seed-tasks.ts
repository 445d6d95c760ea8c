import type { Collection } from 'mongodb';
import { createBatchInserter } from './batch-inserter.ts';
import { taskDatabase } from './task-database.ts';
import { createTaskGenerator, type NewTask, type TaskGenerator } from './task-generator.ts';

/** Where to insert tasks: an open collection, or the collection `tasks` of the database that a URL names. */
export type SeedTarget = { readonly collection: Collection<NewTask> } | { readonly url: string };

/** Which tasks to insert. */
export interface SeedOptions {
  /** The number of tasks. */
  readonly count: number;
  readonly minSleepSeconds: number;
  readonly maxSleepSeconds: number;
  /** The same seed generates the same tasks, unless their names are in use already. */
  readonly randomSeed: number;
  /** Called after each batch with the number of tasks inserted so far. */
  readonly onProgress?: (inserted: number) => void;
  /** Stops after the batches in flight. */
  readonly signal?: AbortSignal;
}

/** The result of seeding. */
export interface SeedResult {
  /** Less than the requested count only if seeding was stopped. */
  readonly inserted: number;
  readonly totalSleepSeconds: number;
  /** The number of names that were in use already and were replaced. */
  readonly redrawnNames: number;
}

/** The result if seeding was stopped before the first task. */
export const NOTHING_INSERTED: SeedResult = { inserted: 0, totalSleepSeconds: 0, redrawnNames: 0 };

/** Tasks per insert command: about 0.5 MB, far below MongoDB's limits of 48 MB and 100,000 documents. */
const BATCH_SIZE = 5_000;

/** MongoDB's IndexOptionsConflict and IndexKeySpecsConflict: the index exists under another name or with other options. */
const INDEX_EXISTS_CODES = new Set<unknown>([85, 86]);

/** Creates the index on names that `namesInUse` needs, unless an equivalent one exists. */
async function ensureNameIndex(collection: Collection<NewTask>): Promise<void> {
  try {
    await collection.createIndex({ taskname: 1 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && INDEX_EXISTS_CODES.has(error.code))) throw error;
  }
}

/** Returns those of the given names that documents in the collection have. */
async function namesInUse(collection: Collection<NewTask>, names: readonly string[]): Promise<Set<string>> {
  const found = collection
    .find({ taskname: { $in: [...names] } })
    .project<Pick<NewTask, 'taskname'>>({ _id: 0, taskname: 1 });
  return new Set((await found.toArray()).map(({ taskname }) => taskname));
}

/** Draws names that are unused in the collection, in the batches in flight and in this batch. */
async function drawUnusedNames(
  collection: Collection<NewTask>,
  generator: TaskGenerator,
  count: number,
  inFlight: readonly ReadonlySet<string>[],
): Promise<{ names: Set<string>; redrawn: number }> {
  const names = new Set<string>();
  let drawn = 0;
  while (names.size < count) {
    const candidates = Array.from({ length: count - names.size }, generator.nextName);
    drawn += candidates.length;
    const inUse = await namesInUse(collection, candidates);
    for (const name of candidates) if (!inUse.has(name) && !inFlight.some((batch) => batch.has(name))) names.add(name);
  }
  return { names, redrawn: drawn - count };
}

async function seedCollection(collection: Collection<NewTask>, options: SeedOptions): Promise<SeedResult> {
  const { count, randomSeed, minSleepSeconds, maxSleepSeconds, onProgress = () => undefined, signal } = options;
  await ensureNameIndex(collection);
  const generator = createTaskGenerator(randomSeed, minSleepSeconds, maxSleepSeconds);
  const inserter = createBatchInserter(collection, onProgress);
  const isStopped = (): boolean => signal?.aborted === true || inserter.hasFailed();
  let [drawn, redrawnNames, totalSleepMs] = [0, 0, 0];
  const insertBatch = async (size: number): Promise<void> => {
    const { names, redrawn } = await drawUnusedNames(collection, generator, size, inserter.namesInFlight());
    redrawnNames += redrawn;
    const tasks = [...names].map((taskname): NewTask => {
      const sleepMs = generator.nextSleepMs();
      totalSleepMs += sleepMs;
      return { taskname, sleeptime: sleepMs / 1_000, state: 'created' };
    });
    await inserter.start(tasks, names);
  };
  try {
    for (; drawn < count && !isStopped(); drawn += BATCH_SIZE) await insertBatch(Math.min(BATCH_SIZE, count - drawn));
  } catch (error) {
    inserter.fail(error);
  }
  await inserter.finish();
  return { inserted: inserter.inserted(), totalSleepSeconds: totalSleepMs / 1_000, redrawnNames };
}

/**
 * Inserts random tasks with exactly the fields `taskname`, `sleeptime` (in seconds) and `state: 'created'`. Names are
 * unique in the collection, unless two programs insert concurrently with the same random seed. Memory use does not
 * depend on the count.
 * @throws {SeedError} with the number of inserted tasks when the database fails during insertion
 * @throws {Error} with a hint on what to check when the database cannot be reached
 */
export async function seedTasks(options: SeedOptions & SeedTarget): Promise<SeedResult> {
  if ('collection' in options) return await seedCollection(options.collection, options);
  await using database = taskDatabase(options.url);
  return (await database.connect(options.signal))
    ? await seedCollection(database.collection, options)
    : NOTHING_INSERTED;
}
