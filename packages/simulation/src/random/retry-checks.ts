import type { RecordedFact } from '@steadfast/invariants';
import { MAX_BACKOFF_SECONDS } from './documents.ts';
import type { PlannedJob } from './plan.ts';
import { tasksOf, type SimulatedWorld } from './world-state.ts';

/*
 * Promises about tasks that fail, checked at the end of a world: how often each is tried, and when.
 */

/** What has become of a task so far. */
interface Retries {
  /** How many attempts have failed or were killed. */
  failures: number;
  failedForGood: boolean;
  /** When it was last placed. It may have failed at any time since: facts wait for the database. */
  placedAtMs: number;
  /** Wall-clock time in milliseconds since 1970 before which it must not be placed. */
  waitsUntilMs: number;
}

function backoffAfter({ backoffMs }: PlannedJob, failures: number): number {
  return Math.min(MAX_BACKOFF_SECONDS * 1_000, backoffMs * 2 ** (failures - 1));
}

/** Returns what is wrong with a fact, given what has become of its task; null if nothing is. */
function problemOf({ fact, atMs }: RecordedFact, job: PlannedJob, retries: Retries): string | null {
  switch (fact.kind) {
    case 'task.placed':
      if (retries.failedForGood) return 'was placed again, although it had failed for good';
      if (job.maxAttempts !== null && retries.failures >= job.maxAttempts)
        return `was placed again after ${retries.failures} failures`;
      if (atMs < retries.waitsUntilMs)
        return `was placed ${retries.waitsUntilMs - atMs} ms before the end of its back-off`;
      retries.placedAtMs = atMs;
      return null;
    case 'task.failed':
      retries.failures += 1;
      retries.failedForGood = job.permanent;
      retries.waitsUntilMs = Math.max(fact.retryAtMs ?? 0, retries.placedAtMs + backoffAfter(job, retries.failures));
      return null;
    case 'task.killed':
      retries.failures += 1;
      return null;
    case 'task.running':
    case 'task.success':
    case 'task.returned':
    case 'task.adopted':
    case 'task.parked':
    case 'task.cancelled':
      return null;
    case 'task.released':
      Object.assign(retries, { failures: 0, failedForGood: false, waitsUntilMs: 0 });
      return null;
  }
}

/** Checks that tasks are tried as often as they may be, and not too soon. */
export function checkRetries(world: SimulatedWorld): void {
  const { cluster, plan } = world;
  // A master with a clock that is ahead believes that a back-off has ended.
  const clocksAgree = !plan.faults.some(({ kind }) => kind === 'clock jump');
  for (const { taskId, job, past } of tasksOf(world)) {
    if (job === undefined || past !== undefined) continue;
    const retries: Retries = { failures: 0, failedForGood: false, placedAtMs: 0, waitsUntilMs: 0 };
    for (const recorded of cluster.observations().ledger.tasks.get(taskId)?.facts ?? []) {
      const problem = problemOf(recorded, job, retries);
      if (!clocksAgree) retries.waitsUntilMs = 0;
      if (problem !== null) cluster.reportViolation('retries-are-limited', () => `${taskId} ${problem}`);
    }
  }
}
