import { setTimeout as delay } from 'node:timers/promises';
import type { Collection } from 'mongodb';
import { messageOf } from '@steadfast/runtime';
import type { PlanStep } from '../faults/plan.ts';
import type { FaultRecorder } from '../faults/record.ts';
import { runChaos } from '../faults/run-chaos.ts';
import type { ChaosTarget } from '../faults/target.ts';
import type { ProgressTracker } from '../view/progress.ts';
import { readTaskCounts } from './task-counts.ts';

/** How a run ended. */
export type RunOutcome = { readonly kind: 'finished' } | { readonly kind: 'stuck'; readonly reason: string };

/** What to run. */
export interface UntilDoneOptions {
  readonly target: ChaosTarget;
  /** Empty for a run without faults. */
  readonly plan: Iterable<PlanStep>;
  readonly record: FaultRecorder;
  readonly progress: ProgressTracker;
  readonly tasks: Collection;
  /** A run in which no task succeeds for this long is stuck. */
  readonly stallTimeoutMs: number;
  /** Returns why the run cannot continue; undefined while it can. */
  readonly fatalError: () => string | undefined;
  /** Aborts the run. */
  readonly signal: AbortSignal;
}

/** Often enough for a smooth display. */
const COUNT_INTERVAL_MS = 150;

/** After each count, the pause is at least this many times as long as the count took, to bound its load. */
const COUNT_PAUSE_FACTOR = 10;

/** Chaos begins after this time even if a process is still not ready. */
const MAX_READY_WAIT_MS = 20_000;

/** Short against any task, so that chaos begins while the first tasks are running. */
const POLL_MS = 20;

/** Counts the tasks repeatedly, until all have succeeded or the run is stuck. */
async function waitForSuccess(options: UntilDoneOptions, signal: AbortSignal): Promise<RunOutcome> {
  const { progress, tasks, stallTimeoutMs, fatalError } = options;
  let succeeded = -1;
  let lastSuccessMs = performance.now();
  for (;;) {
    signal.throwIfAborted();
    const startedMs = performance.now();
    try {
      progress.onTaskCounts(await readTaskCounts(tasks));
    } catch (error) {
      progress.addEvent('fault', `MongoDB does not respond: ${messageOf(error)}`);
    }
    const nowMs = performance.now();
    const { success } = progress.taskCounts;
    if (success >= progress.tasks) return { kind: 'finished' };
    if (success !== succeeded) lastSuccessMs = nowMs;
    succeeded = success;
    const reason = fatalError();
    if (reason !== undefined) return { kind: 'stuck', reason };
    if (nowMs - lastSuccessMs > stallTimeoutMs)
      return { kind: 'stuck', reason: `no task succeeded for ${(stallTimeoutMs / 1_000).toFixed(0)} s` };
    await delay(Math.max(COUNT_INTERVAL_MS, (nowMs - startedMs) * COUNT_PAUSE_FACTOR), undefined, { signal });
  }
}

/** Waits until the cluster is active, so that the first fault has an effect, but not beyond a deadline. */
async function waitUntilActive({ isClusterActive }: ProgressTracker, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + MAX_READY_WAIT_MS;
  while (!signal.aborted && !isClusterActive() && performance.now() < deadline)
    await delay(POLL_MS, undefined, { signal }).catch(() => undefined);
}

/**
 * Runs chaos against a target until every task has succeeded. Whether this resolves or rejects, every outage has ended
 * by then: killed members are started again.
 * @throws {Error} when the target fails, or the signal aborts
 */
export async function runChaosUntilDone(options: UntilDoneOptions): Promise<RunOutcome> {
  const { target, plan, record, progress, signal } = options;
  const [done, failed] = [new AbortController(), new AbortController()];
  const chaosSignal = AbortSignal.any([signal, done.signal]);
  const chaos = waitUntilActive(progress, chaosSignal).then(() =>
    runChaos({
      plan,
      target,
      isBusy: progress.isBusy,
      hasStarted: progress.hasStarted,
      record: (action) => {
        record(action);
        progress.onFaultAction(action);
      },
      signal: chaosSignal,
    }),
  );
  chaos.catch((error: unknown) => failed.abort(error));
  try {
    return await waitForSuccess(options, AbortSignal.any([signal, failed.signal]));
  } finally {
    done.abort();
    await chaos;
  }
}
