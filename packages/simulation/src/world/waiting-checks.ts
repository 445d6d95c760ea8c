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

/** Returns the phases of the tasks on each host where something waits behind the first one, and was not recalled. */
function queuesOf(leadership: Leadership): (readonly [host: string, phases: readonly TaskPhase[]])[] {
  return [...leadership.assigned]
    .filter(([, taskIds]) => taskIds.size > 1)
    .map(([host, taskIds]) => [host, phasesOn(leadership, taskIds)] as const)
    .filter(([, [, ...behind]]) => behind.some(({ kind }) => kind === 'assigned'));
}

/** Checks that a leader leaves nothing waiting on its slaves while one of them is idle. */
export function checkUnserved(cluster: SimulatedCluster, name: string, leadership: Leadership): void {
  const { idle, recalled, readyQueue } = leadership;
  if (recalled.size >= idle.size || readyQueue.retries.size + readyQueue.fresh.size > 0) return;
  const [queue] = queuesOf(leadership);
  if (queue !== undefined)
    cluster.reportViolation(
      'no-needless-wait',
      () => `${name} leaves a task waiting on ${queue[0]} although ${[...idle].join(' ')} is idle`,
    );
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
