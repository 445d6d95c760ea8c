import { hasReadyFor } from '@steadfast/master/core/leader/abilities';
import { canRun, type Ability } from '@steadfast/master/core/leader/ability';
import type { Leadership, TaskPhase } from '@steadfast/master/core/state';
import type { SimulatedCluster } from './cluster.ts';

/*
 * A task that was pushed ahead to a busy slave must not wait there while it could run elsewhere.
 */

/** How long a task may run before what waits behind it is recalled, with the time until the leader notices. */
const MAX_BLOCKED_MS = 500;

function phasesOn({ tasks }: Leadership, taskIds: ReadonlySet<string>): TaskPhase[] {
  return [...taskIds].map((taskId) => tasks.get(taskId)?.phase).filter((phase) => phase !== undefined);
}

/** Returns whether one of the tasks that wait on a host behind the first, and were not recalled, can run with an ability. */
function waitsFor({ tasks }: Leadership, taskIds: ReadonlySet<string>, ability: Ability): boolean {
  return [...taskIds].slice(1).some((taskId) => {
    const task = tasks.get(taskId);
    return task?.phase.kind === 'assigned' && canRun(ability, task);
  });
}

/** Checks that a leader leaves nothing waiting on its slaves that idle slaves with an ability could run. */
function checkAbility(cluster: SimulatedCluster, name: string, leadership: Leadership, ability: Ability): void {
  const { recalled, readyQueue, tasks, assigned } = leadership;
  const coming = [...recalled].filter((taskId) => {
    const task = tasks.get(taskId);
    return task !== undefined && canRun(ability, task);
  });
  if (coming.length >= ability.idle.size || hasReadyFor(readyQueue, ability)) return;
  const blocked = [...assigned].find(([, taskIds]) => waitsFor(leadership, taskIds, ability));
  if (blocked !== undefined)
    cluster.reportViolation(
      'no-needless-wait',
      () => `${name} leaves a task waiting on ${blocked[0]} although ${[...ability.idle].join(' ')} is idle`,
    );
}

/** Returns the phases of the tasks on each host where something waits behind the first one, and was not recalled. */
function queuesOf(leadership: Leadership): (readonly [host: string, phases: readonly TaskPhase[]])[] {
  return [...leadership.assigned]
    .filter(([, taskIds]) => taskIds.size > 1)
    .map(([host, taskIds]) => [host, phasesOn(leadership, taskIds)] as const)
    .filter(([, [, ...behind]]) => behind.some(({ kind }) => kind === 'assigned'));
}

/** Checks that a leader leaves nothing waiting on its slaves while one of them is idle. */
export function checkUnserved(cluster: SimulatedCluster, name: string, leadership: Leadership): void {
  for (const ability of leadership.abilities.values()) checkAbility(cluster, name, leadership, ability);
}

/**
 * Checks that a leader leaves nothing waiting behind a task that takes long. `nowMs` is the time at which its core has just
 * handled events.
 */
export function checkBlocked(cluster: SimulatedCluster, name: string, leadership: Leadership, nowMs: number): void {
  const isLong = (phase: TaskPhase): boolean =>
    phase.kind === 'running' && nowMs - (phase.sinceMs ?? nowMs) > MAX_BLOCKED_MS;
  const blocked = queuesOf(leadership).find(([, phases]) => phases.some(isLong));
  if (blocked !== undefined)
    cluster.reportViolation(
      'no-needless-wait',
      () => `${name} leaves a task waiting on ${blocked[0]} although the one in front takes long`,
    );
}
