import { MongoClient, type Collection } from 'mongodb';
import { messageOf, UsageError } from '@steadfast/runtime';
import type { NewTask } from './draw-tasks.ts';

/** The collection of tasks in a database that is not connected yet. */
export interface TaskDatabase extends AsyncDisposable {
  readonly collection: Collection<NewTask>;
  /** The database in words for people: its name and where it is; never its password. */
  readonly description: string;
  /**
   * Connects; false when the signal aborts before that is done.
   * @throws {Error} when the database cannot be reached within 5 s, saying what to check
   */
  connect(signal?: AbortSignal): Promise<boolean>;
}

/** The database where the URL names none. */
const DEFAULT_DATABASE = 'steadfast';

const COLLECTION = 'tasks';

/** So long a server may take to answer at first, in milliseconds: longer only means that nobody is there. */
const ANSWER_TIMEOUT_MS = 5_000;

/** The name that a URL has behind its hosts. */
function namedDatabase(url: string): string | undefined {
  return /^mongodb(?:\+srv)?:\/\/[^/]+\/([^?]+)/.exec(url)?.[1];
}

/** A message without the secrets of the URL, which the driver may repeat. */
function withoutSecrets(message: string, url: string): string {
  const password = /^[^/]*\/\/[^:@/]*:([^@]+)@/.exec(url)?.[1];
  const withoutUrl = message.replaceAll(url, 'the URL');
  return password === undefined ? withoutUrl : withoutUrl.replaceAll(password, '…');
}

const WHAT_TO_CHECK =
  'Is it running, and can it be reached from here? Check host, port, replicaSet, user and password in --mongo-url\n' +
  '(or STEADFAST_MONGO_URL).';

/** @throws {UsageError} when the driver can make no sense of the URL */
function makeClient(url: string): MongoClient {
  try {
    return new MongoClient(url, {
      serverSelectionTimeoutMS: ANSWER_TIMEOUT_MS,
      connectTimeoutMS: ANSWER_TIMEOUT_MS,
      appName: 'steadfast-seed',
    });
  } catch (error) {
    throw new UsageError(
      `--mongo-url is no MongoDB URL: ${withoutSecrets(messageOf(error), url)}\n` +
        'It has the form mongodb://HOST:PORT/DATABASE?OPTIONS, for example mongodb://127.0.0.1:27017/?replicaSet=rs0.',
    );
  }
}

/** Where a client connects to, for people. */
function hostsOf({ options }: MongoClient): string {
  return options.srvHost ?? options.hosts.map((host) => host.toString()).join(', ');
}

/**
 * The collection `tasks` of the database that the URL names, or of `steadfast` where it names none.
 * @throws {UsageError} when the URL is malformed
 */
export function taskDatabase(url: string): TaskDatabase {
  const client = makeClient(url);
  const name = decodeURIComponent(namedDatabase(url) ?? DEFAULT_DATABASE);
  const hosts = hostsOf(client);
  // Closing is what makes the driver give up.
  const giveUp = (): void => void client.close().catch(() => undefined);
  return {
    collection: client.db(name).collection<NewTask>(COLLECTION),
    description: `database ${name} at ${hosts}`,
    connect: async (signal) => {
      signal?.addEventListener('abort', giveUp);
      try {
        await client.connect();
        await client.db(name).command({ ping: 1 });
      } catch (error) {
        if (signal?.aborted === true) return false;
        const reason = withoutSecrets(messageOf(error), url);
        throw new Error(`cannot use MongoDB at ${hosts}: ${reason}\n${WHAT_TO_CHECK}`, { cause: error });
      } finally {
        signal?.removeEventListener('abort', giveUp);
      }
      return signal?.aborted !== true;
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}
