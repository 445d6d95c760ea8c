import { fork } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BenchCluster } from '../environment/bench-cluster.ts';
import type { BenchEnvironment } from '../environment/bench-environment.ts';
import { lastEntryNumber } from '../probes/ledger.ts';
import { RETAINED_MEMORY_OPTIONS, retainedMegabytes } from '../probes/retained-memory.ts';
import { percentile } from '../statistics.ts';
import { pause } from '../wait.ts';
import { runNoOps, seedTasks, waitForAllTasks } from '../workload.ts';
import type { AttackName } from './attacks.ts';
import { measureTasks, sendNewcomers, watchMemory, type NewcomerReport } from './bystanders.ts';

const ATTACKER = fileURLToPath(new URL('./attacker.ts', import.meta.url));

/** Long enough for several hundred tasks, so that p99 is not the slowest alone. */
const QUIET_S = 10;

/** Longer than every deadline by which a master ends hostile sessions. */
const ATTACK_S = 20;

/** Time for the attack to reach its full strength before tasks are measured. */
const BUILD_UP_MS = 1_000;

/** How long the attack continues after the tasks were measured: the collection of garbage would count among them. */
const AFTERMATH_S = 5;

/** Warms up the compiler of the master and the pools of the database. */
const WARM_UP_TASKS = 500;

/** Tasks for the attacker to list: a page of a thousand. */
const LISTED_TASKS = 2_000;

/** The times from insert to success, in milliseconds. */
interface TaskTimes {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
}

/** What an attack did to a cluster. */
export interface AttackReport {
  readonly name: AttackName;
  readonly quiet: TaskTimes;
  readonly attacked: TaskTimes;
  /** Resident memory of the master in megabytes. */
  readonly memory: { readonly quiet: number; readonly peak: number };
  /** What remains of it after a collection of garbage, without what Node.js itself takes, before and during the attack. */
  readonly retained: { readonly quiet: number; readonly attacked: number };
  readonly newcomers: NewcomerReport;
  readonly entries: number;
  readonly logMegabytes: number;
  /** What the attacker did, by kind. */
  readonly done: Readonly<Record<string, number>>;
}

function timesOf(sample: readonly number[]): TaskTimes {
  return { count: sample.length, p50: percentile(sample, 0.5), p99: percentile(sample, 0.99) };
}

/** Starts an attacker; resolves to what it did. Killed when the signal aborts. */
async function runAttacker(name: AttackName, address: string, signal: AbortSignal): Promise<Record<string, number>> {
  const child = fork(ATTACKER, [name, address, `${ATTACK_S + AFTERMATH_S}`], {
    signal,
    silent: true,
    killSignal: 'SIGKILL',
  });
  let output = '';
  let errors = '';
  child.stdout?.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr?.on('data', (data: Buffer) => (errors += data.toString()));
  await once(child, 'close');
  if (output === '') throw new Error(`the attacker failed: ${errors.trim()}`);
  return JSON.parse(output) as Record<string, number>;
}

/** Runs bystanders while `during` is pending. */
async function observe(cluster: BenchCluster, prefix: string, during: () => Promise<void>) {
  const controller = new AbortController();
  const { pid } = cluster.master.child;
  if (pid === undefined) throw new Error('the master is not running');
  const bystanders = Promise.all([
    measureTasks(cluster, `${prefix}-task`, controller.signal),
    sendNewcomers(cluster, `${prefix}-newcomer`, controller.signal),
    watchMemory(pid, controller.signal),
  ]);
  await during().finally(() => controller.abort());
  const [times, newcomers, memory] = await bystanders;
  return { times: timesOf(times), newcomers, memory };
}

/** Measures how an attack affects healthy peers of a new cluster with one slave. */
export function measureAttack(environment: BenchEnvironment, name: AttackName): Promise<AttackReport> {
  return environment.withCluster(
    async (cluster) => {
      const { database, master, address, signal } = cluster;
      await cluster.addSlaves(1, 1);
      await runNoOps(cluster, WARM_UP_TASKS);
      await seedTasks(database, LISTED_TASKS, 0, signal);
      await waitForAllTasks(cluster);
      const retainedQuiet = await retainedMegabytes(cluster);
      const quiet = await observe(cluster, 'quiet', () => pause(1_000 * QUIET_S, signal));
      const [entries, logBytes] = [await lastEntryNumber(database), statSync(master.logFile).size];
      const attack = runAttacker(name, address, signal);
      // Its failure is noticed below; it must not be unhandled until then.
      attack.catch(() => undefined);
      await pause(BUILD_UP_MS, signal);
      const attacked = await observe(cluster, 'attacked', () => pause(1_000 * ATTACK_S - BUILD_UP_MS, signal));
      const retainedAttacked = await retainedMegabytes(cluster);
      const done = await attack;
      return {
        name,
        quiet: quiet.times,
        attacked: attacked.times,
        memory: { quiet: quiet.memory, peak: attacked.memory },
        retained: { quiet: retainedQuiet, attacked: retainedAttacked },
        newcomers: attacked.newcomers,
        entries: (await lastEntryNumber(database)) - entries,
        logMegabytes: (statSync(master.logFile).size - logBytes) / 1e6,
        done,
      };
    },
    undefined,
    RETAINED_MEMORY_OPTIONS,
  );
}
