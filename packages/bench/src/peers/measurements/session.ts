import { waitUntil } from '@steadfast/runtime/testing';
import { killTree } from '../servers/kill-tree.ts';
import type { System, SystemCluster } from '../system.ts';
import type { MetricValues } from '../metrics.ts';

/** A cluster that is being measured. */
export interface Session {
  readonly system: System;
  readonly cluster: SystemCluster;
  readonly signal: AbortSignal;
  /** The number of no-op tasks. */
  readonly noOpTasks: number;
  /** How long to wait for a task to run again, in milliseconds. */
  readonly capMs: number;
  /** How many failovers to measure, if the first one is quick. */
  readonly failovers: number;
  readonly progress: (line: string) => void;
}

/** Something to measure. */
export interface PeerMeasurement {
  readonly name: string;
  /** @throws {Error} if something takes too long */
  readonly measure: (session: Session) => Promise<MetricValues>;
}

/** How many workers compete for tasks: more than the cores of most machines that run this. */
export const WORKERS = 8;

/** A system that works makes progress far more often than this. */
const STALL_MS = 60_000;

/** Counting events takes a few reads, so this rarely does not affect the measurements. */
const POLL_MS = 50;

/** Looking up whether tasks remain takes a process. */
const REMAINING_POLL_MS = 250;

/** Returns the workers that are alive. */
export function aliveWorkers({ cluster }: Session): SystemCluster['workers'] {
  return cluster.workers.filter(({ child }) => child.alive);
}

/** Makes exactly `count` workers run: kills idle ones, starts those that were killed again, and adds new ones. */
export async function ensureWorkers(session: Session, count: number): Promise<void> {
  const alive = aliveWorkers(session);
  await Promise.all(alive.slice(count).map(({ child }) => killTree(child)));
  const missing = Math.max(0, count - alive.length);
  const dead = session.cluster.workers.filter(({ child }) => !child.alive).slice(0, missing);
  for (const { child } of dead) child.start();
  if (missing > dead.length) await session.cluster.addWorkers(missing - dead.length);
}

/** Returns how many events the workers have recorded so far. */
export function countEvents({ cluster }: Session): number {
  return cluster
    .eventCounts()
    .values()
    .reduce((sum, count) => sum + count, 0);
}

/** Returns whether the number of recorded events stays the same for a time, in milliseconds, each time it is called. */
export function stallDetector(session: Session, stallMs: number): () => boolean {
  let last = { events: countEvents(session), atMs: performance.now() };
  return () => {
    const events = countEvents(session);
    if (events !== last.events) last = { events, atMs: performance.now() };
    return performance.now() - last.atMs > stallMs;
  };
}

/**
 * Waits until the workers have recorded a number of events, or something else holds.
 * @throws {Error} if they record nothing for a minute
 */
export async function waitForEvents(session: Session, events: number, orElse = (): boolean => false): Promise<void> {
  const isStalled = stallDetector(session, STALL_MS);
  const reached = (): boolean => {
    const count = countEvents(session);
    if (isStalled())
      throw new Error(`the workers recorded nothing for ${STALL_MS / 1_000} s; ${count} of ${events} events are there`);
    return count >= events || orElse();
  };
  const { signal } = session;
  await waitUntil(`${events} events are recorded`, reached, { timeoutMs: 10 * STALL_MS, pollMs: POLL_MS, signal });
}

/** Waits until the system considers all tasks done. */
export async function waitUntilDone({ cluster, signal }: Session): Promise<void> {
  const done = async (): Promise<boolean> => (await cluster.remaining()) === 0;
  await waitUntil('all tasks are done', done, { timeoutMs: STALL_MS, pollMs: REMAINING_POLL_MS, signal });
}
