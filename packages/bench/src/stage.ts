import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createChild, findMongod, freePort, startMongod, type Child, type Mongod } from '@steadfast/cluster';
import { MongoClient, type Db } from 'mongodb';

const MASTER = fileURLToPath(new URL('../../master/src/main.ts', import.meta.url));
const SLAVE_HOST = fileURLToPath(new URL('slave-host.ts', import.meta.url));

/** How often a condition is looked at, in milliseconds. */
const POLL_MS = 5;

/** Waits until a condition holds; fails with its name after a time in milliseconds. */
export const until = async (
  what: string,
  condition: () => Promise<boolean> | boolean,
  limitMs = 120_000,
): Promise<void> => {
  const endMs = performance.now() + limitMs;
  while (!(await condition())) {
    if (performance.now() > endMs) throw new Error(`waited ${limitMs / 1_000} s in vain: ${what}`);
    await delay(POLL_MS);
  }
};

/** A database server that all measurements of a run share. */
export interface Stage {
  readonly mongod: Mongod;
  readonly client: MongoClient;
  readonly folder: string;
  /** An empty database, a master on it, and `slaves` slaves in processes of `perProcess`. */
  readonly play: <Result>(
    slaves: number,
    act: (scene: Scene) => Promise<Result>,
    perProcess?: number,
  ) => Promise<Result>;
  readonly close: () => Promise<void>;
}

/** A cluster on its own database. */
export interface Scene {
  readonly database: Db;
  readonly master: Child;
  readonly slaveHosts: readonly Child[];
  readonly journals: string;
  readonly address: string;
}

const openScene = async (
  stage: Omit<Stage, 'play' | 'close'>,
  name: string,
  slaves: number,
  perProcess: number,
): Promise<Scene> => {
  const database = stage.client.db(name);
  const address = `127.0.0.1:${await freePort()}`;
  const journals = join(stage.folder, name);
  mkdirSync(journals);
  const url = new URL(stage.mongod.url);
  url.pathname = `/${name}`;
  const start = (file: string, args: readonly string[], output: string): Child => {
    const child = createChild({
      command: process.execPath,
      arguments: [file, ...args],
      outputFile: join(journals, output),
    });
    child.start();
    return child;
  };
  const logFile = join(journals, 'master.log');
  const masterArgs = ['--mongo-url', url.href, '--listen', address, '--name', 'master1', '--log-file', logFile];
  const master = start(MASTER, masterArgs, 'master.out');
  const slaveHosts: Child[] = [];
  for (let first = 1; first <= slaves; first += perProcess) {
    const count = Math.min(perProcess, slaves - first + 1);
    const args = ['--master', address, '--slaves', `${count}`, '--first', `${first}`, '--directory', journals];
    slaveHosts.push(start(SLAVE_HOST, args, `slaves${first}.out`));
  }
  const joined = async (): Promise<boolean> => {
    const counted = await database
      .collection('ledger')
      .aggregate<{ count: number }>([
        { $unwind: '$facts' },
        { $match: { 'facts.kind': 'slave.joined' } },
        { $count: 'count' },
      ])
      .toArray();
    return (counted[0]?.count ?? 0) >= slaves;
  };
  await until(`${slaves} slaves have joined`, joined);
  return { database, master, slaveHosts, journals, address };
};

/** Starts the database server. */
export const openStage = async (): Promise<Stage> => {
  const folder = mkdtempSync(join(tmpdir(), 'steadfast-bench-'));
  const binary = await findMongod({});
  const mongod = await startMongod({
    binary,
    dbPath: join(folder, 'mongod'),
    logFile: join(folder, 'mongod.log'),
    cacheGb: 2,
  });
  const client = await new MongoClient(mongod.url).connect();
  let scenes = 0;
  const parts = { mongod, client, folder };
  return {
    ...parts,
    play: async (slaves, act, perProcess = 64) => {
      const scene = await openScene(parts, `scene${(scenes += 1)}`, slaves, perProcess);
      try {
        return await act(scene);
      } finally {
        await Promise.all(
          [scene.master, ...scene.slaveHosts].map(async (child) => {
            child.kill('SIGKILL');
            await child.exited;
          }),
        );
        await scene.database.dropDatabase();
      }
    },
    close: async () => {
      await client.close();
      await mongod.stop();
      rmSync(folder, { recursive: true });
    },
  };
};
