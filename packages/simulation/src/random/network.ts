import { deliverToMaster, closeSessionAtMaster } from '../world/master-node.ts';
import { deliverToSlave, closeSessionAtSlave } from '../world/slave-node.ts';
import type { Direction, Link } from '../world/cluster.ts';
import { dropFrames, sendToMaster, sendToSlave } from '../world/link.ts';
import { countFrame, countLostFrames } from './counters.ts';
import { EVENT_CODES, count, deferWhileFrozen, type SimulatedWorld, type LinkTraffic } from './world-state.ts';

/** A side that hears nothing for so long breaks the connection off, in milliseconds: HTTP/2 keepalive. */
const KEEPALIVE_MS = [1_500, 3_000] as const;

function cutKey(slave: string, master: string, direction: Direction): string {
  return `${slave} ${direction} ${master}`;
}

function trafficOf({ traffic }: SimulatedWorld, { id }: Link): LinkTraffic {
  let known = traffic.get(id);
  if (known === undefined)
    traffic.set(id, (known = { lastMs: { toMaster: 0, toSlave: 0 }, held: { toMaster: 0, toSlave: 0 } }));
  return known;
}

function isCut({ activeFaults }: SimulatedWorld, { slave, master }: Link, direction: Direction): boolean {
  return activeFaults.cuts.size > 0 && activeFaults.cuts.has(cutKey(slave, master, direction));
}

function receiverOf({ masters, slaves }: SimulatedWorld, link: Link, direction: Direction) {
  return direction === 'toMaster' ? masters.get(link.master) : slaves.get(link.slave);
}

/** A frame reaches the other end; it waits before a cut, and before a process that is frozen. */
function arrive(world: SimulatedWorld, link: Link, direction: Direction, hear: (link: Link) => void): void {
  const receiver = receiverOf(world, link, direction);
  if (world.activeFaults.networkDelayMs > 0) countFrame(world, 'slow network', link[direction][0]);
  if (receiver?.status === 'frozen' || isCut(world, link, direction)) {
    countFrame(world, 'held up', link[direction][trafficOf(world, link).held[direction]]);
    trafficOf(world, link).held[direction] += 1;
    return;
  }
  if (direction === 'toMaster') {
    deliverToMaster(world.cluster, link);
    // Who calls a master through a cut that swallows the answer, is not heard of again.
    if (link.masterSide === 'open' && silentSinceMs(world, link, 'master') < Infinity)
      scheduleKeepaliveCheck(world, link, 'master');
  } else if (receiver?.kind === 'slave') deliverToSlave(world.cluster, receiver, link);
  else hear(link);
}

/** Sends a frame on its way. `hear`: what hostile peers do with what they are told. */
export function dispatchFrame(
  world: SimulatedWorld,
  link: Link,
  direction: Direction,
  hear: (link: Link) => void,
): void {
  const { events, random, plan, activeFaults } = world;
  const traffic = trafficOf(world, link);
  const delayMs =
    random.between(...plan.networkLatencyMs) +
    (activeFaults.networkDelayMs > 0 ? random.fraction() * activeFaults.networkDelayMs : 0);
  const atMs = Math.max(traffic.lastMs[direction], events.nowMs() + delayMs);
  traffic.lastMs[direction] = atMs;
  events.schedule(atMs - events.nowMs(), EVENT_CODES.frame, () => arrive(world, link, direction, hear));
}

/** What waited before a closed door goes on. */
export function releaseFrames(world: SimulatedWorld, link: Link, hear: (link: Link) => void): void {
  const { held } = trafficOf(world, link);
  for (const direction of ['toMaster', 'toSlave'] as const) {
    const waiting = held[direction];
    held[direction] = 0;
    for (let index = 0; index < waiting; index += 1) dispatchFrame(world, link, direction, hear);
  }
}

type Side = 'master' | 'slave';

