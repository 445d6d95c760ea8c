import { mkdir, readFile } from 'node:fs/promises';
import { messageOf } from '@steadfast/runtime';
import { createChild, describeExit, type Child, type Program } from '../processes/child.ts';
import { freePort } from '../free-port.ts';
import { findMongod } from './find-mongod.ts';
import { becomePrimary, initiateReplicaSet, REPLICA_SET_NAME } from './replica-set.ts';
import { lastLines } from '../processes/run-command.ts';
import { stopChild } from '../processes/stop-child.ts';
import type { MongodBinary } from './verified-mongod.ts';

/** How to run a mongod. */
export interface MongodOptions {
  /** The mongod to run; found with `findMongod` by default. */
  readonly binary?: MongodBinary;
  /** The data folder; created if necessary. */
  readonly dbPath: string;
  /** The file to append its log to. */
  readonly logFile: string;
  /** The port on 127.0.0.1; a free one by default. */
  readonly port?: number;
  /** The size of WiredTiger's cache in gigabytes; 0.5 by default, enough for a few million small tasks. */
  readonly cacheGb?: number;
  /** Whether to enable commands that exist only for tests, such as fail points. */
  readonly enableTestCommands?: boolean;
}

/** A running mongod: a replica set of one. */
export interface Mongod {
  readonly binary: MongodBinary;
  /** The connection string: `mongodb://127.0.0.1:PORT/?replicaSet=steadfast`. */
  readonly url: string;
  readonly port: number;
  readonly child: Child;
  /** The process id while it is alive. */
  readonly pid: number | undefined;
  /** Sends a signal; returns false if it is not alive. */
  kill(signal: NodeJS.Signals): boolean;
  /**
   * Starts it again on the same port and data after it exited; resolves when it accepts writes.
   * @throws {Error} with the errors in its log, if it exits or takes too long
   */
  restart(): Promise<void>;
  /** Shuts it down, with SIGKILL after 20 s; resolves when it has exited. */
  stop(): Promise<void>;
}

/** WiredTiger closes a small database within a second; a slow disk may need longer. */
export const MONGOD_STOP_TIMEOUT_MS = 20_000;

/** The minimum that mongod allows is 990; a small oplog keeps the disk usage of tests low. */
const OPLOG_MB = 1_000;

/** Operations on a busy test machine may take seconds; logging those would only fill the log. */
const SLOW_OPERATION_MS = 10_000;

/** Returns the connection string of a replica set with members that listen on ports of 127.0.0.1. */
export function mongodUrl(...ports: readonly number[]): string {
  return `mongodb://${ports.map((port) => `127.0.0.1:${port}`).join(',')}/?replicaSet=${REPLICA_SET_NAME}`;
}

/** Returns the command line of a mongod. */
export function mongodProgram(path: string, port: number, options: Omit<MongodOptions, 'binary' | 'port'>): Program {
  const flags = {
    dbpath: options.dbPath,
    port,
    bind_ip: '127.0.0.1',
    replSet: REPLICA_SET_NAME,
    oplogSize: OPLOG_MB,
    wiredTigerCacheSizeGB: options.cacheGb ?? 0.5,
    logpath: options.logFile,
    slowms: SLOW_OPERATION_MS,
  };
  const parameters = [
    'diagnosticDataCollectionEnabled=false',
    ...(options.enableTestCommands === true ? ['enableTestCommands=1'] : []),
  ];
  return {
    command: path,
    arguments: [
      ...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, `${value}`]),
      ...parameters.flatMap((parameter) => ['--setParameter', parameter]),
      '--logappend',
      '--quiet',
      '--nounixsocket',
    ],
  };
}

/** The log lines of a mongod that aborts: that it does, not why. The reason is the error before them. */
const ABORT_LINES: ReadonlySet<number> = new Set([23_089, 23_090, 6_384_300]);

