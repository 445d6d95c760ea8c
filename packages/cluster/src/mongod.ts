import { mkdir, readFile } from 'node:fs/promises';
import { messageOf } from '@steadfast/runtime';
import { createChild, describeExit, type Child, type Program } from './child.ts';
import { freePort } from './free-port.ts';
import { findMongod, type MongodBinary } from './mongod-binary.ts';
import { becomePrimary, REPLICA_SET } from './replica-set.ts';
import { lastLines } from './run-command.ts';
import { stopChild } from './stop-child.ts';

/** How to run a mongod. */
export interface MongodOptions {
  /** The mongod to run; found with `findMongod` unless given. */
  readonly binary?: MongodBinary;
  /** The folder of its data; made if need be. */
  readonly dbPath: string;
  /** Its log is appended here. */
  readonly logFile: string;
  /** The port of 127.0.0.1; a free one unless given. */
  readonly port?: number;
  /** Gigabytes of WiredTiger's cache: half a one unless given, which is plenty for a few million small tasks. */
  readonly cacheGb?: number;
  /** Accept commands that exist for tests only, such as fail points. */
  readonly enableTestCommands?: boolean;
}

/** A running mongod: a replica set of one. */
export interface Mongod {
  readonly binary: MongodBinary;
  /** How to reach it: `mongodb://127.0.0.1:PORT/?replicaSet=steadfast`. */
  readonly url: string;
  readonly port: number;
  /** Its process. */
  readonly child: Child;
  /** Its process id while it is alive. */
  readonly pid: number | undefined;
  /** Sends it a signal; false when it is not alive. */
  kill(signal: NodeJS.Signals): boolean;
  /**
   * Starts it on the same port and data, after its end; resolves when it can be written to.
   * @throws {Error} when it ends at once or takes too long, with the errors in its log
   */
  restart(): Promise<void>;
  /** Shuts it down in order, or by force after 20 s; resolves when it is gone. */
  stop(): Promise<void>;
}

/** So long a mongod may take to end in order: WiredTiger closes a small database within a second; a slow disk may need longer. */
export const MONGOD_STOP_TIMEOUT_MS = 20_000;

/** The smallest that mongod allows is 990: this keeps a test's disk use low. */
const OPLOG_MB = 1_000;

/** Only a statement slower than this is logged, in milliseconds. */
const SLOW_MS = 10_000;

/** A mongod's address. */
export function mongodUrl(port: number): string {
  return `mongodb://127.0.0.1:${port}/?replicaSet=${REPLICA_SET}`;
}

/** The command line of a mongod. */
export function mongodProgram(path: string, port: number, options: Omit<MongodOptions, 'binary' | 'port'>): Program {
  const valued = {
    dbpath: options.dbPath,
    port,
    bind_ip: '127.0.0.1',
    replSet: REPLICA_SET,
    oplogSize: OPLOG_MB,
    wiredTigerCacheSizeGB: options.cacheGb ?? 0.5,
    logpath: options.logFile,
    slowms: SLOW_MS,
  };
  const parameters = [
    'diagnosticDataCollectionEnabled=false',
    ...(options.enableTestCommands === true ? ['enableTestCommands=1'] : []),
  ];
  return {
    command: path,
    arguments: [
      ...Object.entries(valued).flatMap(([name, value]) => [`--${name}`, `${value}`]),
      ...parameters.flatMap((parameter) => ['--setParameter', parameter]),
      '--logappend',
      '--quiet',
      '--nounixsocket',
    ],
  };
}

/** The last errors in a mongod's log: JSON lines, where `s` is the severity. */
function complaintsIn(log: string): string {
  const errors = log
    .split('\n')
    .filter((line) => /"s":"[EF]"/.test(line))
    .map((line) => {
      const { msg, attr } = JSON.parse(line) as { msg: string; attr?: { error?: unknown } };
      return attr?.error === undefined ? msg : `${msg}: ${JSON.stringify(attr.error)}`;
    });
  return lastLines(errors.join('\n')) || 'nothing that is an error';
}

/**
 * Waits until a mongod that was started can be written to.
 * @throws {Error} when it ends or takes too long, with the errors in its log
 */
export async function untilWritable(child: Child, port: number, logFile: string): Promise<void> {
  const ended = new AbortController();
  const end = child.exited.then(({ exit }) => {
    ended.abort();
    return exit;
  });
  try {
    await becomePrimary(port, child.pid, ended.signal);
  } catch (error) {
    const exit = ended.signal.aborted ? await end : undefined;
    const reason = exit === undefined ? messageOf(error) : `it ended with ${describeExit(exit)}`;
    child.kill('SIGKILL');
    const complaints = complaintsIn(await readFile(logFile, 'utf8').catch(() => ''));
    throw new Error(`mongod on port ${port} did not start: ${reason}. Its log ${logFile} says: ${complaints}`, {
      cause: error,
    });
  }
}

/**
 * Starts a mongod as a replica set of one, bound to 127.0.0.1; resolves when it can be written to. Data that is there
 * already is kept, whatever port it was served on before.
 * @throws {Error} when there is no mongod, or when it ends at once or takes too long, with the errors in its log
 */
export async function startMongod(options: MongodOptions): Promise<Mongod> {
  const binary = options.binary ?? (await findMongod());
  const port = options.port ?? (await freePort());
  await mkdir(options.dbPath, { recursive: true });
  const child = createChild(mongodProgram(binary.path, port, options));
  const start = async (): Promise<void> => {
    child.start();
    await untilWritable(child, port, options.logFile);
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
