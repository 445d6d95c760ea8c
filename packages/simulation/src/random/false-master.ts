import type { Link } from '../world/cluster.ts';
import { removeIfClosed, sendToSlave } from '../world/link.ts';
import { count } from './counters.ts';
import type { SimulatedWorld } from './world-state.ts';

/*
 * A false master answers at the address of a true one, as after a wrong entry in the DNS. It welcomes every slave to an
 * epoch of its own, and then keeps it: it sends nothing more, and its sessions last for as long as it does.
 */

/** Returns the epoch that a false master claims now. */
function claimedEpoch({ cluster }: SimulatedWorld, aheadBy: number): number {
  return Math.min(cluster.observations().ledger.epoch + aheadBy, Number.MAX_SAFE_INTEGER);
}

/** Closes the session of a link at a false master. */
export function closeFalseLink({ cluster, falseLinks }: SimulatedWorld, link: Link): void {
  falseLinks.delete(link.id);
  if (link.masterSide !== 'open') return;
  link.masterSide = 'closed';
  if (link.slaveSide !== 'closed') sendToSlave(cluster, link, { kind: 'broken' });
  removeIfClosed(cluster, link);
}

/** Ends a false master, and its sessions. */
export function stopFalseMaster(world: SimulatedWorld, master: string): void {
  world.activeFaults.falseMasters.delete(master);
  for (const id of world.falseLinks) {
    const link = world.links.get(id);
    if (link === undefined) world.falseLinks.delete(id);
    else if (link.master === master) closeFalseLink(world, link);
  }
}

/** Returns whether what arrives over a link arrives at a false master. */
export function isFalseLink({ activeFaults, falseLinks }: SimulatedWorld, { id, master, masterSide }: Link): boolean {
  return falseLinks.has(id) || (masterSide === 'none' && activeFaults.falseMasters.has(master));
}

/** Delivers the oldest frame in flight to a false master. */
export function deliverToFalseMaster(world: SimulatedWorld, link: Link): void {
  const { cluster, activeFaults, falseLinks } = world;
  const frame = link.toMaster.shift();
  switch (frame?.kind) {
    case 'connect':
      falseLinks.add(link.id);
      link.masterSide = 'open';
      return sendToSlave(cluster, link, { kind: 'accepted' });
    case 'message': {
      if (frame.message.kind !== 'register' || link.masterSide !== 'open') break;
      const epoch = claimedEpoch(world, activeFaults.falseMasters.get(link.master) ?? 0);
      count(world, 'welcomed by a false master');
      cluster.transcribe('false master', () => `→ ${link.slave}: welcome, epoch ${epoch}`);
      return sendToSlave(cluster, link, { kind: 'message', message: { kind: 'welcome', epoch } });
    }
    case 'end':
    case 'broken':
      return closeFalseLink(world, link);
    case 'malformed':
    case undefined:
  }
  removeIfClosed(cluster, link);
}
