import { setTimeout as delay } from 'node:timers/promises';
import type { Collection } from 'mongodb';
import { messageOf } from '@steadfast/runtime';
import type { Step } from '../faults/plan.ts';
import type { ProgressTracker } from '../view/progress.ts';
import type { Recorder } from '../faults/record.ts';
import { runChaos } from '../faults/run-chaos.ts';
import { readTaskCounts } from './task-counts.ts';
import type { ChaosTarget } from '../faults/target.ts';

/** How a run ended. */
export type Outcome = { readonly kind: 'finished' } | { readonly kind: 'stuck'; readonly reason: string };

/** What to run. */
export interface ExperimentOptions {
  readonly target: ChaosTarget;
  /** Without steps nothing is hurt. */
  readonly plan: Iterable<Step>;
  readonly record: Recorder;
  readonly progress: ProgressTracker;
  readonly tasks: Collection;
  /** A run in which no task succeeds for so long, in milliseconds, is stuck. */
  readonly patienceMs: number;
  /** Says why the run cannot go on, once it cannot. */
  readonly broken: () => string | undefined;
  /** Gives up. */
  readonly signal: AbortSignal;
}

/** Tasks are counted so often, in milliseconds; or more seldom, where counting takes long. */
const COUNT_EVERY_MS = 150;

/** Counting may take one part in so many of the time. */
const COUNT_SHARE = 10;

/** Chaos begins after so long, in milliseconds, even if some process is not at work yet. */
const MOST_WAIT_FOR_WORK_MS = 20_000;

/** How often it is looked whether everybody is, in milliseconds. */
const POLL_MS = 20;

/** Counts the tasks, again and again, until all are success, or until that cannot be hoped for any longer. */
async function untilAllSucceeded(options: ExperimentOptions, signal: AbortSignal): Promise<Outcome> {
  const { progress, tasks, patienceMs, broken } = options;
  let succeeded = -1;
  let lastSuccessMs = performance.now();
  for (;;) {
    signal.throwIfAborted();
    const askedMs = performance.now();
    try {
      progress.noteCounts(await readTaskCounts(tasks));
    } catch (error) {
      progress.note('harm', `MongoDB does not answer: ${messageOf(error)}`);
    }
    const nowMs = performance.now();
    const { success } = progress.counts;
    if (success >= progress.tasks) return { kind: 'finished' };
    if (success !== succeeded) lastSuccessMs = nowMs;
    succeeded = success;
    const reason = broken();
    if (reason !== undefined) return { kind: 'stuck', reason };
    if (nowMs - lastSuccessMs > patienceMs)
      return { kind: 'stuck', reason: `no task succeeded for ${(patienceMs / 1_000).toFixed(0)} s` };
    await delay(Math.max(COUNT_EVERY_MS, (nowMs - askedMs) * COUNT_SHARE), undefined, { signal });
  }
}

/** Waits until everybody is at work, so that the first hit finds what it was meant for; but not for ever. */
async function untilAtWork({ isAtWork }: ProgressTracker, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + MOST_WAIT_FOR_WORK_MS;
  while (!signal.aborted && !isAtWork() && performance.now() < deadline)
    await delay(POLL_MS, undefined, { signal }).catch(() => undefined);
}

/**
 * Runs chaos against a target until every task is a success. When this ends, however it does, everything that was
 * killed has been started again.
 * @throws {Error} when the target fails, or the signal aborts
 */
export async function runExperiment(options: ExperimentOptions): Promise<Outcome> {
  const { target, plan, record, progress, signal } = options;
  const [over, failed] = [new AbortController(), new AbortController()];
  const chaosSignal = AbortSignal.any([signal, over.signal]);
  const chaos = untilAtWork(progress, chaosSignal).then(() =>
    runChaos({
      plan,
      target,
      isBusy: progress.isBusy,
      record: (deed) => {
        record(deed);
        progress.noteDeed(deed);
      },
      signal: chaosSignal,
    }),
  );
  chaos.catch((error: unknown) => failed.abort(error));
  try {
    return await untilAllSucceeded(options, AbortSignal.any([signal, failed.signal]));
  } finally {
    over.abort();
    await chaos;
  }
}
