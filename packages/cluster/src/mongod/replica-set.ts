import { setTimeout as sleep } from 'node:timers/promises';
import { MongoClient, type Db, type Document } from 'mongodb';
import { messageOf } from '@steadfast/runtime';

export const REPLICA_SET_NAME = 'steadfast';

/** Usually a second is enough; recovery after SIGKILL with much data on a slow disk takes far longer. */
const BECOME_PRIMARY_TIMEOUT_MS = 60_000;

/** Short compared with the second that a mongod takes to start. */
const POLL_MS = 25;

/** How long one client waits for a mongod that does not listen yet, before the next client tries. */
const SERVER_SELECTION_TIMEOUT_MS = 2_000;

/** Initiating a replica set writes a lot of data, which may take seconds on a busy disk. */
const COMMAND_TIMEOUT_MS = 20_000;

/** MongoDB's default of 10 s is meant for wide networks; the members of this set are processes of one machine. */
const ELECTION_TIMEOUT_MS = 1_000;

/** A few heartbeats fit into the election timeout. */
const HEARTBEAT_INTERVAL_MS = 250;

function memberOf(port: number, _id = 0): Document {
  return { _id, host: `127.0.0.1:${port}` };
}

function connectTo(port: number): MongoClient {
  return new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: SERVER_SELECTION_TIMEOUT_MS,
    connectTimeoutMS: COMMAND_TIMEOUT_MS,
    socketTimeoutMS: COMMAND_TIMEOUT_MS,
  });
}

/** Configures the replica set so that this mongod is its only member; does nothing if it already is. */
async function ensureConfigured(admin: Db, port: number): Promise<void> {
  const members = [memberOf(port)];
  try {
    const { config } = (await admin.command({ replSetGetConfig: 1 })) as { config: Document };
    if (config['members'][0].host === members[0]?.['host']) return;
    // The data was served on another port before. Forcing is safe: the set has no other member.
    await admin.command({ replSetReconfig: { ...config, members, version: config['version'] + 1 }, force: true });
  } catch (error) {
    if (!messageOf(error).includes('no replset config has been received')) throw error;
    await admin.command({ replSetInitiate: { _id: REPLICA_SET_NAME, members } });
  }
}

/**
 * Returns whether the mongod accepts writes, and configures its replica set if it does not.
 * @throws {Error} if another server listens on the port
 */
async function becomesPrimary(admin: Db, port: number, pid: number | undefined): Promise<boolean> {
  const hello = await admin.command({ hello: 1 });
  if (hello['isWritablePrimary'] !== true) {
    await ensureConfigured(admin, port);
    return false;
  }
  const status = await admin.command({ serverStatus: 1, repl: 0, metrics: 0, wiredTiger: 0, locks: 0 });
  if (Number(status['pid']) === pid) return true;
  throw new Error(`another server is listening on the port, with pid ${status['pid']}`);
}

/**
 * Runs commands on a mongod that may not listen yet, repeatedly until they succeed, each time with a new client: one that
 * once failed to connect stays closed.
 * @throws {Error} of the last attempt at the deadline; if the signal aborts
 */
async function retryOnNewClient(
  port: number,
  deadlineMs: number,
  run: (admin: Db) => Promise<unknown>,
  signal?: AbortSignal,
): Promise<void> {
  for (;;) {
    try {
      await using client = connectTo(port);
      await run(client.db('admin'));
      return;
    } catch (error) {
      signal?.throwIfAborted();
      if (performance.now() > deadlineMs) throw error;
    }
    await sleep(POLL_MS, undefined, { signal });
  }
}

/**
 * Waits until the mongod with a process id, on a port of 127.0.0.1, is the primary of a replica set of one, and
 * initiates the replica set if necessary.
 * @throws {Error} if it takes more than a minute, or if the signal aborts
 */
export async function becomePrimary(port: number, pid: number | undefined, signal: AbortSignal): Promise<void> {
  const deadlineMs = performance.now() + BECOME_PRIMARY_TIMEOUT_MS;
  const pollUntilPrimary = async (admin: Db): Promise<void> => {
    while (!(await becomesPrimary(admin, port, pid))) {
      if (performance.now() > deadlineMs) throw new Error('it is not primary yet');
      await sleep(POLL_MS, undefined, { signal });
    }
  };
  try {
    await retryOnNewClient(port, deadlineMs, pollUntilPrimary, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Error(`it did not accept writes within ${BECOME_PRIMARY_TIMEOUT_MS / 1_000} s: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function ping(admin: Db): Promise<unknown> {
  return admin.command({ ping: 1 });
}

/** Returns the states of the members of a replica set as one of them sees it; `PRIMARY` comes first. */
async function memberStates(admin: Db): Promise<string[]> {
  const { members } = (await admin.command({ replSetGetStatus: 1 })) as { members: { stateStr: string }[] };
  return members.map(({ stateStr }) => stateStr).sort();
}

/**
 * Makes one replica set of new mongods on ports of 127.0.0.1; resolves when one is primary and all others are secondaries.
 * @throws {Error} if it takes more than a minute, or if the signal aborts
 */
export async function initiateReplicaSet(ports: readonly number[], signal: AbortSignal): Promise<void> {
  const [first = 0] = ports;
  const deadlineMs = performance.now() + BECOME_PRIMARY_TIMEOUT_MS;
  await Promise.all(ports.map((port) => retryOnNewClient(port, deadlineMs, ping, signal)));
  await using client = connectTo(first);
  const admin = client.db('admin');
  const settings = { electionTimeoutMillis: ELECTION_TIMEOUT_MS, heartbeatIntervalMillis: HEARTBEAT_INTERVAL_MS };
  const members = ports.map(memberOf);
  await admin.command({ replSetInitiate: { _id: REPLICA_SET_NAME, members, settings } });
  const expected = ports.map((_, index) => (index === 0 ? 'PRIMARY' : 'SECONDARY'));
  for (;;) {
    const states = await memberStates(admin);
    if (states.join() === expected.join()) return;
    if (performance.now() > deadlineMs) throw new Error(`the members of the replica set are ${states.join(', ')}`);
    await sleep(POLL_MS, undefined, { signal });
  }
}
