import { MongoClient, type Collection } from 'mongodb';
import { checkMongoUrl, messageOf, redactUrls } from '@steadfast/runtime';
import type { NewTask } from './task-generator.ts';

/** The collection of tasks in a database that may not be connected yet. */
export interface TaskDatabase extends AsyncDisposable {
  readonly collection: Collection<NewTask>;
  /** The name and hosts of the database, for messages. Never contains the password. */
  readonly description: string;
  /**
   * Connects. Resolves to false if the signal aborts first.
   * @throws {Error} with a hint on what to check when the database cannot be reached within 5 s
   */
  connect(signal?: AbortSignal): Promise<boolean>;
}

/** The database used when the URL names none. */
const DEFAULT_DATABASE = 'steadfast';

const COLLECTION = 'tasks';

/** A reachable server responds within milliseconds; waiting longer only delays the error. */
const SERVER_TIMEOUT_MS = 5_000;

/** Returns the database that a URL names, percent-encoded. */
function databaseName(url: string): string | undefined {
  return /^mongodb(?:\+srv)?:\/\/[^/]+\/([^?]+)/.exec(url)?.[1];
}

const CONNECTION_HINT =
  'Is it running, and reachable from this machine? Check host, port, replicaSet, user and password in --mongo-url\n' +
  '(or STEADFAST_MONGO_URL).';

function open(url: string): MongoClient {
  return new MongoClient(url, {
    serverSelectionTimeoutMS: SERVER_TIMEOUT_MS,
    connectTimeoutMS: SERVER_TIMEOUT_MS,
    appName: 'steadfast-seed',
  });
}

/** Returns the hosts that a client connects to, for messages. */
function hostsOf({ options }: MongoClient): string {
  return options.srvHost ?? options.hosts.map((host) => host.toString()).join(', ');
}

/**
 * Returns the collection `tasks` of the database that the URL names, or of `steadfast` if it names none.
 * @throws {UsageError} when the URL is malformed
 */
export function taskDatabase(url: string): TaskDatabase {
  const client = open(checkMongoUrl(url, open));
  const name = decodeURIComponent(databaseName(url) ?? DEFAULT_DATABASE);
  const hosts = hostsOf(client);
  // Closing the client is the only way to cancel a connection attempt.
  const cancel = (): void => void client.close().catch(() => undefined);
  return {
    collection: client.db(name).collection<NewTask>(COLLECTION),
    description: `database ${name} at ${hosts}`,
    connect: async (signal) => {
      signal?.addEventListener('abort', cancel);
      try {
        await client.connect();
        await client.db(name).command({ ping: 1 });
      } catch (error) {
        if (signal?.aborted === true) return false;
        throw new Error(`cannot use MongoDB at ${hosts}: ${redactUrls(messageOf(error))}\n${CONNECTION_HINT}`, {
          cause: error,
        });
      } finally {
        signal?.removeEventListener('abort', cancel);
      }
      return signal?.aborted !== true;
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}
