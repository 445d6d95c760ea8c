import { MongoClient, type Collection, type Db } from 'mongodb';
import { UsageError } from '@steadfast/runtime';

/** The database if the URL names none; the same default as in all other programs. */
const DEFAULT_DATABASE = 'steadfast';

/** A local database responds within milliseconds; after this, the next attempt is likelier to succeed than waiting. */
const SERVER_SELECTION_TIMEOUT_MS = 3_000;

const URL_FORM = /^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/([^?]*))?(?:\?(.*))?$/;

/**
 * Returns the URL of a separate database on the server of another URL, so that a run does not touch the tasks of others.
 * Credentials are still checked against the database where they were defined.
 * @throws {UsageError} when `url` is not a MongoDB URL
 */
export function dedicatedDatabaseUrl(url: string, name: string): string {
  const [, server, database = '', options = ''] = URL_FORM.exec(url) ?? [];
  if (server === undefined)
    throw new UsageError('--mongo-url must have the form mongodb://HOST:PORT/, for example mongodb://127.0.0.1:27017/');
  const parameters = new URLSearchParams(options);
  if (server.includes('@') && !parameters.has('authSource')) parameters.set('authSource', database || 'admin');
  return `${server}/${name}${parameters.size === 0 ? '' : `?${parameters.toString()}`}`;
}

/** Returns the name of the database of a MongoDB URL. */
export function databaseOf(url: string): string {
  return URL_FORM.exec(url)?.[2] || DEFAULT_DATABASE;
}

/** An open database. */
export interface OpenDatabase extends AsyncDisposable {
  readonly database: Db;
  readonly tasks: Collection;
}

/** Opens the database of a run. */
export function openDatabase(url: string): OpenDatabase {
  const client = new MongoClient(url, {
    serverSelectionTimeoutMS: SERVER_SELECTION_TIMEOUT_MS,
    appName: 'steadfast-demo',
  });
  const database = client.db(databaseOf(url));
  return { database, tasks: database.collection('tasks'), [Symbol.asyncDispose]: () => client.close() };
}
