import type { Collection } from 'mongodb';
import { messageOf } from '@steadfast/runtime';
import type { NewTask } from './task-generator.ts';

/** The database failed during insertion; the message has the number of tasks that were inserted. */
export class SeedError extends Error {
  override readonly name = 'SeedError';
}

/** Inserts batches of tasks, several at a time. The first failure is kept and thrown by `finish`. */
export interface BatchInserter {
  /** Starts inserting a batch. Waits for an earlier one if too many are in flight. */
  readonly start: (tasks: NewTask[], names: ReadonlySet<string>) => Promise<void>;
  /** Returns the names in each batch in flight. */
  readonly namesInFlight: () => readonly ReadonlySet<string>[];
  /** Returns the number of tasks inserted so far. */
  readonly inserted: () => number;
  /** Records a failure that happened outside of the inserter. */
  readonly fail: (error: unknown) => void;
  readonly hasFailed: () => boolean;
  /**
   * Waits for the batches in flight.
   * @throws {SeedError} when anything failed
   */
  readonly finish: () => Promise<void>;
}

/** While one batch waits for its write concern, the next one is generated and sent. */
const MAX_IN_FLIGHT = 2;

/** A majority that needs longer than this to replicate a batch is most likely unavailable. */
const WRITE_TIMEOUT_MS = 60_000;

/** Creates an inserter. `onProgress` is called after each batch with the number of tasks inserted so far. */
export function createBatchInserter(
  collection: Collection<NewTask>,
  onProgress: (inserted: number) => void,
): BatchInserter {
  const inFlight = new Map<Promise<void>, ReadonlySet<string>>();
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
    start: async (tasks, names) => {
      if (inFlight.size >= MAX_IN_FLIGHT) await Promise.race(inFlight.keys());
      const insertion: Promise<void> = insert(tasks).then(() => void inFlight.delete(insertion));
      inFlight.set(insertion, names);
    },
    namesInFlight: () => [...inFlight.values()],
    inserted: () => inserted,
    fail,
    hasFailed: () => failure !== undefined,
    finish: async () => {
      await Promise.all(inFlight.keys());
      if (failure === undefined) return;
      const { error } = failure;
      throw new SeedError(`${messageOf(error)}; at least ${inserted} tasks are inserted`, { cause: error });
    },
  };
}
