import type { MasterMessage, SlaveMessage } from '@steadfast/protocol/messages';
import type { Link, MasterNode, SimulatedCluster } from './cluster.ts';
import { leadershipOf } from './quiescence.ts';

/*
 * A slave that cannot run what it is assigned, because its disk is full, must not use up one attempt after the other.
 */

/** How long such a slave rests: this long at first, twice as long after each further setback, up to the maximum. */
const REST_MS = { first: 1_000, max: 32_000 } as const;

/** Returns whether a slave reports that it could not run an attempt that is assigned to it. */
function isSetback(master: MasterNode, { instance }: Link, message: SlaveMessage): boolean {
  if (message.kind !== 'aborted' && (message.kind !== 'declined' || message.reason !== 'cannot run it')) return false;
  const task = leadershipOf(master)?.tasks.get(message.taskId);
  return task?.attempt === message.attempt && task.assignment?.instance === instance;
}

/** Records that a slave could not run an assignment, or that it finished one, as its master hears it. */
export function observeSetback(cluster: SimulatedCluster, master: MasterNode, link: Link, message: SlaveMessage): void {
  // Hostile peers decline what they were not assigned.
  if (!link.slave.startsWith('slave')) return;
  if (message.kind === 'finished') link.setbacks = 0;
  const nowMs = cluster.monotonicMs(master);
  // What waited behind an attempt fails together with it, and counts once.
  if (nowMs < link.restUntilMs || !isSetback(master, link, message)) return;
  link.restUntilMs = nowMs + Math.min(REST_MS.max, REST_MS.first * 2 ** link.setbacks);
  link.setbacks += 1;
  link.placedBeforeRest = [...(leadershipOf(master)?.assigned.get(link.host) ?? [])];
}

/** Checks that a message does not assign anything to a slave that has to rest. */
export function checkRest(cluster: SimulatedCluster, master: MasterNode, link: Link, message: MasterMessage): void {
  if (message.kind === 'welcome') Object.assign(link, { setbacks: 0, restUntilMs: 0 });
  if (message.kind !== 'assign' || cluster.monotonicMs(master) >= link.restUntilMs) return;
  const { slave, setbacks, placedBeforeRest } = link;
  if (placedBeforeRest.includes(message.taskId)) return;
  cluster.reportViolation(
    'failing-slave-rests',
    () => `${slave} was assigned a task too soon after ${setbacks} setbacks`,
  );
}
