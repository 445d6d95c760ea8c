import type { Leadership } from '@steadfast/master/core/state';
import type { MasterNode, SlaveNode } from './cluster.ts';

/*
 * A cluster is quiescent when exactly one master leads, every slave is connected, and no core has anything left to do.
 */

/** Returns the leadership of a leader; null for any other master. */
export function leadershipOf({ core }: MasterNode): Leadership | null {
  return core?.role.kind === 'leader' ? core.role.leadership : null;
}

function pendingWorkOfLeader({
  tasks,
  assigned,
  groupCommit,
  projection,
  readyQueue,
  slaves,
}: Leadership): string | null {
  if (tasks.size > 0) return `still holds ${[...tasks.values()].map((task) => JSON.stringify(task)).join(' ')}`;
  if (assigned.size > 0) return `still has ${assigned.size} assigned tasks`;
  if (readyQueue.retries.size + readyQueue.fresh.size + readyQueue.departed.size > 0)
    return 'still has tasks in its ready queue';
  if (groupCommit.backlog.length > 0 || groupCommit.inFlight !== null) return 'still has facts to append';
  if (projection.pending.size > 0 || projection.inFlight.length > 0) return 'still has documents to update';
  for (const slave of slaves.values()) if (slave.lookups > 0) return `is still looking up reports of ${slave.host}`;
  return null;
}

function pendingWorkOfMaster(master: MasterNode, openLinks: number): string | null {
  const { core, name } = master;
  if (core === null) return `${name} is down`;
  if (core.pending.size > 0) return `${name} has ${core.pending.size} unanswered registrations`;
  if (core.registered.size > openLinks)
    return `${name} remembers ${core.registered.size} sessions, but only ${openLinks} are open`;
  const leadership = leadershipOf(master);
  if (leadership === null) return core.role.kind === 'follower' ? null : `${name} is ${core.role.kind}`;
  const pending = pendingWorkOfLeader(leadership);
  return pending === null ? null : `${name} ${pending}`;
}

function pendingWorkOfSlave({ id, core }: SlaveNode): string | null {
  if (core?.connection.kind !== 'registered') return `${id} has no session`;
  if (core.running !== null) return `${id} is still running ${core.running.taskId}#${core.running.attempt}`;
  if (core.stopping !== null) return `${id} has not ended ${core.stopping.assigned.taskId} yet`;
  if (core.queue.length > 0) return `${id} still has ${core.queue.length} assignments in its queue`;
  return core.outbox.size > 0 ? `${id} has ${core.outbox.size} unacknowledged reports` : null;
}

/**
 * Returns why a cluster is not quiescent; null when it is.
 * @param openLinks returns the number of links of a master
 */
export function pendingWorkOf(
  masters: readonly MasterNode[],
  slaves: readonly SlaveNode[],
  openLinks: (master: MasterNode) => number,
): string | null {
  const leaders = masters.filter((master) => leadershipOf(master) !== null);
  if (leaders.length !== 1) return `${leaders.length} masters lead`;
  for (const master of masters) {
    const pending = pendingWorkOfMaster(master, openLinks(master));
    if (pending !== null) return pending;
  }
  for (const slave of slaves) {
    const pending = pendingWorkOfSlave(slave);
    if (pending !== null) return pending;
  }
  return null;
}
