import { setTimeout as delay } from 'node:timers/promises';
import { MongoServerError, type Collection, type CreateIndexesOptions, type IndexSpecification } from 'mongodb';
import type { TaskRow } from '../store/documents.ts';
import { BY_ARRAY_STATE, BY_STATE, IN_ARRAY_STATE_INDEX } from '../store/mongo-collections.ts';
import { databaseAt, INDEX_TIMEOUTS } from '../store/open-mongo-store.ts';

/**
 * The indexes that inspection needs in addition to the scheduler's. Every index slows down writes, so there are only
 * three: `byState` is written when a task's state or slave changes, `byName` when a task is inserted, and `parked`
 * contains parked tasks only, in the order in which they were parked.
 */
export const INDEXES = {
  byState: BY_STATE,
  byName: { taskname: 1, _id: 1 },
  parked: { rev: 1, _id: 1 },
} as const;

/** Selects what the index of parked tasks contains. */
const IN_PARKED_INDEX = { parked: { $exists: true } } as const;

/** Selects the parked tasks, from their index. A mark of null is none: the scheduler takes such a task. */
export const PARKED = { parked: { ...IN_PARKED_INDEX.parked, $ne: null } } as const;

/** IndexOptionsConflict: the index already exists under another name. */
const INDEX_EXISTS_CODE = 85;

/** Pause between attempts: long enough not to load a server that is starting or electing a primary. */
const INDEX_RETRY_MS = 2_000;

async function createIndex(
  tasks: Collection<TaskRow>,
  key: IndexSpecification,
  options: CreateIndexesOptions = {},
): Promise<void> {
  try {
    await tasks.createIndex(key, options);
  } catch (error) {
    if (!(error instanceof MongoServerError && error.code === INDEX_EXISTS_CODE)) throw error;
  }
}

/** Tries once to create the indexes; returns false if it fails. Requests that need a missing index fail meanwhile. */
async function createIndexes(url: string, signal: AbortSignal): Promise<boolean> {
  const { client, database } = databaseAt(url, { ...INDEX_TIMEOUTS, appName: 'steadfast-inspector' });
  const stop = (): void => void client.close();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await client.connect();
    const tasks = database.collection<TaskRow>('tasks');
    for (const key of [INDEXES.byState, INDEXES.byName]) await createIndex(tasks, key);
    await createIndex(tasks, INDEXES.parked, { partialFilterExpression: IN_PARKED_INDEX });
    await createIndex(tasks, BY_ARRAY_STATE, { partialFilterExpression: IN_ARRAY_STATE_INDEX });
    return true;
  } catch {
    return false;
  } finally {
    signal.removeEventListener('abort', stop);
    await client.close();
  }
}

/** Creates the indexes if they do not exist; retries until it succeeds or the signal aborts. Never rejects. */
export async function ensureIndexes(url: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && !(await createIndexes(url, signal))) await delay(INDEX_RETRY_MS, undefined, { ref: false });
}
