import type { Reign } from '@steadfast/master/core/reign';
import type { MasterNode, SlaveNode } from './cluster.ts';

/** The reign of a master that leads; null for any other. */
export const reignOf = ({ core }: MasterNode): Reign | null => (core?.role.kind === 'leading' ? core.role.reign : null);

/** What a leader still has to do. */
const unrestOfReign = ({ tasks, assigned, appender, projection, window, slaves }: Reign): string | null => {
  if (tasks.size > 0) return `holds ${[...tasks.values()].map((task) => JSON.stringify(task)).join(' ')}`;
  if (assigned.size > 0) return `waits for the slaves of ${assigned.size} tasks`;
  if (window.again.size + window.fresh.size + window.departed.size > 0) return 'has a window that is not empty';
  if (appender.waiting.length > 0 || appender.inFlight !== null) return 'has something to append';
  if (projection.pending.size > 0 || projection.inFlight.length > 0) return 'has something to project';
  for (const slave of slaves.values()) if (slave.lookups > 0) return `looks up reports of ${slave.host}`;
  return null;
};

/** What a master still holds in memory though nothing is to be done; null when it is at rest. `open`: its links. */
export const unrestOfMaster = (master: MasterNode, open: number): string | null => {
  const { core, name } = master;
  if (core === null) return `${name} is off`;
  if (core.waiting.size > 0) return `${name} lets ${core.waiting.size} sessions wait`;
  if (core.introduced.size > open) return `${name} remembers ${core.introduced.size} sessions, and there are ${open}`;
  const reign = reignOf(master);
  if (reign === null) return core.role.kind === 'following' ? null : `${name} is ${core.role.kind}`;
  const unrest = unrestOfReign(reign);
  return unrest === null ? null : `${name} ${unrest}`;
};

/** What a slave still holds; null when it is at rest. */
export const unrestOfSlave = ({ id, core }: SlaveNode): string | null => {
  if (core?.phase.kind !== 'welcomed') return `${id} has no session`;
  return core.running !== null || core.outbox.size > 0 ? `${id} holds ${core.outbox.size} reports` : null;
};

/** What keeps a whole cluster from being at rest; null when nothing does. `openLinks`: how many links a master has. */
export const unrestOf = (
  masters: readonly MasterNode[],
  slaves: readonly SlaveNode[],
  openLinks: (master: MasterNode) => number,
): string | null => {
  const leaders = masters.filter((master) => reignOf(master) !== null);
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
};
