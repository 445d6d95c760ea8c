import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startCluster, type Cluster, type ClusterOptions } from '@steadfast/cluster';
import { formatSeededLine, SEEDED_FILE } from '@steadfast/records';
import { MongoClient, type Db } from 'mongodb';
import { keepChaosRecord, type ChaosRecord } from './chaos-record.ts';
import { readTails } from './lines.ts';
import { readTasks } from './records.ts';
import { until, type Condition } from './until.ts';

/** What a trial is started with: a cluster of three slaves and one master, unless said otherwise. */
export interface TrialOptions extends Partial<
  Pick<ClusterOptions, 'slaves' | 'masters' | 'masterOptions' | 'slaveOptions' | 'idle' | 'programs'>
> {
  /** The database, of a mongod that is up; without one, the trial has a mongod of its own. */
  readonly mongoUrl?: string;
}

/** A cluster of real processes in a folder of its own, with a database of its own. */
export interface Trial {
  readonly cluster: Cluster;
  readonly directory: string;
  readonly database: Db;
  readonly chaos: ChaosRecord;
  /** Inserts tasks as the seed program does. */
  insert(tasks: readonly { readonly taskname: string; readonly sleeptime: number }[]): Promise<void>;
  /**
   * Waits until a condition gives something; fails after the deadline, in milliseconds, showing how things stand, and at
   * once when a process has ended by itself.
   */
  until<Result>(what: string, condition: Condition<Result>, deadlineMs?: number): Promise<Result>;
  /** Starts a process that is not alive, with more arguments for this life only if any are given. */
  start(name: string, ...moreArguments: readonly string[]): void;
  /** Kills those of some processes that are alive with SIGKILL, all at once; resolves when they are gone. */
  kill(...names: readonly string[]): Promise<void>;
  freeze(name: string): void;
  thaw(name: string): void;
  /** Asks a process to stop with SIGTERM; resolves when it has. */
  stop(name: string): Promise<void>;
}

/** Everything waited for happens within a few seconds on a quiet machine; in milliseconds. */
const DEADLINE_MS = 30_000;

/** Where the processes of trials find themselves compiled already: most of their lives are short. */
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('../../../.steadfast/compile-cache', import.meta.url));

/** What is left of a trial that failed is ended by force after so long, in milliseconds. */
const CLEAN_UP_MS = 1_000;

/** Tasks that are shown when something went wrong: the latest ones. */
const MOST_TASKS = 30;

/** How things stand: what each task is doing, and the last lines of every log. */
async function explain(directory: string, database: Db): Promise<string> {
  const tasks = await readTasks(database).catch(() => []);
  const states = tasks.map(({ taskname, state, attempt = 0, host = 'nobody', parked }) => {
    return `${taskname} ${parked === undefined ? state : 'parked'} (attempt ${attempt}, ${host})`;
  });
  const shown = states.slice(-MOST_TASKS).join(', ');
  return `Tasks: ${shown}\n${await readTails(directory)}`;
}

/** What one can do in a trial. */
function actionsOf(cluster: Cluster, database: Db, chaos: ChaosRecord): Omit<Trial, 'cluster' | 'chaos' | 'database'> {
  const { directory } = cluster;
  return {
    directory,
    insert: async (tasks) => {
      const rows = tasks.map(({ taskname, sleeptime }) => ({ taskname, sleeptime, state: 'created' }));
      const { insertedIds } = await database.collection('tasks').insertMany(rows);
      const lines = tasks.map(({ taskname, sleeptime }, index) => {
        return formatSeededLine({ taskId: insertedIds[index]?.toHexString() ?? '', taskname, sleeptime });
      });
      appendFileSync(join(directory, SEEDED_FILE), `${lines.join('\n')}\n`);
    },
    until: (what, condition, deadlineMs = DEADLINE_MS) => {
      const unlessCrashed: typeof condition = () => {
        assert.deepEqual(chaos.crashes, []);
        return condition();
      };
      return until(what, unlessCrashed, { deadlineMs, explain: () => explain(directory, database) });
    },
    start: (name, ...moreArguments) => cluster.process(name).start(moreArguments),
    kill: async (...names) => {
      const alive = names.map((name) => cluster.process(name)).filter((process) => process.alive);
      const ends = alive.map(({ exited }) => exited);
      for (const process of alive) {
        chaos.noteKill(process.name, process.pid ?? 0);
        process.kill('SIGKILL');
      }
      await Promise.all(ends);
    },
    freeze: (name) => void cluster.process(name).freeze(),
    thaw: (name) => void cluster.process(name).thaw(),
    stop: async (name) => {
      const { pid, exited } = cluster.process(name);
      if (pid === undefined) return;
      chaos.noteStop(name, pid);
      cluster.process(name).kill('SIGTERM');
      await exited;
    },
  };
}

/**
 * Starts a cluster for one test; it is gone when the test has ended, however that ends, and so is its folder, unless
 * STEADFAST_KEEP_TRIALS is set.
 */
export async function startTrial(context: TestContext, options: TrialOptions = {}): Promise<Trial> {
  const directory = await mkdtemp(join(tmpdir(), 'steadfast-trial-'));
  const chaos = keepChaosRecord(directory);
  const cluster = await startCluster({ directory, slaves: 3, ...options, restart: false, onEvent: chaos.take });
  const client = new MongoClient(cluster.mongoUrl);
  const { pathname } = new URL(cluster.mongoUrl);
  const database = client.db(pathname.length > 1 ? pathname.slice(1) : 'steadfast');
  context.after(async () => {
    await client.close();
    await cluster.stop(CLEAN_UP_MS);
    if (process.env['STEADFAST_KEEP_TRIALS'] === undefined) await rm(directory, { recursive: true, force: true });
  });
  return { cluster, chaos, database, ...actionsOf(cluster, database, chaos) };
}
