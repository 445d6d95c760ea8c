import { setTimeout as delay } from 'node:timers/promises';
import { MongoServerError, type Collection, type IndexSpecification } from 'mongodb';
import type { TaskRow } from '../store/documents.ts';
import { databaseAt } from '../store/open-mongo-store.ts';

/**
 * The indexes that inspection needs beside the scheduler's own. Each costs writes, so there are two: one changes with
 * every change of state or slave, the other only when a task is inserted. The first has the slave in its middle so that
 * nobody takes it for the scheduler's index of runnable tasks, which has the order that is needed there.
 */
export const INDEXES = {
  byState: { state: 1, host: 1, _id: 1 },
  byName: { taskname: 1, _id: 1 },
} as const;

/** What the server says of an index that it has already, under another name. */
const HAS_INDEX = 85;

/** After so long the indexes are asked for again, in milliseconds, when the database did not make them. */
const RETRY_MS = 2_000;

/** Millions of documents take minutes: a connection that gave up waiting would make the server give up as well. */
const CLIENT_OPTIONS = { appName: 'steadfast-inspector', maxPoolSize: 1, socketTimeoutMS: 0 } as const;

async function makeIndex(tasks: Collection<TaskRow>, key: IndexSpecification): Promise<void> {
  try {
    await tasks.createIndex(key);
  } catch (error) {
    if (!(error instanceof MongoServerError && error.code === HAS_INDEX)) throw error;
  }
}

/** Makes the indexes, once; false when the database did not. Whoever asks for something that needs them is told. */
async function makeIndexes(url: string, signal: AbortSignal): Promise<boolean> {
  const { client, database } = databaseAt(url, CLIENT_OPTIONS);
  const stop = (): void => void client.close();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await client.connect();
    for (const key of Object.values(INDEXES)) await makeIndex(database.collection<TaskRow>('tasks'), key);
    return true;
  } catch {
    return false;
  } finally {
    signal.removeEventListener('abort', stop);
    await client.close();
  }
}

/** Sees to it that the indexes are there; tries until they are, or the signal aborts. Never fails. */
export async function prepareIndexes(url: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && !(await makeIndexes(url, signal))) await delay(RETRY_MS, undefined, { ref: false });
}
