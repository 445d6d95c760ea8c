import { MongoClient, type Db, type MongoClientOptions } from 'mongodb';
import { messageOf, UsageError } from '@steadfast/runtime';
import { CREDENTIALS } from './mongo-errors.ts';
import { mongoStore } from './mongo-store.ts';
import type { Store } from './store.ts';

/** The database where the URL names none. */
const DEFAULT_DATABASE = 'steadfast';

/** Requests are repeated by the master itself, so the driver is to say soon that it cannot: all in milliseconds. */
const TIMEOUTS = {
  serverSelectionTimeoutMS: 2_000,
  connectTimeoutMS: 2_000,
  // A server that took a request and says nothing for so long is not going to.
  socketTimeoutMS: 15_000,
  heartbeatFrequencyMS: 1_000,
} as const;

const DATABASE_IN_URL = /^mongodb(?:\+srv)?:\/\/[^/]+\/([^?]+)/;

/** What the server takes for the name of a database. */
const DATABASE_NAME = /^[^/\\. "$\0]{1,63}$/;

/**
 * The database that a URL names, through a client of its own that connects when it is told to.
 * @throws when the URL is malformed; the message may quote it
 */
export function databaseAt(url: string, options: MongoClientOptions): { client: MongoClient; database: Db } {
  const client = new MongoClient(url, { ...TIMEOUTS, ...options });
  const name = decodeURIComponent(DATABASE_IN_URL.exec(url)?.[1] ?? DEFAULT_DATABASE);
  if (!DATABASE_NAME.test(name)) throw new Error(`"${name}" cannot be the name of a database`);
  return { client, database: client.db(name) };
}

function open(url: string): Store {
  const { client, database } = databaseAt(url, { appName: 'steadfast-master' });
  return mongoStore(client, database.databaseName);
}

/** What is wrong with a malformed URL. The driver's message may quote it, so it is asked about one without a password. */
function faultOf(url: string): string {
  try {
    open(url.replace(CREDENTIALS, '//'));
    return 'in the user name and the password, characters such as @ : / % must be percent-encoded';
  } catch (error) {
    return messageOf(error);
  }
}

/**
 * Opens the store at a MongoDB URL; connects when it is first used.
 * @throws {UsageError} when the URL is malformed
 */
export function openMongoStore(url: string): Store {
  try {
    return open(url);
  } catch {
    const form = 'it must have the form mongodb://HOST:PORT/DATABASE';
    throw new UsageError(`--mongo-url is malformed (${faultOf(url)}): ${form}`);
  }
}
