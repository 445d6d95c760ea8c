import { mkdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createChild, freePort, PROGRAMS, type Child } from '@steadfast/cluster';
import type { Db } from 'mongodb';
import { lastEntry, untilJoined } from './ledger.ts';
import { until } from './wait.ts';

const SLAVE_HOST = fileURLToPath(new URL('slave-host.ts', import.meta.url));

/** A process with some slaves in it. */
export interface SlaveHost {
  readonly child: Child;
  /** The names of its slaves. */
  readonly names: readonly string[];
}

/** A cluster on a database of its own. */
export interface Scene {
  readonly database: Db;
  readonly master: Child;
  /** Where the master listens. */
  readonly address: string;
  /** Where logs and journals are. */
  readonly folder: string;
  /** Every process with slaves that was started so far. */
  readonly slaveHosts: readonly SlaveHost[];
  readonly signal: AbortSignal;
  /** Of its processes that are alive. */
  readonly pids: () => readonly number[];
  /** Starts more slaves, so many in one process, and waits until they have joined. */
  readonly addSlaves: (
    count: number,
    perProcess: number,
    moreArguments?: readonly string[],
  ) => Promise<readonly SlaveHost[]>;
  /** Kills everything and drops the database. */
  readonly close: () => Promise<void>;
}

/** What a scene is opened with. */
export interface SceneOptions {
  readonly database: Db;
  /** Where the database is, for the master. */
  readonly mongoUrl: string;
  /** For logs and journals; made here, and removed at the end. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

function startNode(file: string, programArguments: readonly string[], outputFile: string): Child {
  const child = createChild({ command: process.execPath, arguments: [file, ...programArguments], outputFile });
  child.start();
  return child;
}

/** Kills a process if it is alive; resolves when it is gone. */
export async function killChild(child: Child): Promise<void> {
  child.kill('SIGKILL');
  await child.exited;
}

/** Starts the processes with slaves of a scene; their names go on counting. */
function createSlaveStarter(folder: string, address: string) {
  let started = 0;
  return (count: number, moreArguments: readonly string[]): SlaveHost => {
    const first = started + 1;
    started += count;
    const names = Array.from({ length: count }, (_, index) => `slave${first + index}`);
    const numbers = ['--slaves', `${count}`, '--first', `${first}`];
    const files = ['--directory', folder, '--log-file', join(folder, `slaves${first}.log`)];
    const all = ['--master', address, ...numbers, ...files, ...moreArguments];
    return { child: startNode(SLAVE_HOST, all, join(folder, `slaves${first}.out`)), names };
  };
}

/** Starts a master on a database and waits until it leads. */
export async function openScene({ database, mongoUrl, folder, signal }: SceneOptions): Promise<Scene> {
  mkdirSync(folder);
  const address = `127.0.0.1:${await freePort()}`;
  const files = ['--log-file', join(folder, 'master.log')];
  const masterArguments = ['--mongo-url', mongoUrl, '--listen', address, '--name', 'master1', ...files];
  const masterOutput = join(folder, 'master.out');
  const master = startNode(PROGRAMS.master, masterArguments, masterOutput);
  const slaveHosts: SlaveHost[] = [];
  const startSlaves = createSlaveStarter(folder, address);
  const children = (): Child[] => [master, ...slaveHosts.map(({ child }) => child)];
  const pids = (): number[] => children().flatMap(({ pid }) => pid ?? []);
  const close = async (): Promise<void> => {
    await Promise.all(children().map(killChild));
    await database.dropDatabase();
    await rm(folder, { recursive: true });
  };
  const addSlaves: Scene['addSlaves'] = async (count, perProcess, moreArguments = []) => {
    const after = await lastEntry(database);
    const added: SlaveHost[] = [];
    for (let left = count; left > 0; left -= perProcess)
      added.push(startSlaves(Math.min(perProcess, left), moreArguments));
    slaveHosts.push(...added);
    const names = added.flatMap((host) => host.names);
    await untilJoined(database, names, after, signal);
    return added;
  };
  try {
    const leads = async (): Promise<boolean> => {
      if (!master.alive) throw new Error(`the master ended: ${readFileSync(masterOutput, 'utf8').trim()}`);
      return (await lastEntry(database)) > 0;
    };
    await until('the master leads', leads, { signal });
  } catch (error) {
    await close();
    throw error;
  }
  return { database, master, address, folder, slaveHosts, signal, pids, addSlaves, close };
}
