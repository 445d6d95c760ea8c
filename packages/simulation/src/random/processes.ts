import { tellMaster } from '../world/inbox.ts';
import { killMaster, startMaster } from '../world/master-node.ts';
import { killSlave, startSlave } from '../world/slave-node.ts';
import type { Link, MasterNode, SlaveNode } from '../world/cluster.ts';
import { loseFrames } from '../world/link.ts';
import { blamePeers, releaseFrames, suspectBoth } from './network.ts';
import { tallyLost } from './tally.ts';
import { CODES, count, nameOf, type Surroundings } from './surroundings.ts';

/** The core of a master is told the time so often, in milliseconds of its own clock. */
const TICK_MS = 100;

/** A freeze longer than this, in milliseconds, makes the keepalive timers of the process itself ring first. */
const KEEPALIVE_RUNS_OUT_MS = 1_500;

/** What a process is doing at the moment: the phase that a fault meets. */
export function phaseOf(node: MasterNode | SlaveNode): string {
  if (node.power !== 'on') return `${node.kind} ${node.power}`;
  if (node.kind === 'master') return `master ${node.core?.role.kind ?? 'off'}`;
  const { core, execution } = node;
  if (core === null) return 'slave off';
  const busy = execution !== null ? 'running' : core.outbox.size > 0 ? 'reporting' : 'idle';
  return `slave ${core.draining ? 'draining' : busy}, ${core.phase.kind}`;
}

function tick(world: Surroundings, master: MasterNode, life: number): void {
  if (master.life !== life || master.power === 'off') return;
  if (master.power === 'on') tellMaster(world.cluster, master, { kind: 'tick' });
  world.agenda.plan(TICK_MS / master.clock.rate, CODES.tick, () => tick(world, master, life));
}

/** Starts a process that is off. */
export function start(world: Surroundings, node: MasterNode | SlaveNode): void {
  if (node.power !== 'off') return;
  if (node.kind === 'slave') return startSlave(world.cluster, node);
  startMaster(world.cluster, node);
  tick(world, node, node.life);
}

/** Starts a process again after a while, if nobody has by then. */
export function startLater(world: Surroundings, node: MasterNode | SlaveNode, afterMs: number): void {
  world.agenda.plan(afterMs, CODES.start, () => start(world, node));
}

/** Kills a process at once, whatever it does. Some of what it has sent may be lost with it. */
export function kill(world: Surroundings, node: MasterNode | SlaveNode): void {
  if (node.power === 'off') return;
  const name = nameOf(node);
  const { cluster, draw } = world;
  cluster.narrate(name, () => 'is killed');
  for (const link of world.links.values()) {
    const direction = link.slave === name ? 'toMaster' : 'toSlave';
    if ((link.slave === name || link.master === name) && draw.chance(0.5)) {
      const sent = [...link[direction]];
      loseFrames(link, direction, draw.whole(0, link[direction].length));
      tallyLost(world, sent, link[direction]);
    }
  }
  world.thawing.delete(name);
  world.weather.frozen.delete(name);
  if (node.kind === 'master') killMaster(cluster, node);
  else killSlave(cluster, node);
}

/** Freezes a process: it does nothing, and does not know. */
export function freeze(world: Surroundings, node: MasterNode | SlaveNode): void {
  const name = nameOf(node);
  node.power = 'frozen';
  world.weather.frozen.set(name, world.agenda.nowMs());
  world.cluster.narrate(name, () => 'is frozen');
  suspectBoth(world, (link) => link.slave === name || link.master === name);
}

/** Lets a frozen process go on: its timers ring first, then it reads what has come. */
export function thaw(world: Surroundings, node: MasterNode | SlaveNode, hear: (link: Link) => void): void {
  if (node.power !== 'frozen') return;
  const name = nameOf(node);
  const { agenda, cluster, draw, weather } = world;
  const frozenMs = agenda.nowMs() - (weather.frozen.get(name) ?? Infinity);
  weather.frozen.delete(name);
  node.power = 'on';
  cluster.narrate(name, () => 'goes on');
  count(world, `thaw of ${phaseOf(node)}`);
  if (node.kind === 'master') {
    tellMaster(cluster, node, { kind: 'tick' });
    cluster.later.drain(node);
  }
  const waiting = world.thawing.get(name) ?? [];
  world.thawing.delete(name);
  const { life } = node;
  for (const act of waiting)
    agenda.plan(draw.between(0, 5), CODES.thaw, () => {
      if (node.life === life && node.power === 'on') act();
    });
  for (const link of world.links.values())
    if (link.slave === name || link.master === name) releaseFrames(world, link, hear);
  if (frozenMs > KEEPALIVE_RUNS_OUT_MS && draw.chance(0.3)) blamePeers(world, name);
}
