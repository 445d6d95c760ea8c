import { arriveAtMaster, closeSession } from '../world/master-node.ts';
import { arriveAtSlave, finishSession } from '../world/slave-node.ts';
import type { Direction, Link } from '../world/cluster.ts';
import { loseFrames, sendToMaster, sendToSlave } from '../world/link.ts';
import { tallyFrame, tallyLost } from './tally.ts';
import { CODES, count, whenAwake, type Surroundings, type Traffic } from './surroundings.ts';

/** A side that hears nothing for so long breaks the connection off, in milliseconds: HTTP/2 keepalive. */
const KEEPALIVE_MS = [1_500, 3_000] as const;

function cutKey(slave: string, master: string, direction: Direction): string {
  return `${slave} ${direction} ${master}`;
}

function trafficOf({ traffic }: Surroundings, { id }: Link): Traffic {
  let known = traffic.get(id);
  if (known === undefined)
    traffic.set(id, (known = { lastMs: { toMaster: 0, toSlave: 0 }, held: { toMaster: 0, toSlave: 0 } }));
  return known;
}

function isCut({ weather }: Surroundings, { slave, master }: Link, direction: Direction): boolean {
  return weather.cuts.size > 0 && weather.cuts.has(cutKey(slave, master, direction));
}

function receiverOf({ masters, slaves }: Surroundings, link: Link, direction: Direction) {
  return direction === 'toMaster' ? masters.get(link.master) : slaves.get(link.slave);
}

/** A frame reaches the other end; it waits before a cut, and before a process that is frozen. */
function arrive(world: Surroundings, link: Link, direction: Direction, hear: (link: Link) => void): void {
  const receiver = receiverOf(world, link, direction);
  if (world.weather.networkDelayMs > 0) tallyFrame(world, 'slow network', link[direction][0]);
  if (receiver?.power === 'frozen' || isCut(world, link, direction)) {
    tallyFrame(world, 'held up', link[direction][trafficOf(world, link).held[direction]]);
    trafficOf(world, link).held[direction] += 1;
    return;
  }
  if (direction === 'toMaster') {
    arriveAtMaster(world.cluster, link);
    // Who calls a master through a cut that swallows the answer, is not heard of again.
    if (link.masterSide === 'open' && silentSinceMs(world, link, 'master') < Infinity) suspect(world, link, 'master');
  } else if (receiver?.kind === 'slave') arriveAtSlave(world.cluster, receiver, link);
  else hear(link);
}

/** Sends a frame on its way. `hear`: what hostile peers do with what they are told. */
export function dispatchFrame(world: Surroundings, link: Link, direction: Direction, hear: (link: Link) => void): void {
  const { agenda, draw, plan, weather } = world;
  const traffic = trafficOf(world, link);
  const delayMs =
    draw.between(...plan.networkMs) + (weather.networkDelayMs > 0 ? draw.fraction() * weather.networkDelayMs : 0);
  const atMs = Math.max(traffic.lastMs[direction], agenda.nowMs() + delayMs);
  traffic.lastMs[direction] = atMs;
  agenda.plan(atMs - agenda.nowMs(), CODES.frame, () => arrive(world, link, direction, hear));
}

/** What waited before a closed door goes on. */
export function releaseFrames(world: Surroundings, link: Link, hear: (link: Link) => void): void {
  const { held } = trafficOf(world, link);
  for (const direction of ['toMaster', 'toSlave'] as const) {
    const waiting = held[direction];
    held[direction] = 0;
    for (let index = 0; index < waiting; index += 1) dispatchFrame(world, link, direction, hear);
  }
}

type Side = 'master' | 'slave';

/** Since when one side of a link has heard nothing from the other; Infinity when it does. */
function silentSinceMs(world: Surroundings, link: Link, side: Side): number {
  const { cuts, frozen } = world.weather;
  return Math.min(
    frozen.get(side === 'master' ? link.slave : link.master) ?? Infinity,
    cuts.get(cutKey(link.slave, link.master, 'toMaster')) ?? Infinity,
    cuts.get(cutKey(link.slave, link.master, 'toSlave')) ?? Infinity,
  );
}

function breakSide(world: Surroundings, link: Link, side: Side): void {
  const slave = world.slaves.get(link.slave);
  count(world, `keepalive of a ${side}`);
  if (side === 'master') closeSession(world.cluster, link, 'its stream broke');
  else if (slave !== undefined && link.slaveSide !== 'closed')
    finishSession(world.cluster, slave, link, 'the master does not answer pings');
}

/** One side may find out, after a while, that it hears nothing any more. */
function suspect(world: Surroundings, link: Link, side: Side): void {
  const { agenda, draw, masters, slaves } = world;
  const sinceMs = agenda.nowMs();
  agenda.plan(draw.between(...KEEPALIVE_MS), CODES.keepalive, () => {
    const observer = side === 'master' ? masters.get(link.master) : slaves.get(link.slave);
    if (observer === undefined || silentSinceMs(world, link, side) > sinceMs) return;
    whenAwake(world, observer, () => {
      if (silentSinceMs(world, link, side) <= sinceMs) breakSide(world, link, side);
    });
  });
}

/** Something came between the two ends of these links: each side may notice. */
export function suspectBoth(world: Surroundings, concerned: (link: Link) => boolean): void {
  for (const link of world.links.values()) {
    if (!concerned(link)) continue;
    suspect(world, link, 'master');
    suspect(world, link, 'slave');
  }
}

/** Cuts the way between a slave and a master. */
export function cut(world: Surroundings, slave: string, master: string, directions: readonly Direction[]): void {
  const { cuts } = world.weather;
  for (const direction of directions) {
    const key = cutKey(slave, master, direction);
    cuts.set(key, cuts.get(key) ?? world.agenda.nowMs());
  }
  suspectBoth(world, (link) => link.slave === slave && link.master === master);
}

/** Opens the way between a slave and a master again. */
export function healCut(world: Surroundings, slave: string, master: string, hear: (link: Link) => void): void {
  for (const direction of ['toMaster', 'toSlave'] as const) world.weather.cuts.delete(cutKey(slave, master, direction));
  for (const link of world.links.values())
    if (link.slave === slave && link.master === master) releaseFrames(world, link, hear);
}

/** A connection breaks, as by a firewall that resets it: both sides notice soon, and what is on its way may be lost. */
export function breakLink(world: Surroundings, link: Link): void {
  const { cluster, draw } = world;
  for (const direction of ['toMaster', 'toSlave'] as const)
    if (draw.chance(0.5)) {
      const sent = [...link[direction]];
      loseFrames(link, direction, draw.whole(0, link[direction].length));
      tallyLost(world, sent, link[direction]);
    }
  if (link.masterSide === 'open') sendToMaster(cluster, link, { kind: 'broken' });
  if (link.slaveSide !== 'closed') sendToSlave(cluster, link, { kind: 'broken' });
}

/** After its own freeze a process may blame all its peers: its timers ring before it reads what has come from them. */
export function blamePeers(world: Surroundings, name: string): void {
  const { agenda, draw, links } = world;
  for (const link of links.values()) {
    if (link.master === name && draw.chance(0.7))
      agenda.plan(draw.between(0, 50), CODES.keepalive, () => closeSession(world.cluster, link, 'its stream broke'));
    if (link.slave === name && draw.chance(0.7))
      agenda.plan(draw.between(0, 50), CODES.keepalive, () => breakSide(world, link, 'slave'));
  }
}
