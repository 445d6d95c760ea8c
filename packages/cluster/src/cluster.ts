import { masterProgram, PROGRAMS, slaveProgram, type ClusterPrograms } from './cluster-programs.ts';
import { createFleet, type Fleet, type FleetOptions } from './fleet.ts';
import { choosePorts, freePort, type PortChoice } from './free-port.ts';
import { startReaper } from './run-folder/reaper.ts';
import { startDatabase, type DatabaseOptions } from './cluster-database.ts';
import { MONGOD_STOP_TIMEOUT_MS } from './mongod/mongod.ts';
import type { MongodBinary } from './mongod/verified-mongod.ts';
import { openRunFolder } from './run-folder/run-folder.ts';
import type { SupervisedProcess } from './processes/supervisor.ts';

/** Additional command line options for masters or slaves: the same for all, or depending on the name. */
type ExtraOptions = readonly string[] | ((name: string) => readonly string[]);

/** The cluster to start. */
export interface ClusterOptions extends FleetOptions {
  /** The run folder, for data, logs and journals. It is created if necessary, and existing files are kept. */
  readonly directory: string;
  /** The number of slaves, which are named slave1, slave2 …, or their names. */
  readonly slaves: number | readonly string[];
  /** The number of masters, which are named master1, master2 …; one by default. */
  readonly masters?: number;
  /** The port of the first master; each further master gets the next one. Free ports by default. */
  readonly firstMasterPort?: PortChoice;
  /** The connection string of a running MongoDB; by default, the cluster includes a mongod of its own. */
  readonly mongoUrl?: string | undefined;
  /** How to run the cluster's own mongod. */
  readonly mongod?: DatabaseOptions;
  readonly masterOptions?: ExtraOptions;
  readonly slaveOptions?: ExtraOptions;
  /** The names of masters and slaves to start later, with `process(name).start()`. */
  readonly idle?: readonly string[];
  /** The log level of masters and slaves; `info` by default. */
  readonly logLevel?: string;
  /** Programs to run in place of the real master and slave. */
  readonly programs?: ClusterPrograms;
  /** Receives one line for people before each step that may take more than a moment. */
  readonly report?: (line: string) => void;
  /** Cancels the search for a mongod; use `stop` to stop a cluster that is up. */
  readonly signal?: AbortSignal;
}

/** A running cluster. */
export interface Cluster {
  /** The run folder. */
  readonly directory: string;
  readonly mongoUrl: string;
  /** The cluster's own mongod; undefined if it uses a database that was named. */
  readonly mongod: MongodBinary | undefined;
  /** The addresses of the masters: HOST:PORT. */
  readonly masterAddresses: readonly string[];
  /** All processes by name: mongod (mongod1 … if there are several), master1 …, slave1 …. */
  readonly processes: ReadonlyMap<string, SupervisedProcess>;
  /**
   * Returns the process with a name.
   * @throws {Error} if there is none
   */
  process(name: string): SupervisedProcess;
  /**
   * Starts one more slave, by default under the first of the names slave1, slave2 … that is free.
   * @throws {Error} if the name is in use
   */
  addSlave(name?: string): SupervisedProcess;
  /** Stops a slave, with SIGKILL after `graceMs`, and removes it from the cluster. Its files are kept. */
  removeSlave(name: string, graceMs?: number): Promise<void>;
  /**
   * Stops the slaves, then the masters, then mongod, with SIGKILL for processes that are still alive after `graceMs`
   * (20 s for mongod). Resolves when all have exited.
   */
  stop(graceMs?: number): Promise<void>;
}

/** Enough for a slave to drain, and for a master to write what it still holds in memory. */
const STOP_GRACE_MS = 5_000;

function numbered(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);
}

/** @throws {UsageError} if a required port is in use */
async function chooseMasterAddresses({ masters = 1, firstMasterPort, report }: ClusterOptions): Promise<string[]> {
  const first =
    firstMasterPort === undefined
      ? undefined
      : await choosePorts(firstMasterPort, masters, {
          listener: 'master1',
          option: '--port',
          makeName: 'PORT',
          report: report ?? (() => undefined),
        });
  return Promise.all(
    Array.from({ length: masters }, async (_, index) => {
      const port = first === undefined ? await freePort() : first + index;
      return `127.0.0.1:${port}`;
    }),
  );
}

/** Starts the cluster's own mongod, unless a database was named. */
async function ensureDatabase(fleet: Fleet, directory: string, { mongoUrl, mongod, report, signal }: ClusterOptions) {
  if (mongoUrl !== undefined) return { mongoUrl, mongod: undefined };
  const { url, binary } = await startDatabase(fleet, directory, mongod ?? {}, report ?? (() => undefined), signal);
  return { mongoUrl: url, mongod: binary };
}

function optionsFor(extra: ExtraOptions | undefined, name: string): readonly string[] {
  return typeof extra === 'function' ? extra(name) : (extra ?? []);
}

/** Adds the masters and slaves to a fleet and starts them; returns a function that adds one more slave. */
function startMembers(
  fleet: Fleet,
  directory: string,
  mongoUrl: string,
  masterAddresses: readonly string[],
  options: ClusterOptions,
): (name: string) => SupervisedProcess {
  const { programs = PROGRAMS, logLevel = 'info', idle = [] } = options;
  const addSlave = (name: string): SupervisedProcess => {
    const extraOptions = optionsFor(options.slaveOptions, name);
    const common = { file: programs.slave, name, directory, logLevel, extraOptions };
    return fleet.add('slave', name, slaveProgram(common, masterAddresses));
  };
  const addMaster = (name: string, address: string): SupervisedProcess => {
    const extraOptions = optionsFor(options.masterOptions, name);
    const common = { file: programs.master, name, directory, logLevel, extraOptions };
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

/** Returns the first of slave1, slave2 … that is not in use. */
function freeSlaveName(inUse: ReadonlyMap<string, unknown>): string {
  let number = 1;
  while (inUse.has(`slave${number}`)) number += 1;
  return `slave${number}`;
}

/**
 * Starts a whole cluster on this machine: masters, slaves, and a mongod unless a database is named. Resolves when the
 * database accepts writes and the processes are started, but not necessarily connected yet. None of the processes
 * outlives this one, even if it is killed.
 * @throws {UsageError} if a cluster is already running in the folder, or a required port is in use
 * @throws {Error} if there is no mongod, or it does not start
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const folder = await openRunFolder(options.directory, options.report ?? (() => undefined));
  const stopReaper = startReaper(folder.path);
  const fleet = createFleet(folder, options);
  const stopAll = async (graceMs: number): Promise<void> => {
    await fleet.stop({ slave: graceMs, master: graceMs, database: MONGOD_STOP_TIMEOUT_MS });
    folder.release();
    await stopReaper();
  };
  let stopped: Promise<void> | undefined;
  const stop = (graceMs = STOP_GRACE_MS): Promise<void> => (stopped ??= stopAll(graceMs));
  try {
    const masterAddresses = await chooseMasterAddresses(options);
    const { mongoUrl, mongod } = await ensureDatabase(fleet, folder.path, options);
    const addSlave = startMembers(fleet, folder.path, mongoUrl, masterAddresses, options);
    const hasCredentials = mongoUrl.includes('@');
    folder.recordAddresses({ ...(hasCredentials ? {} : { mongoUrl }), masters: masterAddresses });
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
