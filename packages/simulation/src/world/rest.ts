import type { Leadership } from '@steadfast/master/core/leader/leadership';
import type { MasterNode, SlaveNode } from './cluster.ts';

/** The reign of a master that leads; null for any other. */
export function leadershipOf({ core }: MasterNode): Leadership | null {
  return core?.role.kind === 'leader' ? core.role.leadership : null;
}

/** What a leader still has to do. */
function unrestOfLeadership({
  tasks,
  assigned,
  groupCommit,
  projection,
  readyQueue,
  slaves,
}: Leadership): string | null {
  if (tasks.size > 0) return `holds ${[...tasks.values()].map((task) => JSON.stringify(task)).join(' ')}`;
  if (assigned.size > 0) return `waits for the slaves of ${assigned.size} tasks`;
  if (readyQueue.retries.size + readyQueue.fresh.size + readyQueue.departed.size > 0)
    return 'has a window that is not empty';
  if (groupCommit.waiting.length > 0 || groupCommit.inFlight !== null) return 'has something to append';
  if (projection.pending.size > 0 || projection.inFlight.length > 0) return 'has something to project';
  for (const slave of slaves.values()) if (slave.lookups > 0) return `looks up reports of ${slave.host}`;
  return null;
}

/** What a master still holds in memory though nothing is to be done; null when it is at rest. `open`: its links. */
export function unrestOfMaster(master: MasterNode, open: number): string | null {
  const { core, name } = master;
  if (core === null) return `${name} is off`;
  if (core.waiting.size > 0) return `${name} lets ${core.waiting.size} sessions wait`;
  if (core.introduced.size > open) return `${name} remembers ${core.introduced.size} sessions, and there are ${open}`;
  const leadership = leadershipOf(master);
  if (leadership === null) return core.role.kind === 'follower' ? null : `${name} is ${core.role.kind}`;
  const unrest = unrestOfLeadership(leadership);
  return unrest === null ? null : `${name} ${unrest}`;
}

/** What a slave still holds; null when it is at rest. */
export function unrestOfSlave({ id, core }: SlaveNode): string | null {
  if (core?.phase.kind !== 'welcomed') return `${id} has no session`;
  return core.running !== null || core.outbox.size > 0 ? `${id} holds ${core.outbox.size} reports` : null;
}

/** What keeps a whole cluster from being at rest; null when nothing does. `openLinks`: how many links a master has. */
export function unrestOf(
  masters: readonly MasterNode[],
  slaves: readonly SlaveNode[],
  openLinks: (master: MasterNode) => number,
): string | null {
  const leaders = masters.filter((master) => leadershipOf(master) !== null);
  if (leaders.length !== 1) return `${leaders.length} masters lead`;
  for (const master of masters) {
    const unrest = unrestOfMaster(master, openLinks(master));
    if (unrest !== null) return unrest;
  }
  for (const slave of slaves) {
    const unrest = unrestOfSlave(slave);
    if (unrest !== null) return unrest;
  }
  return null;
}
