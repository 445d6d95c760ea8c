import { mkdir, readFile } from 'node:fs/promises';
import { messageOf } from '@steadfast/runtime';
import { createChild, describeExit, type Child, type Program } from '../processes/child.ts';
import { freePort } from '../free-port.ts';
import { findMongod } from './find-mongod.ts';
import { becomePrimary, REPLICA_SET_NAME } from './replica-set.ts';
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

/** Returns the last errors in a mongod's log, which consists of JSON lines with the severity in `s`. */
function lastErrorsIn(log: string): string {
  const errors = log
    .split('\n')
    .filter((line) => /"s":"[EF]"/.test(line))
    .map((line) => JSON.parse(line) as { id?: number; msg: string; attr?: { error?: unknown } })
    .filter(({ id }) => id === undefined || !ABORT_LINES.has(id))
    .map(({ msg, attr }) => (attr?.error === undefined ? msg : `${msg}: ${JSON.stringify(attr.error)}`));
  return lastLines(errors.join('\n')) || 'no error';
}

/**
 * Waits until a mongod that was started accepts writes.
 * @throws {Error} with the errors in its log, if it exits or takes too long
 */
export async function waitUntilWritable(child: Child, port: number, logFile: string): Promise<void> {
  const exited = new AbortController();
  const exiting = child.exited.then(({ exit }) => {
    exited.abort();
    return exit;
  });
  try {
    await becomePrimary(port, child.pid, exited.signal);
  } catch (error) {
    const exit = exited.signal.aborted ? await exiting : undefined;
    const reason = exit === undefined ? messageOf(error) : `it exited (${describeExit(exit)})`;
    child.kill('SIGKILL');
    const errors = lastErrorsIn(await readFile(logFile, 'utf8').catch(() => ''));
    throw new Error(`mongod on port ${port} did not start: ${reason}. Last errors in ${logFile}: ${errors}`, {
      cause: error,
    });
  }
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
    await waitUntilWritable(child, port, options.logFile);
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
