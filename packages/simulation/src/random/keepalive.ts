import type { Link } from '../world/cluster.ts';
import { closeSessionAtMaster } from '../world/master-node.ts';
import { closeSessionAtSlave } from '../world/slave-node.ts';
import { count } from './counters.ts';
import { closeFalseLink } from './false-master.ts';
import { deferWhileFrozen, EVENT_CODES, partitionKey, type SimulatedWorld } from './world-state.ts';

/*
 * HTTP/2 keepalive: a side of a connection that receives nothing for some time closes it.
 */

/** When a side notices: at the first ping after the silence begins, or one ping interval later. */
const KEEPALIVE_MS = [1_500, 3_000] as const;

type LinkSide = 'master' | 'slave';

/** Returns since when one side of a link receives nothing from the other; Infinity when it does. */
function silentSinceMs({ activeFaults }: SimulatedWorld, { slave, master }: Link, side: LinkSide): number {
  const { partitions, frozen } = activeFaults;
  return Math.min(
    frozen.get(side === 'master' ? slave : master) ?? Infinity,
    partitions.get(partitionKey(slave, master, 'toMaster')) ?? Infinity,
    partitions.get(partitionKey(slave, master, 'toSlave')) ?? Infinity,
  );
}

/** True when the master receives nothing over a link. */
export function isSilentToMaster(world: SimulatedWorld, link: Link): boolean {
  return silentSinceMs(world, link, 'master') < Infinity;
}

function closeAtMaster(world: SimulatedWorld, link: Link): void {
  if (world.falseLinks.has(link.id)) closeFalseLink(world, link);
  else closeSessionAtMaster(world.cluster, link, 'connection broken');
}

function expireKeepalive(world: SimulatedWorld, link: Link, side: LinkSide): void {
  const slave = world.slaves.get(link.slave);
  count(world, `keepalive expired at ${side}`);
  if (side === 'master') closeAtMaster(world, link);
  else if (slave !== undefined && link.slaveSide !== 'closed')
    closeSessionAtSlave(world.cluster, slave, link, 'the master does not answer pings');
}

/** Schedules the expiry of a side's keepalive, in case the other side stays silent until then. */
export function scheduleKeepaliveCheck(world: SimulatedWorld, link: Link, side: LinkSide): void {
  const { events, random, masters, slaves } = world;
  const startMs = events.nowMs();
  events.schedule(random.between(...KEEPALIVE_MS), EVENT_CODES.keepalive, () => {
    const observer = side === 'master' ? masters.get(link.master) : slaves.get(link.slave);
    if (observer === undefined || silentSinceMs(world, link, side) > startMs) return;
    deferWhileFrozen(world, observer, () => {
      if (silentSinceMs(world, link, side) <= startMs) expireKeepalive(world, link, side);
    });
  });
}

/** Schedules keepalive checks at both sides of every affected link. */
export function scheduleKeepaliveChecks(world: SimulatedWorld, isAffected: (link: Link) => boolean): void {
  for (const link of world.links.values()) {
    if (!isAffected(link)) continue;
    scheduleKeepaliveCheck(world, link, 'master');
    scheduleKeepaliveCheck(world, link, 'slave');
  }
}

/** Makes a resumed process close most of its connections: its timers fire before it reads what has arrived. */
export function expireOwnKeepalives(world: SimulatedWorld, name: string): void {
  const { events, random, links } = world;
  for (const link of links.values()) {
    if (link.master === name && random.chance(0.7))
      events.schedule(random.between(0, 50), EVENT_CODES.keepalive, () => closeAtMaster(world, link));
    if (link.slave === name && random.chance(0.7))
      events.schedule(random.between(0, 50), EVENT_CODES.keepalive, () => expireKeepalive(world, link, 'slave'));
  }
}