/** Returns the last errors in the text of a mongod's log, which consists of JSON lines with the severity in `s`. */
function lastErrorsIn(log: string): string {
  const errors = log
    .split('\n')
    .filter((line) => /"s":"[EF]"/.test(line))
    .map((line) => JSON.parse(line) as { id?: number; msg: string; attr?: { error?: unknown } })
    .filter(({ id }) => id === undefined || !ABORT_LINES.has(id))
    .map(({ msg, attr }) => (attr?.error === undefined ? msg : `${msg}: ${JSON.stringify(attr.error)}`));
  return lastLines(errors.join('\n'));
}

/** A mongod that was started. */
export interface StartedMongod {
  readonly child: Child;
  readonly port: number;
  readonly logFile: string;
}

/** Returns the last errors in a mongod's log, or else the last that it printed, such as an option that it rejects. */
async function lastErrorsOf({ child, logFile }: StartedMongod): Promise<string> {
  const errors = lastErrorsIn(await readFile(logFile, 'utf8').catch(() => ''));
  if (errors !== '') return `Last errors in ${logFile}: ${errors}`;
  const { outputFile } = child.program;
  const printed = outputFile === undefined ? '' : lastLines(await readFile(outputFile, 'utf8').catch(() => ''));
  return printed === '' ? `Last errors in ${logFile}: no error` : `Last output: ${printed}`;
}

/**
 * Waits until mongods are ready as a function defines it. Its signal aborts when one of them exits.
 * @throws {Error} with the errors of a mongod, if it exits or takes too long; none is alive then
 */
async function waitUntilReady(
  mongods: readonly StartedMongod[],
  becomeReady: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const exited = new AbortController();
  const exits = mongods.map(async (mongod) => {
    const { exit } = await mongod.child.exited;
    exited.abort();
    return { mongod, exit };
  });
  try {
    await becomeReady(exited.signal);
  } catch (error) {
    const ended = exited.signal.aborted ? await Promise.race(exits) : undefined;
    const reason = ended?.exit === undefined ? messageOf(error) : `it exited (${describeExit(ended.exit)})`;
    for (const { child } of mongods) child.kill('SIGKILL');
    const blamed = ended?.mongod ?? mongods[0];
    if (blamed === undefined) throw error;
    throw new Error(`mongod on port ${blamed.port} did not start: ${reason}. ${await lastErrorsOf(blamed)}`, {
      cause: error,
    });
  }
}

/**
 * Waits until a mongod that was started accepts writes, as a replica set of one.
 * @throws {Error} with the errors in its log, if it exits or takes too long
 */
export async function waitUntilWritable(mongod: StartedMongod): Promise<void> {
  await waitUntilReady([mongod], (signal) => becomePrimary(mongod.port, mongod.child.pid, signal));
}

/**
 * Makes one replica set of mongods that were started, and waits until it accepts writes.
 * @throws {Error} with the errors of a mongod that exits, or if it takes too long
 */
export async function waitUntilReplicated(mongods: readonly StartedMongod[]): Promise<void> {
  const ports = mongods.map(({ port }) => port);
  await waitUntilReady(mongods, (signal) => initiateReplicaSet(ports, signal));
}

/**
 * Starts a mongod as a replica set of one, bound to 127.0.0.1; resolves when it accepts writes. Existing data is kept,
 * whatever port it was served on before.
 * @throws {Error} if there is no mongod; with the errors in its log, if it exits or takes too long
 */
export async function startMongod(options: MongodOptions): Promise<Mongod> {
  const binary = options.binary ?? (await findMongod());
  const port = options.port ?? (await freePort());
  await mkdir(options.dbPath, { recursive: true });
  const child = createChild(mongodProgram(binary.path, port, options));
  const start = async (): Promise<void> => {
    child.start();
    await waitUntilWritable({ child, port, logFile: options.logFile });
  };
  await start();
  return {
    binary,
    url: mongodUrl(port),
    port,
    child,
    get pid() {
      return child.pid;
    },
    kill: (signal) => child.kill(signal),
    restart: start,
    stop: () => stopChild(child, MONGOD_STOP_TIMEOUT_MS),
  };
}
