import type { Direction, Link, MasterNode, SlaveNode } from '../world/cluster.ts';
import { dropFrames, sendToMaster, sendToSlave } from '../world/link.ts';
import { deliverToMaster } from '../world/master-node.ts';
import { deliverToSlave } from '../world/slave-node.ts';
import { countFrame, countLostFrames } from './counters.ts';
import { deliverToFalseMaster, isFalseLink } from './false-master.ts';
import { deliverToHostilePeer } from './hostile-peer.ts';
import { isSilentToMaster, scheduleKeepaliveCheck, scheduleKeepaliveChecks } from './keepalive.ts';
import { EVENT_CODES, partitionKey, type LinkTraffic, type SimulatedWorld } from './world-state.ts';

const DIRECTIONS: readonly Direction[] = ['toMaster', 'toSlave'];

function trafficOf({ traffic }: SimulatedWorld, { id }: Link): LinkTraffic {
  let known = traffic.get(id);
  if (known === undefined)
    traffic.set(id, (known = { lastMs: { toMaster: 0, toSlave: 0 }, blocked: { toMaster: 0, toSlave: 0 } }));
  return known;
}

function isPartitioned({ activeFaults }: SimulatedWorld, { slave, master }: Link, direction: Direction): boolean {
  return activeFaults.partitions.size > 0 && activeFaults.partitions.has(partitionKey(slave, master, direction));
}

function receiverOf(
  { masters, slaves }: SimulatedWorld,
  link: Link,
  direction: Direction,
): MasterNode | SlaveNode | undefined {
  return direction === 'toMaster' ? masters.get(link.master) : slaves.get(link.slave);
}

/** Delivers the oldest frame of a link, or blocks it at a partition or a frozen process. */
function arrive(world: SimulatedWorld, link: Link, direction: Direction): void {
  const { activeFaults, cluster } = world;
  const receiver = receiverOf(world, link, direction);
  if (activeFaults.networkDelayMs > 0) countFrame(world, 'slow network', link[direction][0]);
  const isFalse = isFalseLink(world, link);
  const isFrozen = receiver?.status === 'frozen' && !(isFalse && direction === 'toMaster');
  if (isFrozen || isPartitioned(world, link, direction)) {
    const { blocked } = trafficOf(world, link);
    countFrame(world, 'blocked', link[direction][blocked[direction]]);
    blocked[direction] += 1;
    return;
  }
  if (direction === 'toMaster') {
    if (isFalse) return deliverToFalseMaster(world, link);
    deliverToMaster(cluster, link);
    // With only the other direction partitioned, a slave can connect, but never answers the pings of the master.
    if (link.masterSide === 'open' && isSilentToMaster(world, link)) scheduleKeepaliveCheck(world, link, 'master');
  } else if (receiver?.kind === 'slave') deliverToSlave(cluster, receiver, link);
  else deliverToHostilePeer(world, link);
}

/** Schedules the arrival of a frame. Frames of one direction stay in order. */
export function scheduleFrame(world: SimulatedWorld, link: Link, direction: Direction): void {
  const { events, random, plan, activeFaults } = world;
  const { lastMs } = trafficOf(world, link);
  const delayMs =
    random.between(...plan.networkLatencyMs) +
    (activeFaults.networkDelayMs > 0 ? random.fraction() * activeFaults.networkDelayMs : 0);
  const atMs = Math.max(lastMs[direction], events.nowMs() + delayMs);
  lastMs[direction] = atMs;
  events.schedule(atMs - events.nowMs(), EVENT_CODES.frame, () => arrive(world, link, direction));
}

/** Sends the blocked frames of a link on their way again. */
export function releaseFrames(world: SimulatedWorld, link: Link): void {
  const { blocked } = trafficOf(world, link);
  for (const direction of DIRECTIONS) {
    const waiting = blocked[direction];
    blocked[direction] = 0;
    for (let index = 0; index < waiting; index += 1) scheduleFrame(world, link, direction);
  }
}

/** Blocks all frames between a slave and a master. */
export function partition(
  world: SimulatedWorld,
  slave: string,
  master: string,
  directions: readonly Direction[],
): void {
  const { partitions } = world.activeFaults;
  for (const direction of directions) {
    const key = partitionKey(slave, master, direction);
    partitions.set(key, partitions.get(key) ?? world.events.nowMs());
  }
  scheduleKeepaliveChecks(world, (link) => link.slave === slave && link.master === master);
}

/** Ends a partition between a slave and a master, in both directions. */
export function healPartition(world: SimulatedWorld, slave: string, master: string): void {
  for (const direction of DIRECTIONS) world.activeFaults.partitions.delete(partitionKey(slave, master, direction));
  for (const link of world.links.values())
    if (link.slave === slave && link.master === master) releaseFrames(world, link);
}

/** Loses some of the frames in flight in one direction, half of the time. */
export function loseSomeFrames(world: SimulatedWorld, link: Link, direction: Direction): void {
  const { random } = world;
  if (!random.chance(0.5)) return;
  const sent = [...link[direction]];
  dropFrames(link, direction, random.integer(0, sent.length));
  countLostFrames(world, sent, link[direction]);
}

/** Resets a connection, as a firewall might: frames in flight may be lost, and both sides notice soon. */
export function resetConnection(world: SimulatedWorld, link: Link): void {
  const { cluster } = world;
  for (const direction of DIRECTIONS) loseSomeFrames(world, link, direction);
  if (link.masterSide === 'open') sendToMaster(cluster, link, { kind: 'broken' });
  if (link.slaveSide !== 'closed') sendToSlave(cluster, link, { kind: 'broken' });
}
