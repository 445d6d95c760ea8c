import type { HeldPhase, MasterConfig, Slave } from '../state.ts';

/*
 * How far ahead assignments are pushed to a slave. It follows from how fast the slave was seen to end its tasks, never from
 * their sleep times: a master does not know how long a task will take.
 */

/**
 * How much work should wait on a slave, so that it does not run dry while its report travels, an entry is appended and
 * an assignment travels back: without anything ahead, 99 of 100 slaves under load had to wait less than this.
 */
const HORIZON_MS = 20;

/**
 * A task that runs longer than this is long: whatever waits behind it is recalled, and nothing is pushed ahead to a slave
 * that usually runs such tasks. Without anything ahead, the median gap between two tasks of a slave is 6 ms, which is then
 * 3 % of the time.
 */
const LONG_RUN_MS = 200;

/** How many tasks must be ready for each slave and each position in its queue, in production: see `MasterConfig`. */
export const READY_PER_QUEUED = 4;

/** The weight of the latest task in the moving average: after eight of another length, the old ones count for a tenth. */
const LATEST_WEIGHT = 0.25;

/** Records for how long a slave ran a task that it has finished. */
export function observePace(slave: Slave, phase: HeldPhase, nowMs: number): void {
  if (phase.kind !== 'running' || phase.sinceMs === null) return;
  const ranMs = nowMs - phase.sinceMs;
  slave.paceMs = slave.paceMs === null ? ranMs : slave.paceMs + LATEST_WEIGHT * (ranMs - slave.paceMs);
}

/** Returns how many assignments may wait on a slave behind the one that it runs. */
export function depthOf({ acceptsAhead, paceMs }: Slave, { prefetch }: MasterConfig): number {
  if (!acceptsAhead || paceMs === null || paceMs > LONG_RUN_MS) return 0;
  return Math.min(prefetch, Math.ceil(HORIZON_MS / Math.max(paceMs, 1)));
}

/** Returns whether a task has been running for long, so that nothing should wait behind it. */
export function isLongRun(phase: HeldPhase, nowMs: number): boolean {
  return phase.kind === 'running' && phase.sinceMs !== null && nowMs - phase.sinceMs > LONG_RUN_MS;
}
