import { nameLine } from '../evidence/place.ts';
import type { JournalExecution } from './executions.ts';
import type { IndexedRun } from './run.ts';
import { CLOCK_TOLERANCE_MS, ROUNDING_MS } from './tolerances.ts';

/** Returns a function that returns how long a task must sleep, in seconds: as seeded, or else by its document. */
export function sleeptimeLookup({ evidence, documents }: IndexedRun): (taskId: string) => number | undefined {
  const seeded = new Map((evidence.seeded ?? []).map(({ taskId, sleeptime }) => [taskId, sleeptime]));
  return (taskId) => seeded.get(taskId) ?? documents.get(taskId)?.sleeptime;
}

/**
 * Returns what is wrong with the sleep of a finished execution; null when nothing is. This is not one of the shared
 * invariants because simulated slaves do not have two clocks that can contradict each other.
 * @param sleeptime how long the task must sleep, in seconds
 */
export function sleepDefect({ started, end }: JournalExecution, sleeptime: number): string | null {
  if (end?.event !== 'finished') return null;
  const requiredMs = sleeptime * 1_000 - ROUNDING_MS;
  const sleptMs = end.sleptMs ?? 0;
  const elapsedMs = end.monotonicMs - started.monotonicMs;
  if (sleptMs < requiredMs) return `slept ${Math.round(sleptMs)} ms of ${sleeptime * 1_000} ms (${nameLine(end)})`;
  if (elapsedMs < requiredMs)
    return `finished ${elapsedMs.toFixed(0)} ms after its own start, but must sleep ${sleeptime * 1_000} ms (${nameLine(end)})`;
  if (sleptMs > elapsedMs + CLOCK_TOLERANCE_MS)
    return `claims ${Math.round(sleptMs)} ms of sleep in the ${elapsedMs.toFixed(0)} ms since its own start (${nameLine(end)})`;
  return null;
}
