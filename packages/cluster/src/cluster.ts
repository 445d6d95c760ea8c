import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '@steadfast/runtime';
import { masterProgram, PROGRAMS, slaveProgram, type ClusterPrograms } from './cluster-programs.ts';
import { makeFleet, type Fleet, type FleetOptions } from './fleet.ts';
import { freePort, isPortFree } from './free-port.ts';
import { startGuard } from './guard.ts';
import { MONGOD_STOP_TIMEOUT_MS, mongodProgram, mongodUrl, untilWritable, type MongodOptions } from './mongod.ts';
import { findMongod, type MongodBinary } from './mongod-binary.ts';
import { filesOf, openRunFolder } from './run-folder.ts';
import type { SupervisedProcess } from './supervisor.ts';

/** More command line options for masters or slaves: the same for all, or depending on the name. */
type MoreOptions = readonly string[] | ((name: string) => readonly string[]);

/** What cluster to start. */
export interface ClusterOptions extends FleetOptions {
  /** The run folder: data, logs and journals; made if need be, and what is there already is kept. */
  readonly directory: string;
  /** How many slaves, named slave1, slave2 …; or their names. */
  readonly slaves: number | readonly string[];
  /** How many masters, named master1, master2 …; one unless given. */
  readonly masters?: number;
  /** The port of the first master, the second gets the next one …; free ones unless given. */
  readonly firstMasterPort?: number;
  /** A database that is there already; without one, a mongod of our own is part of the cluster. */
  readonly mongoUrl?: string | undefined;
  /** How to run our own mongod. */
  readonly mongod?: Pick<MongodOptions, 'binary' | 'port' | 'cacheGb' | 'enableTestCommands'>;
  readonly masterOptions?: MoreOptions;
  readonly slaveOptions?: MoreOptions;
  /** Names of masters and slaves that are not started yet, but later by `process(name).start()`. */
  readonly idle?: readonly string[];
  /** The log level of masters and slaves; info unless given. */
  readonly logLevel?: string;
  /** Other programs in place of the real master and slave. */
  readonly programs?: ClusterPrograms;
  /** Told, in a line for people, of what may take more than a moment. */
  readonly report?: (line: string) => void;
  /** Gives up looking for a mongod; a cluster that is up is ended by `stop`. */
  readonly signal?: AbortSignal;
}

/** A running cluster. */
export interface Cluster {
  /** The run folder. */
  readonly directory: string;
  readonly mongoUrl: string;
  /** The mongod that it brought; undefined when it was given a database. */
  readonly mongod: MongodBinary | undefined;
  /** Where the masters listen: HOST:PORT. */
  readonly masterAddresses: readonly string[];
  /** All processes by name: mongod, master1 …, slave1 … */
  readonly processes: ReadonlyMap<string, SupervisedProcess>;
  /**
   * The process of that name.
   * @throws {Error} when there is none
   */
  process(name: string): SupervisedProcess;
  /**
   * Starts one more slave, under the first free of the names slave1, slave2 … unless one is given.
   * @throws {Error} when the name is in use
   */
  addSlave(name?: string): SupervisedProcess;
  /** Ends a slave in order, by force after the grace time in milliseconds, and forgets it; its files stay. */
  removeSlave(name: string, graceMs?: number): Promise<void>;
  /**
   * Ends everything in order: slaves, then masters, then mongod; by force what is not gone after the grace time in
   * milliseconds (mongod has 20 s). Resolves when no process is left.
   */
  stop(graceMs?: number): Promise<void>;
}

/** So long masters and slaves may take to end in order: a slave drains, a master writes down what it holds. */
const STOP_GRACE_MS = 5_000;

function numbered(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);
}

/** Where the masters will listen. */
function chooseMasterAddresses({ masters = 1, firstMasterPort }: ClusterOptions): Promise<string[]> {
  return Promise.all(
    Array.from({ length: masters }, async (_, index) => {
      const port = firstMasterPort === undefined ? await freePort() : firstMasterPort + index;
      if (firstMasterPort !== undefined && !(await isPortFree(port)))
        throw new UsageError(`port ${port} is in use: name another with --port`);
      return `127.0.0.1:${port}`;
    }),
  );
}

