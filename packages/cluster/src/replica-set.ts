import { setTimeout as sleep } from 'node:timers/promises';
import { MongoClient, type Db, type Document } from 'mongodb';
import { messageOf } from '@steadfast/runtime';

/** The name of the replica set. */
export const REPLICA_SET = 'steadfast';

/** From start to writable takes about a second; recovery after SIGKILL with much data, on a slow disk, far longer. */
const BECOME_PRIMARY_TIMEOUT_MS = 60_000;

/** How often a mongod that is starting is asked how far it is. */
const POLL_MS = 25;

/** So long a client waits for a mongod that does not listen yet, before the next one tries. */
const LISTEN_TIMEOUT_MS = 2_000;

/** Making a replica set writes a good deal: on a disk that others use too, it may take seconds. */
const ANSWER_TIMEOUT_MS = 20_000;

function memberOf(port: number): Document {
  return { _id: 0, host: `127.0.0.1:${port}` };
}

/** Makes the data directory's replica set one whose only member is this mongod; does nothing when it is so already. */
async function configure(admin: Db, port: number): Promise<void> {
  const members = [memberOf(port)];
  try {
    const { config } = (await admin.command({ replSetGetConfig: 1 })) as { config: Document };
    if (config['members'][0].host === members[0]?.['host']) return;
    // The data was served on another port before: nobody else is in the set who could object.
    await admin.command({ replSetReconfig: { ...config, members, version: config['version'] + 1 }, force: true });
  } catch (error) {
    if (!messageOf(error).includes('no replset config has been received')) throw error;
    await admin.command({ replSetInitiate: { _id: REPLICA_SET, members } });
  }
}

/** Asks once; true when it can be written to. */
async function isPrimary(admin: Db, port: number, pid: number | undefined): Promise<boolean> {
  const hello = await admin.command({ hello: 1 });
  if (hello['isWritablePrimary'] !== true) {
    await configure(admin, port);
    return false;
  }
  const status = await admin.command({ serverStatus: 1, repl: 0, metrics: 0, wiredTiger: 0, locks: 0 });
  if (Number(status['pid']) === pid) return true;
  throw new Error(`another server listens on the port, with pid ${status['pid']}`);
}

/** Asks until it can be written to; fails as soon as an answer fails. */
async function askUntilPrimary(port: number, pid: number | undefined, deadlineMs: number, signal: AbortSignal) {
  await using client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: LISTEN_TIMEOUT_MS,
    connectTimeoutMS: ANSWER_TIMEOUT_MS,
    socketTimeoutMS: ANSWER_TIMEOUT_MS,
  });
  while (!(await isPrimary(client.db('admin'), port, pid))) {
    if (performance.now() > deadlineMs) throw new Error('it is no primary yet');
    await sleep(POLL_MS, undefined, { signal });
  }
}

/**
 * Waits until the mongod with that process id, on a port of 127.0.0.1, is the primary of a replica set of one, making
 * it so if need be.
 * @throws {Error} when it takes more than a minute, or when the signal aborts
 */
export async function becomePrimary(port: number, pid: number | undefined, signal: AbortSignal): Promise<void> {
  const deadlineMs = performance.now() + BECOME_PRIMARY_TIMEOUT_MS;
  for (;;) {
    try {
      // A client that once failed to connect stays closed, so each try has its own.
      return await askUntilPrimary(port, pid, deadlineMs, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (performance.now() > deadlineMs)
        throw new Error(
          `it could not be written to within ${BECOME_PRIMARY_TIMEOUT_MS / 1_000} s: ${messageOf(error)}`,
          {
            cause: error,
          },
        );
    }
    await sleep(POLL_MS, undefined, { signal });
  }
}
