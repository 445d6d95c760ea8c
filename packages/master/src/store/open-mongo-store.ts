import { MongoClient, type Db, type MongoClientOptions } from 'mongodb';
import { checkMongoUrl, systemTimers } from '@steadfast/runtime';
import { createDeadlinePort } from './deadline-port.ts';
import { createMongoStore, type CausalClock } from './mongo-store.ts';
import { portOf, type StorePort } from './store-port.ts';

/** The database if the URL names none. */
const DEFAULT_DATABASE = 'steadfast';

/** Short, because the master repeats requests itself and has to learn of a failure soon. */
const CLIENT_TIMEOUTS = {
  serverSelectionTimeoutMS: 2_000,
  connectTimeoutMS: 2_000,
  // Far longer than any request takes: a connection that is silent for this long is considered dead.
  socketTimeoutMS: 15_000,
  heartbeatFrequencyMS: 1_000,
} as const;

/**
 * Indexing millions of documents takes minutes, in which the connection is silent; the server gives up when the client
 * disconnects, so a timeout would only start the build again. A server that is gone fails the driver's heartbeats.
 */
export const INDEX_TIMEOUTS = { maxPoolSize: 1, socketTimeoutMS: 0 } as const;

/**
 * How documents are decoded. Users may store regular expressions that are none in JavaScript, and strings that are not
 * UTF-8, which the driver rejects by default; no document may make others unreadable. Invalid bytes are replaced.
 */
const DECODING = { bsonRegExp: true, enableUtf8Validation: false } as const;

const DATABASE_IN_URL = /^mongodb(?:\+srv)?:\/\/[^/]+\/([^?]+)/;

/** The database names that the server accepts. */
const DATABASE_NAME = /^[^/\\. "$\0]{1,63}$/;

/**
 * Returns the database that a URL names, and a new client for it that is not connected yet.
 * @throws when the URL is malformed; the message may quote its credentials
 */
export function databaseAt(url: string, options: MongoClientOptions): { client: MongoClient; database: Db } {
  const client = new MongoClient(url, { ...CLIENT_TIMEOUTS, ...DECODING, ...options });
  const name = decodeURIComponent(DATABASE_IN_URL.exec(url)?.[1] ?? DEFAULT_DATABASE);
  if (!DATABASE_NAME.test(name)) throw new Error(`a database cannot be named "${name}"`);
  return { client, database: client.db(name) };
}

/**
 * Without the retries of the driver, which make the server write down the outcome of every single write: that takes a
 * fifth of the time of an update. The master itself repeats requests, all of which are idempotent.
 */
const STORE_OPTIONS = { appName: 'steadfast-master', retryWrites: false } as const;

function open(url: string, clock: CausalClock): StorePort {
  const { client, database } = databaseAt(url, STORE_OPTIONS);
  const { client: indexClient } = databaseAt(url, { ...STORE_OPTIONS, ...INDEX_TIMEOUTS });
  return portOf(createMongoStore({ client, indexClient }, database.databaseName, clock));
}

/**
 * Opens the store at a MongoDB URL; `prepare` connects it. Requests fail after `deadlineMs` at the latest.
 * @throws {UsageError} when the URL is malformed
 */
export function openMongoStore(url: string, deadlineMs?: number): StorePort {
  const clock: CausalClock = { latest: null };
  checkMongoUrl(url, (part) => open(part, clock));
  return createDeadlinePort(() => open(url, clock), systemTimers, deadlineMs);
}