/** Makes sure of a database: the one that was named, or a mongod of our own. */
async function provideDatabase(fleet: Fleet, directory: string, options: ClusterOptions) {
  if (options.mongoUrl !== undefined) return { mongoUrl: options.mongoUrl, mongod: undefined };
  const { report = () => undefined, signal } = options;
  const mongod = options.mongod?.binary ?? (await findMongod({ report, signal }));
  const port = options.mongod?.port ?? (await freePort());
  const { log, output } = filesOf(directory, 'mongod');
  const dbPath = join(directory, 'mongod');
  await mkdir(dbPath, { recursive: true });
  const program = mongodProgram(mongod.path, port, { ...options.mongod, dbPath, logFile: log });
  const server = fleet.add('database', 'mongod', { ...program, outputFile: output });
  server.start();
  await untilWritable(server.child, port, log);
  return { mongoUrl: mongodUrl(port), mongod };
}

function optionsFor(more: MoreOptions | undefined, name: string): readonly string[] {
  return typeof more === 'function' ? more(name) : (more ?? []);
}

/** Adds masters and slaves to a fleet that has its database, and starts them; gives what adds one more slave. */
function addMembers(
  fleet: Fleet,
  directory: string,
  mongoUrl: string,
  masterAddresses: readonly string[],
  options: ClusterOptions,
): (name: string) => SupervisedProcess {
  const { programs = PROGRAMS, logLevel = 'info', idle = [] } = options;
  const addSlave = (name: string): SupervisedProcess => {
    const common = { file: programs.slave, name, directory, logLevel, options: optionsFor(options.slaveOptions, name) };
    return fleet.add('slave', name, slaveProgram(common, masterAddresses));
  };
  const addMaster = (name: string, address: string): SupervisedProcess => {
    const more = optionsFor(options.masterOptions, name);
    const common = { file: programs.master, name, directory, logLevel, options: more };
    return fleet.add('master', name, masterProgram(common, mongoUrl, address));
  };
  const slaves = typeof options.slaves === 'number' ? numbered('slave', options.slaves) : options.slaves;
  const members = [
    ...masterAddresses.map((address, index) => addMaster(`master${index + 1}`, address)),
    ...slaves.map(addSlave),
  ];
  for (const member of members) if (!idle.includes(member.name)) member.start();
  return addSlave;
}

/** The first of slave1, slave2 … that is not in use. */
function freeSlaveName(inUse: ReadonlyMap<string, unknown>): string {
  let number = 1;
  while (inUse.has(`slave${number}`)) number += 1;
  return `slave${number}`;
}

/**
 * Starts a whole cluster on this machine: a database unless one is named, masters, slaves. Resolves when the database
 * can be written to and the processes are started; they find each other by themselves. Nothing of it outlives us.
 * @throws {UsageError} when a cluster is running in the folder, or when a port that was asked for is in use
 * @throws {Error} when there is no mongod, or it does not start
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const folder = await openRunFolder(options.directory, options.report ?? (() => undefined));
  const endGuard = startGuard(folder.path);
  const fleet = makeFleet(folder, options);
  const stopAll = async (graceMs: number): Promise<void> => {
    await fleet.stop({ slave: graceMs, master: graceMs, database: MONGOD_STOP_TIMEOUT_MS });
    folder.release();
    await endGuard();
  };
  let stopped: Promise<void> | undefined;
  const stop = (graceMs = STOP_GRACE_MS): Promise<void> => (stopped ??= stopAll(graceMs));
  try {
    const masterAddresses = await chooseMasterAddresses(options);
    const { mongoUrl, mongod } = await provideDatabase(fleet, folder.path, options);
    const addSlave = addMembers(fleet, folder.path, mongoUrl, masterAddresses, options);
    return {
      directory: folder.path,
      mongoUrl,
      mongod,
      masterAddresses,
      processes: fleet.processes,
      process: (name) => {
        const found = fleet.processes.get(name);
        if (found === undefined) throw new Error(`there is no process named ${name}`);
        return found;
      },
      addSlave: (name = freeSlaveName(fleet.processes)) => {
        const added = addSlave(name);
        added.start();
        return added;
      },
      removeSlave: (name, graceMs = STOP_GRACE_MS) => fleet.remove(name, graceMs),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
