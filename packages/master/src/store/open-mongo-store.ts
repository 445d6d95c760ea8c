import { MongoClient, MongoParseError } from 'mongodb';
import { UsageError } from '@steadfast/runtime';
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

/**
 * Opens the store at a MongoDB URL; connects when it is first used.
 * @throws {UsageError} when the URL is malformed
 */
export const openMongoStore = (url: string): Store => {
  try {
    const client = new MongoClient(url, { ...TIMEOUTS, appName: 'steadfast-master' });
    const database = DATABASE_IN_URL.exec(url)?.[1];
    return mongoStore(client, database === undefined ? DEFAULT_DATABASE : decodeURIComponent(database));
  } catch (error) {
    if (!(error instanceof MongoParseError)) throw error;
    const form = 'it must have the form mongodb://HOST:PORT/DATABASE';
    throw new UsageError(`--mongo-url is malformed (${error.message}): ${form}`);
  }
};
