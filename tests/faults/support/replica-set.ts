import { MongoClient, type Db, type Document } from 'mongodb';
import { waitUntil } from '@steadfast/runtime/testing';
import type { Testbed } from './testbed.ts';

/** A member of the testbed's replica set, reached directly, whatever its role is. */
export interface Member {
  /** The name of its process. */
  readonly name: string;
  readonly admin: Db;
}

/** The testbed's replica set of several members. */
export interface ReplicaSet {
  readonly members: readonly Member[];
  /** Waits until a member is primary, other than `previous` if one is given; returns it. */
  primary(previous?: Member): Promise<Member>;
  /** Waits until one member is primary and all others are secondaries; returns the primary. */
  complete(): Promise<Member>;
  /** Closes the connections. */
  close(): Promise<void>;
}

/** Shorter than an election takes. A frozen member does not answer at all. */
const ANSWER_TIMEOUT_MS = 500;

/** Returns the state of a member as it sees it itself; undefined if it does not answer. */
async function stateOf({ admin }: Member): Promise<string | undefined> {
  try {
    const status: Document = await admin.command({ replSetGetStatus: 1 });
    return (status['members'] as Document[]).find(({ self }) => self === true)?.['stateStr'] as string;
  } catch {
    // Besides its own errors, the driver throws those of a socket that was closed during a write.
    return undefined;
  }
}

/** Opens a connection to each member of a testbed's replica set. */
export function openReplicaSet({ cluster }: Testbed): ReplicaSet {
  const hosts = /^mongodb:\/\/([^/]+)/.exec(cluster.mongoUrl)?.[1]?.split(',') ?? [];
  const timeouts = {
    serverSelectionTimeoutMS: ANSWER_TIMEOUT_MS,
    connectTimeoutMS: ANSWER_TIMEOUT_MS,
    socketTimeoutMS: ANSWER_TIMEOUT_MS,
  };
  const clients = hosts.map((host) => new MongoClient(`mongodb://${host}/?directConnection=true`, timeouts));
  const members = clients.map((client, index) => ({ name: `mongod${index + 1}`, admin: client.db('admin') }));
  const states = (): Promise<(string | undefined)[]> => Promise.all(members.map(stateOf));
  return {
    members,
    primary: (previous) =>
      waitUntil('there is a primary', async () => {
        const seen = await states();
        return members.find((member, index) => seen[index] === 'PRIMARY' && member !== previous);
      }),
    complete: () =>
      waitUntil('the replica set is complete', async () => {
        const seen = await states();
        if (seen.filter((state) => state === 'SECONDARY').length !== members.length - 1) return undefined;
        return members.find((_, index) => seen[index] === 'PRIMARY');
      }),
    close: async () => void (await Promise.all(clients.map((client) => client.close()))),
  };
}
