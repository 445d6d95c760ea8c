import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startCluster, type Cluster, type ClusterOptions } from '@steadfast/cluster';
import { formatSeededLine, SEEDED_FILE } from '@steadfast/records';
import { waitUntil, type Condition, type NotYet } from '@steadfast/runtime/testing';
import { MongoClient, MongoNetworkError, type Db } from 'mongodb';
import { openChaosRecord, type ChaosRecord } from './chaos-record.ts';
import { readLog, readTails } from './journals-and-logs.ts';
import { readTasks } from './stored-data.ts';

/** How to start a testbed: with three slaves and one master by default. */
export interface TestbedOptions extends Partial<
  Pick<ClusterOptions, 'slaves' | 'masters' | 'masterOptions' | 'slaveOptions' | 'idle' | 'programs' | 'mongod'>
> {
  /** The connection string of a database; by default, the testbed has a mongod of its own. */
  readonly mongoUrl?: string;
}

/** A cluster of real processes for one test, with a folder and a database of its own. */
export interface Testbed {
  readonly cluster: Cluster;
  readonly directory: string;
  readonly database: Db;
  readonly chaos: ChaosRecord;
  /** How long its processes took to start, in seconds: a measure of how busy the machine is. */
  readonly startupSeconds: number;
  /** Inserts tasks as the seed program does. */
  insert(tasks: readonly { readonly taskname: string; readonly sleeptime: number }[]): Promise<void>;
  /**
   * Waits until a condition holds, and returns its result.
   * @throws {Error} with the states of the tasks and the ends of the logs, if it does not hold in time; at once if a
   * process has crashed
   */
  waitUntil<Result>(what: string, condition: Condition<Result>): Promise<Result>;
  /** Starts a process, with additional arguments for this incarnation only. */
  start(name: string, ...extraArguments: readonly string[]): void;
  /** Kills those of the processes that are alive with SIGKILL, all at once; resolves when they have exited. */
  kill(...names: readonly string[]): Promise<void>;
  freeze(name: string): void;
  thaw(name: string): void;
  /** Stops a process with SIGTERM; resolves when it has exited. */
  stop(name: string): Promise<void>;
}

/** Polling reads all logs or journals: this rarely, it does not load the system under test. */
const POLL_MS = 20;

/** Compiling takes a large part of a short-lived process's CPU time, so all testbeds share a cache. */
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('../../../.steadfast/compile-cache', import.meta.url));

/** After a failed test, processes that are still alive have this long to stop before they are killed. */
const CLEAN_UP_MS = 1_000;

/** The number of tasks, the latest ones, that the error of a failed wait describes. */
const MAX_TASKS_SHOWN = 30;

/** The URL of a replica set names several hosts, which the class URL does not accept. */
const DATABASE_IN_URL = /^mongodb:\/\/[^/]+\/([^?]+)/;

/** Describes the state of each task, and shows the last lines of every log. */
async function describeState(directory: string, database: Db): Promise<string> {
  const tasks = await readTasks(database).catch(() => []);
  const states = tasks.map(({ taskname, state, attempt = 0, host = 'no slave', parked }) => {
    return `${taskname} ${parked === undefined ? state : 'parked'} (attempt ${attempt}, ${host})`;
  });
  return `Tasks: ${states.slice(-MAX_TASKS_SHOWN).join(', ')}\n${await readTails(directory)}`;
}

/** Returns whether the driver threw an error because mongod was killed during an operation. */
function isOutage(error: unknown): boolean {
  return error instanceof MongoNetworkError || (error instanceof Error && 'code' in error && error.code === 'EPIPE');
}

/** Makes a condition that does not hold while mongod is down, and that fails the test once a process has crashed. */
function guarded<Result>(condition: Condition<Result>, chaos: ChaosRecord): Condition<Result> {
  return async (): Promise<Result | NotYet> => {
    try {
      assert.deepEqual(chaos.crashes, []);
      return await condition();
    } catch (error) {
      if (isOutage(error)) return undefined;
      throw error;
    }
  };
}

function actionsOf(
  cluster: Cluster,
  database: Db,
  chaos: ChaosRecord,
): Omit<Testbed, 'cluster' | 'chaos' | 'database' | 'startupSeconds'> {
  const { directory } = cluster;
  return {
    directory,
    insert: async (tasks) => {
      const documents = tasks.map(({ taskname, sleeptime }) => ({ taskname, sleeptime, state: 'created' }));
      const { insertedIds } = await database.collection('tasks').insertMany(documents);
      const lines = tasks.map(({ taskname, sleeptime }, index) =>
        formatSeededLine({ taskId: insertedIds[index]?.toHexString() ?? '', taskname, sleeptime }),
      );
      appendFileSync(join(directory, SEEDED_FILE), `${lines.join('\n')}\n`);
    },
    waitUntil: (what, condition) =>
      waitUntil(what, guarded(condition, chaos), {
        pollMs: POLL_MS,
        explain: () => describeState(directory, database),
      }),
    start: (name, ...extraArguments) => cluster.process(name).start(extraArguments),
    kill: async (...names) => {
      const alive = names.map((name) => cluster.process(name)).filter((process) => process.alive);
      const exits = alive.map(({ exited }) => exited);
      for (const process of alive) {
        chaos.recordKill(process.name, process.pid ?? 0);
        process.kill('SIGKILL');
      }
      await Promise.all(exits);
    },
    freeze: (name) => void cluster.process(name).freeze(),
    thaw: (name) => void cluster.process(name).thaw(),
    stop: async (name) => {
      const { pid, exited } = cluster.process(name);
      if (pid === undefined) return;
      chaos.recordStop(name, pid);
      cluster.process(name).kill('SIGTERM');
      await exited;
    },
  };
}

/** Waits until the processes that are alive, except mongod, have logged their start; returns the seconds that took. */
async function measureStartup({ processes, directory }: Cluster): Promise<number> {
  const sinceMs = performance.now();
  const names = [...processes.values()]
    .filter(({ alive, name }) => alive && !name.startsWith('mongod'))
    .map(({ name }) => name);
  await waitUntil(
    'all processes have started',
    async () => (await Promise.all(names.map((name) => readLog(directory, name)))).every(({ length }) => length > 0),
    { pollMs: POLL_MS, explain: () => readTails(directory) },
  );
  return (performance.now() - sinceMs) / 1_000;
}

/**
 * Starts a cluster for one test. Its processes are stopped when the test has ended, whatever the result, and its folder
 * is removed unless STEADFAST_KEEP_TRIALS is set.
 */
export async function startTestbed(context: TestContext, options: TestbedOptions = {}): Promise<Testbed> {
  const directory = await mkdtemp(join(tmpdir(), 'steadfast-testbed-'));
  const chaos = openChaosRecord(directory);
  const cluster = await startCluster({
    directory,
    slaves: 3,
    ...options,
    restart: false,
    onEvent: chaos.onProcessEvent,
  });
  const client = new MongoClient(cluster.mongoUrl);
  const database = client.db(DATABASE_IN_URL.exec(cluster.mongoUrl)?.[1] ?? 'steadfast');
  context.after(async () => {
    await client.close();
    await cluster.stop(CLEAN_UP_MS);
    if (process.env['STEADFAST_KEEP_TRIALS'] === undefined) await rm(directory, { recursive: true, force: true });
  });
  const startupSeconds = await measureStartup(cluster);
  return { cluster, chaos, database, startupSeconds, ...actionsOf(cluster, database, chaos) };
}
