import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '@steadfast/runtime';
import { watchLoadBesides } from '../probes/other-load.ts';
import { treeCpuSeconds } from '../probes/process-tree.ts';
import { PEERS_CACHE } from './install/cache.ts';
import type { PeerMeasurement, Session } from './measurements/session.ts';
import type { MetricName, MetricValues, MutableMetricValues } from './metrics.ts';
import { isCapped, type RoundResult } from './results.ts';
import type { InstalledSystem, System, SystemCluster } from './system.ts';

/** A system and how to start it. */
export interface RunnableSystem {
  readonly system: System;
  readonly installed: InstalledSystem;
}

/** How to run the benchmark. */
export interface RunOptions {
  readonly systems: readonly RunnableSystem[];
  readonly measurements: readonly PeerMeasurement[];
  readonly rounds: number;
  /** The number of no-op tasks; by default each system has its own. */
  readonly tasks?: number | undefined;
  readonly capMs: number;
  readonly failovers: number;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}

/** Runs `use` with a cluster and an empty folder, and removes both afterwards. */
async function withCluster<Result>(
  { installed }: RunnableSystem,
  signal: AbortSignal,
  use: (cluster: SystemCluster) => Promise<Result>,
): Promise<Result> {
  mkdirSync(PEERS_CACHE, { recursive: true });
  const folder = mkdtempSync(join(PEERS_CACHE, 'run-'));
  // PostgreSQL runs as another user when this process runs as root, and must be able to enter.
  chmodSync(folder, 0o711);
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  // Covers a second Ctrl-C, which ends this process at once.
  process.once('exit', remove);
  try {
    const cluster = await installed.start({ folder, signal });
    try {
      return await use(cluster);
    } finally {
      await cluster.close();
    }
  } finally {
    remove();
    process.removeListener('exit', remove);
  }
}

/** Runs measurements one after the other on one cluster, until one fails; returns how many have run. */
async function runUntilFailure(
  measurements: readonly PeerMeasurement[],
  session: Session,
  add: (values: MetricValues, otherLoadShare: number) => void,
  fail: (reason: string) => void,
): Promise<number> {
  for (const [index, { name, measure }] of measurements.entries()) {
    const otherLoadShare = watchLoadBesides(() => treeCpuSeconds([process.pid]));
    try {
      const progress = (line: string): void => session.progress(`${name}: ${line}`);
      add(await measure({ ...session, progress }), otherLoadShare());
    } catch (error) {
      session.signal.throwIfAborted();
      session.progress(`${name} failed: ${messageOf(error)}`);
      fail(`${name}: ${messageOf(error)}`);
      return index + 1;
    }
  }
  return measurements.length;
}

/** Measures one system; a measurement that fails is followed by a new cluster for those after it. */
async function runSystem(
  options: RunOptions,
  runnable: RunnableSystem,
  round: number,
  skip: ReadonlySet<string>,
): Promise<RoundResult> {
  const { signal, progress } = options;
  const { system } = runnable;
  let left = options.measurements.filter(({ name }) => !skip.has(name));
  const values: MutableMetricValues = {};
  let otherLoadShare = 0;
  const failures: string[] = [];
  while (left.length > 0) {
    signal.throwIfAborted();
    const run = async (cluster: SystemCluster): Promise<number> =>
      runUntilFailure(
        left,
        {
          ...options,
          system,
          cluster,
          noOpTasks: options.tasks ?? system.noOpTasks,
          progress: (line) => progress(`round ${round}, ${system.name}, ${line}`),
        },
        (measured, share) => {
          Object.assign(values, measured);
          otherLoadShare = Math.max(otherLoadShare, share);
        },
        (reason) => failures.push(reason),
      );
    try {
      left = left.slice(await withCluster(runnable, signal, run));
    } catch (error) {
      signal.throwIfAborted();
      failures.push(messageOf(error));
      progress(`round ${round}, ${system.name}: ${messageOf(error)}`);
      break;
    }
  }
  return { system: system.name, round, values, failures, otherLoadShare };
}

/** The metrics of the measurements that wait for the cap if a system does not recover. */
const CAPPED_METRICS: Readonly<Record<string, readonly MetricName[]>> = {
  kill: ['kill'],
  freeze: ['freeze'],
  server: ['databasePause', 'databaseUnfinished', 'schedulerPause', 'schedulerUnfinished'],
};

/**
 * Measures all systems in each round, one after the other. What reached its cap is not measured again: that takes a minute
 * each time, and depends on a timeout of the system, not on the machine.
 * @throws {Error} if the user stops the run
 */
export async function runRounds(options: RunOptions): Promise<RoundResult[]> {
  const results: RoundResult[] = [];
  for (let round = 1; round <= options.rounds; round += 1)
    for (const runnable of options.systems) {
      const skip = Object.entries(CAPPED_METRICS).flatMap(([name, metrics]) =>
        isCapped(results, runnable.system.name, metrics) ? [name] : [],
      );
      results.push(await runSystem(options, runnable, round, new Set(skip)));
    }
  return results;
}
