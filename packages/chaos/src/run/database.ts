import { writeFile, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MongoClient, type Collection, type Db } from 'mongodb';
import { writeTasksBefore } from '@steadfast/checker';
import { createChild, describeExit } from '@steadfast/cluster';
import { UsageError } from '@steadfast/runtime';
import type { DemoOptions } from '../demo/options.ts';

/** The database where the URL names none, as for all programs. */
const DATABASE = 'steadfast';

/** A database on this machine answers in milliseconds; one that does not is asked again. */
const SELECTION_TIMEOUT_MS = 3_000;

const SEED_PROGRAM = fileURLToPath(new URL('../../../seed/src/main.ts', import.meta.url));

const URL_FORM = /^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/([^?]*))?(?:\?(.*))?$/;

/**
 * The URL of a database of its own on a server that others use, too: their tasks are none of ours. Whom the URL logs in
 * is still looked up where it was.
 * @throws {UsageError} when it is no MongoDB URL
 */
export function urlOfOwnDatabase(url: string, name: string): string {
  const [, server, database = '', options = ''] = URL_FORM.exec(url) ?? [];
  if (server === undefined)
    throw new UsageError('--mongo-url must have the form mongodb://HOST:PORT/, for example mongodb://127.0.0.1:27017/');
  const parameters = new URLSearchParams(options);
  if (server.includes('@') && !parameters.has('authSource')) parameters.set('authSource', database || 'admin');
  return `${server}/${name}${parameters.size === 0 ? '' : `?${parameters.toString()}`}`;
}

/** An open database. */
export interface OpenDatabase extends AsyncDisposable {
  readonly database: Db;
  readonly tasks: Collection;
}

/** Opens the database of a run. */
export function openDatabase(url: string): OpenDatabase {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: SELECTION_TIMEOUT_MS, appName: 'steadfast-demo' });
  const named = URL_FORM.exec(url)?.[2] ?? '';
  const database = client.db(named === '' ? DATABASE : named);
  return { database, tasks: database.collection('tasks'), [Symbol.asyncDispose]: () => client.close() };
}

/**
 * Runs the seed program; gives the last line that it printed.
 * @throws {Error} when it fails, with what it printed
 */
export async function runSeed(
  mongoUrl: string,
  directory: string,
  { tasks, minSleep, maxSleep, randomSeed }: DemoOptions,
  signal: AbortSignal,
): Promise<string> {
  const outputFile = join(directory, 'seed.out');
  const sleeps = ['--min-sleep', `${minSleep}`, '--max-sleep', `${maxSleep}`];
  const child = createChild({
    command: process.execPath,
    arguments: [SEED_PROGRAM, '--count', `${tasks}`, ...sleeps, '--random-seed', `${randomSeed}`],
    outputFile,
    environment: { STEADFAST_MONGO_URL: mongoUrl },
  });
  child.start();
  const stop = (): void => void child.kill('SIGTERM');
  signal.addEventListener('abort', stop);
  const { exit } = await child.exited;
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  const printed = (await readFile(outputFile, 'utf8')).trim().replace(/^failed: /, '');
  if (exit?.kind === 'code' && exit.code === 0) return printed.split('\n').at(-1) ?? '';
  throw new Error(`the seed program failed (${exit === undefined ? 'no exit' : describeExit(exit)}): ${printed}`);
}

/**
 * Writes down the tasks as they were seeded, before any master has seen them, for the checker and for people; gives how
 * long each sleeps, in seconds, by its identifier.
 */
export async function noteSeeded({ tasks }: OpenDatabase, directory: string): Promise<Map<string, number>> {
  const sleeptimes = new Map<string, number>();
  const lines: string[] = [];
  const documents = await tasks.find().sort({ _id: 1 }).toArray();
  for (const { _id, taskname, sleeptime } of documents) {
    const taskId = String(_id);
    sleeptimes.set(taskId, Number(sleeptime));
    lines.push(`${JSON.stringify({ taskId, taskname, sleeptime })}\n`);
  }
  const path = join(directory, 'seeded.jsonl');
  await writeFile(`${path}.new`, lines.join(''));
  await rename(`${path}.new`, path);
  await writeTasksBefore(documents, directory);
  return sleeptimes;
}