/** Since when one side of a link has heard nothing from the other; Infinity when it does. */
function silentSinceMs(world: SimulatedWorld, link: Link, side: Side): number {
  const { cuts, frozen } = world.activeFaults;
  return Math.min(
    frozen.get(side === 'master' ? link.slave : link.master) ?? Infinity,
    cuts.get(cutKey(link.slave, link.master, 'toMaster')) ?? Infinity,
    cuts.get(cutKey(link.slave, link.master, 'toSlave')) ?? Infinity,
  );
}

function breakSide(world: SimulatedWorld, link: Link, side: Side): void {
  const slave = world.slaves.get(link.slave);
  count(world, `keepalive of a ${side}`);
  if (side === 'master') closeSessionAtMaster(world.cluster, link, 'connection broken');
  else if (slave !== undefined && link.slaveSide !== 'closed')
    closeSessionAtSlave(world.cluster, slave, link, 'the master does not answer pings');
}

/** One side may find out, after a while, that it hears nothing any more. */
function scheduleKeepaliveCheck(world: SimulatedWorld, link: Link, side: Side): void {
  const { events, random, masters, slaves } = world;
  const sinceMs = events.nowMs();
  events.schedule(random.between(...KEEPALIVE_MS), EVENT_CODES.keepalive, () => {
    const observer = side === 'master' ? masters.get(link.master) : slaves.get(link.slave);
    if (observer === undefined || silentSinceMs(world, link, side) > sinceMs) return;
    deferWhileFrozen(world, observer, () => {
      if (silentSinceMs(world, link, side) <= sinceMs) breakSide(world, link, side);
    });
  });
}

/** Something came between the two ends of these links: each side may notice. */
export function scheduleKeepaliveChecks(world: SimulatedWorld, concerned: (link: Link) => boolean): void {
  for (const link of world.links.values()) {
    if (!concerned(link)) continue;
    scheduleKeepaliveCheck(world, link, 'master');
    scheduleKeepaliveCheck(world, link, 'slave');
  }
}

/** Cuts the way between a slave and a master. */
export function partition(
  world: SimulatedWorld,
  slave: string,
  master: string,
  directions: readonly Direction[],
): void {
  const { cuts } = world.activeFaults;
  for (const direction of directions) {
    const key = cutKey(slave, master, direction);
    cuts.set(key, cuts.get(key) ?? world.events.nowMs());
  }
  scheduleKeepaliveChecks(world, (link) => link.slave === slave && link.master === master);
}

/** Opens the way between a slave and a master again. */
export function healPartition(world: SimulatedWorld, slave: string, master: string, hear: (link: Link) => void): void {
  for (const direction of ['toMaster', 'toSlave'] as const)
    world.activeFaults.cuts.delete(cutKey(slave, master, direction));
  for (const link of world.links.values())
    if (link.slave === slave && link.master === master) releaseFrames(world, link, hear);
}

/** A connection breaks, as by a firewall that resets it: both sides notice soon, and what is on its way may be lost. */
export function resetConnection(world: SimulatedWorld, link: Link): void {
  const { cluster, random } = world;
  for (const direction of ['toMaster', 'toSlave'] as const)
    if (random.chance(0.5)) {
      const sent = [...link[direction]];
      dropFrames(link, direction, random.integer(0, link[direction].length));
      countLostFrames(world, sent, link[direction]);
    }
  if (link.masterSide === 'open') sendToMaster(cluster, link, { kind: 'broken' });
  if (link.slaveSide !== 'closed') sendToSlave(cluster, link, { kind: 'broken' });
}

/** After its own freeze a process may blame all its peers: its timers ring before it reads what has come from them. */
export function expireKeepalives(world: SimulatedWorld, name: string): void {
  const { events, random, links } = world;
  for (const link of links.values()) {
    if (link.master === name && random.chance(0.7))
      events.schedule(random.between(0, 50), EVENT_CODES.keepalive, () =>
        closeSessionAtMaster(world.cluster, link, 'connection broken'),
      );
    if (link.slave === name && random.chance(0.7))
      events.schedule(random.between(0, 50), EVENT_CODES.keepalive, () => breakSide(world, link, 'slave'));
  }
}
