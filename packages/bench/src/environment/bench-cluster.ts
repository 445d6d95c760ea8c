import { mkdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createChild, freePort, MASTER_NODE_OPTIONS, PROGRAMS, type Child } from '@steadfast/cluster';
import type { Db } from 'mongodb';
import { lastEntryNumber, waitForSlaves } from '../probes/ledger.ts';
import { waitForLogLine } from '../probes/logs.ts';
import { waitUntil } from '../wait.ts';

const SLAVE_PROGRAM = fileURLToPath(new URL('./slave-process.ts', import.meta.url));
const LIGHT_SLAVES_PROGRAM = fileURLToPath(new URL('./light-slaves.ts', import.meta.url));

/** A process that runs one or more slaves. */
export interface SlaveProcess {
  readonly child: Child;
  /** The names of its slaves. */
  readonly names: readonly string[];
}

/** A master and the file of its log. */
export interface MasterProcess {
  readonly child: Child;
  readonly logFile: string;
  /** The file of what it writes to standard output and standard error. */
  readonly outputFile: string;
}

/** A cluster with a database of its own. */
export interface BenchCluster {
  readonly database: Db;
  /** The first master, which leads unless a benchmark stops it. */
  readonly master: MasterProcess;
  /** The address of the master: HOST:PORT. */
  readonly address: string;
  /** The folder for logs and journals. */
  readonly folder: string;
  /** Every slave process that was started so far. */
  readonly slaveProcesses: readonly SlaveProcess[];
  readonly signal: AbortSignal;
  /** Returns the process ids of its processes that are alive. */
  readonly pids: () => readonly number[];
  /** Starts more slaves, up to `perProcess` in each process, and waits until all have joined. */
  readonly addSlaves: (
    count: number,
    perProcess: number,
    extraArguments?: readonly string[],
  ) => Promise<readonly SlaveProcess[]>;
  /** Starts slaves that take little memory and must not be assigned tasks, and waits until all have joined. */
  readonly addLightSlaves: (count: number, perProcess: number) => Promise<readonly SlaveProcess[]>;
  /** Starts another master, which does not lead while the first one does, and waits until it listens. */
  readonly addStandby: () => Promise<MasterProcess>;
  /** Kills all processes and drops the database. */
  readonly close: () => Promise<void>;
}

/** How to start a cluster. */
export interface BenchClusterOptions {
  readonly database: Db;
  /** The connection string of the database, for the master. */
  readonly mongoUrl: string;
  /** The folder for logs and journals. It is created here, and removed on `close`. */
  readonly folder: string;
  /** Additional options of Node.js for masters. */
  readonly masterNodeOptions?: readonly string[] | undefined;
  readonly signal: AbortSignal;
}

function startNode(nodeArguments: readonly string[], outputFile: string): Child {
  const child = createChild({ command: process.execPath, arguments: nodeArguments, outputFile });
  child.start();
  return child;
}

/** Kills a process if it is alive; resolves when it has exited. */
export async function killChild(child: Child): Promise<void> {
  child.kill('SIGKILL');
  await child.exited;
}

/** Returns a function that starts one slave process. The slaves of a cluster are numbered across its processes. */
function createSlaveStarter(folder: string, address: string) {
  let started = 0;
  return (program: string, count: number, extraArguments: readonly string[]): SlaveProcess => {
    const first = started + 1;
    started += count;
    const names = Array.from({ length: count }, (_, index) => `slave${first + index}`);
    const numbers = ['--slaves', `${count}`, '--first', `${first}`];
    const logFile = ['--log-file', join(folder, `slaves${first}.log`)];
    const all = ['--master', address, ...numbers, ...logFile, ...extraArguments];
    return { child: startNode([program, ...all], join(folder, `slaves${first}.out`)), names };
  };
}

/** Starts a master with logs in a folder. */
async function startMaster(
  name: string,
  { mongoUrl, folder, masterNodeOptions = [] }: Omit<BenchClusterOptions, 'database' | 'signal'>,
): Promise<MasterProcess & { readonly address: string }> {
  const address = `127.0.0.1:${await freePort()}`;
  const [logFile, outputFile] = [join(folder, `${name}.log`), join(folder, `${name}.out`)];
  const options = ['--mongo-url', mongoUrl, '--listen', address, '--name', name, '--log-file', logFile];
  const nodeArguments = [...MASTER_NODE_OPTIONS, ...masterNodeOptions, PROGRAMS.master, ...options];
  return { child: startNode(nodeArguments, outputFile), logFile, address, outputFile };
}

/** Waits until the first epoch has begun; fails at once if the master exits. */
async function waitUntilMasterLeads(database: Db, master: Child, outputFile: string, signal: AbortSignal) {
  const leads = async (): Promise<boolean> => {
    if (!master.alive) throw new Error(`the master exited: ${readFileSync(outputFile, 'utf8').trim()}`);
    return (await lastEntryNumber(database)) > 0;
  };
  await waitUntil('the master leads', leads, { signal });
}

/** Starts a master on a database and waits until it leads. */
export async function startBenchCluster(options: BenchClusterOptions): Promise<BenchCluster> {
  const { database, folder, signal } = options;
  mkdirSync(folder);
  const { address, ...master } = await startMaster('master1', options);
  const masters: MasterProcess[] = [master];
  const slaveProcesses: SlaveProcess[] = [];
  const startSlaveProcess = createSlaveStarter(folder, address);
  const children = (): Child[] => [...masters, ...slaveProcesses].map(({ child }) => child);
  const pids = (): number[] => children().flatMap(({ pid }) => pid ?? []);
  const close = async (): Promise<void> => {
    await Promise.all(children().map(killChild));
    await database.dropDatabase();
    await rm(folder, { recursive: true });
  };
  const startSlaves = async (program: string, count: number, perProcess: number, extraArguments: readonly string[]) => {
    const after = await lastEntryNumber(database);
    const added: SlaveProcess[] = [];
    for (let left = count; left > 0; left -= perProcess)
      added.push(startSlaveProcess(program, Math.min(perProcess, left), extraArguments));
    slaveProcesses.push(...added);
    const names = added.flatMap((process) => process.names);
    await waitForSlaves(database, names, after, signal);
    return added;
  };
  const addSlaves: BenchCluster['addSlaves'] = (count, perProcess, extraArguments = []) =>
    startSlaves(SLAVE_PROGRAM, count, perProcess, ['--directory', folder, ...extraArguments]);
  const addLightSlaves: BenchCluster['addLightSlaves'] = (count, perProcess) =>
    startSlaves(LIGHT_SLAVES_PROGRAM, count, perProcess, []);
  const addStandby = async (): Promise<MasterProcess> => {
    const { address: _address, ...standby } = await startMaster(`master${masters.length + 1}`, options);
    masters.push(standby);
    await waitForLogLine(standby.logFile, 'master.listening', 1, signal);
    return standby;
  };
  try {
    await waitUntilMasterLeads(database, master.child, master.outputFile, signal);
  } catch (error) {
    await close();
    throw error;
  }
  const starters = { addSlaves, addLightSlaves, addStandby };
  return { database, master, address, folder, slaveProcesses, signal, pids, ...starters, close };
}
