import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { MongoClient, type Collection } from 'mongodb';
import { startMongod, type Mongod } from '@steadfast/cluster';
import type { NewTask } from '../src/task-generator.ts';

/** Runs a mongod for all tests of a suite, and creates a database for each test. */
export function useMongod() {
  let folder = '';
  let mongod: Mongod | undefined;
  let client: MongoClient | undefined;
  let databases = 0;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'steadfast-seed-'));
    mongod = await startMongod({ dbPath: join(folder, 'data'), logFile: join(folder, 'mongod.log') });
    client = new MongoClient(mongod.url);
  });
  after(async () => {
    await client?.close();
    await mongod?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const running = (): { mongod: Mongod; client: MongoClient } => {
    if (mongod === undefined || client === undefined)
      throw new Error('mongod is not running; is useMongod() called outside of the suite?');
    return { mongod, client };
  };
  return {
    mongod: () => running().mongod,
    /** Returns a new database: its URL, name and collection of tasks. */
    database: (): { url: string; name: string; tasks: Collection<NewTask> } => {
      databases += 1;
      const name = `seed${databases}`;
      const url = running().mongod.url.replace('/?', `/${name}?`);
      return { url, name, tasks: running().client.db(name).collection<NewTask>('tasks') };
    },
    collection: (database: string): Collection<NewTask> => running().client.db(database).collection('tasks'),
  };
}
