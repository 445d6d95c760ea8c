import type { MasterNode } from '../world/cluster.ts';
import { currentTask, type MemoryTask } from '@steadfast/master/store/memory-data';
import { pendingWorkOf } from '../world/quiescence.ts';
import { checkCancelled, isCancelled } from './commands.ts';
import { checkCores } from './core-checks.ts';
import { checkExpired } from './ledger-checks.ts';
import { MAX_BACKOFF_SECONDS } from './documents.ts';
import { replayDifference } from './ledger-replay.ts';
import type { PlannedTask } from './plan.ts';
import { checkRetries } from './retry-checks.ts';
import { tasksOf, WALL_START_MS, type SimulatedWorld } from './world-state.ts';

/*
 * A world without faults must converge: all tasks succeed, except for those with a document that stays invalid, and the
 * cluster becomes quiescent.
 */

/** A back-off that seems to take longer is not believed. */
const DAY_MS = 86_400_000;

/**
 * Returns whether a job may be left as it is: parked because it failed for good, or waiting for longer than a back-off, for
 * a time that was set by a clock that was up to an hour ahead.
 */
function mayEndUnfinished(world: SimulatedWorld, { job }: PlannedTask, document: MemoryTask): boolean {
  if (job === undefined) return false;
  const { parked, state, notBeforeMs } = document;
  if (parked !== undefined) return (job.permanent && job.failures > 0) || job.maxAttempts !== null;
  const waitsMs = typeof notBeforeMs === 'number' ? notBeforeMs - WALL_START_MS - world.events.nowMs() : 0;
  return state === 'killed' && waitsMs > 1_000 * MAX_BACKOFF_SECONDS && waitsMs <= DAY_MS;
}

/** Returns why the tasks have not converged; null when they have. */
function unfinishedTask(world: SimulatedWorld): string | null {
  const { committed } = world.cluster.database();
  for (const task of tasksOf(world)) {
    const { taskId, fault, repairedAtMs } = task;
    const unrepaired = fault !== null && repairedAtMs === null;
    const staysParked = unrepaired && fault !== 'refuses updates';
    const document = unrepaired ? currentTask(committed, taskId) : committed.tasks.get(taskId);
    if (document !== undefined && isCancelled(document)) continue;
    if (document !== undefined && mayEndUnfinished(world, task, document)) continue;
    if (staysParked ? document?.parked === undefined : document?.state !== 'success')
      return `${taskId} is ${document?.state === undefined ? 'missing' : JSON.stringify(document)}`;
    if (document?.assignment !== undefined && !staysParked) return `${taskId} is done, but still assigned`;
  }
  return null;
}

/** Returns why a world has not converged; null when it has. */
function whyNotConverged(world: SimulatedWorld): string | null {
  const { masters, slaves, links } = world;
  const openLinks = ({ name }: MasterNode): number =>
    [...links.values()].filter(({ master }) => master === name).length;
  return (
    unfinishedTask(world) ??
    pendingWorkOf(
      [...masters.values()],
      [...slaves.values()].filter(({ retired }) => !retired),
      openLinks,
    )
  );
}

/** True when a world has converged. */
export function isConverged(world: SimulatedWorld): boolean {
  return whyNotConverged(world) === null;
}

/** Checks that masters have logged every entry of the ledger. */
function checkAllLogged({ cluster, loggedEntries }: SimulatedWorld): void {
  const { last } = cluster.observations().ledger;
  for (let number = 1; number <= last; number += 1)
    if (!loggedEntries.has(number))
      cluster.reportViolation('log-is-ledger', () => {
        const entry = JSON.stringify(cluster.database().committed.ledger.get(number) ?? null);
        return `entry ${number} was never logged: ${entry.slice(0, 300)}`;
      });
}

/**
 * Checks the final state of a world.
 * @param converged whether it converged in time
 */
export function checkFinalState(world: SimulatedWorld, converged: boolean): void {
  const { cluster } = world;
  if (!converged) {
    const why = whyNotConverged(world) ?? 'it did not stay converged';
    cluster.reportViolation('heals', () => `long after the end of all faults: ${why}`);
  }
  checkCores(world);
  checkAllLogged(world);
  checkExpired(world);
  checkRetries(world);
  checkCancelled(world);
  const difference = replayDifference(world);
  if (difference !== null)
    cluster.reportViolation('replay-agrees', () => `replaying the ledger in a fresh core produces ${difference}`);
}
