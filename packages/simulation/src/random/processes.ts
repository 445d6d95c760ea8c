import { enqueueEvent } from '../world/inbox.ts';
import { killMaster, startMaster } from '../world/master-node.ts';
import { killSlave, startSlave } from '../world/slave-node.ts';
import type { Link, MasterNode, SlaveNode } from '../world/cluster.ts';
import { dropFrames } from '../world/link.ts';
import { expireKeepalives, releaseFrames, scheduleKeepaliveChecks } from './network.ts';
import { countLostFrames } from './counters.ts';
import { EVENT_CODES, count, nameOf, type SimulatedWorld } from './world-state.ts';

/** The core of a master is told the time so often, in milliseconds of its own clock. */
const TICK_MS = 100;

/** A freeze longer than this, in milliseconds, makes the keepalive timers of the process itself ring first. */
const KEEPALIVE_RUNS_OUT_MS = 1_500;

/** What a process is doing at the moment: the phase that a fault meets. */
export function phaseOf(node: MasterNode | SlaveNode): string {
  if (node.status !== 'up') return `${node.kind} ${node.status}`;
  if (node.kind === 'master') return `master ${node.core?.role.kind ?? 'down'}`;
  const { core, execution } = node;
  if (core === null) return 'slave down';
  const busy = execution !== null ? 'running' : core.outbox.size > 0 ? 'reporting' : 'idle';
  return `slave ${core.draining ? 'draining' : busy}, ${core.connection.kind}`;
}

function tick(world: SimulatedWorld, master: MasterNode, life: number): void {
  if (master.incarnation !== life || master.status === 'down') return;
  if (master.status === 'up') enqueueEvent(world.cluster, master, { kind: 'tick' });
  world.events.schedule(TICK_MS / master.clock.rate, EVENT_CODES.tick, () => tick(world, master, life));
}

/** Starts a process that is off. */
export function start(world: SimulatedWorld, node: MasterNode | SlaveNode): void {
  if (node.status !== 'down') return;
  if (node.kind === 'slave') return startSlave(world.cluster, node);
  startMaster(world.cluster, node);
  tick(world, node, node.incarnation);
}

/** Starts a process again after a while, if nobody has by then. */
export function startLater(world: SimulatedWorld, node: MasterNode | SlaveNode, afterMs: number): void {
  world.events.schedule(afterMs, EVENT_CODES.start, () => start(world, node));
}

/** Kills a process at once, whatever it does. Some of what it has sent may be lost with it. */
export function kill(world: SimulatedWorld, node: MasterNode | SlaveNode): void {
  if (node.status === 'down') return;
  const name = nameOf(node);
  const { cluster, random } = world;
  cluster.transcribe(name, () => 'is killed');
  for (const link of world.links.values()) {
    const direction = link.slave === name ? 'toMaster' : 'toSlave';
    if ((link.slave === name || link.master === name) && random.chance(0.5)) {
      const sent = [...link[direction]];
      dropFrames(link, direction, random.integer(0, link[direction].length));
      countLostFrames(world, sent, link[direction]);
    }
  }
  world.deferredUntilThaw.delete(name);
  world.activeFaults.frozen.delete(name);
  if (node.kind === 'master') killMaster(cluster, node);
  else killSlave(cluster, node);
}

/** Freezes a process: it does nothing, and does not know. */
export function freeze(world: SimulatedWorld, node: MasterNode | SlaveNode): void {
  const name = nameOf(node);
  node.status = 'frozen';
  world.activeFaults.frozen.set(name, world.events.nowMs());
  world.cluster.transcribe(name, () => 'is frozen');
  scheduleKeepaliveChecks(world, (link) => link.slave === name || link.master === name);
}

/** Lets a frozen process go on: its timers ring first, then it reads what has come. */
export function thaw(world: SimulatedWorld, node: MasterNode | SlaveNode, hear: (link: Link) => void): void {
  if (node.status !== 'frozen') return;
  const name = nameOf(node);
  const { events, cluster, random, activeFaults } = world;
  const frozenMs = events.nowMs() - (activeFaults.frozen.get(name) ?? Infinity);
  activeFaults.frozen.delete(name);
  node.status = 'up';
  cluster.transcribe(name, () => 'goes on');
  count(world, `thaw of ${phaseOf(node)}`);
  if (node.kind === 'master') {
    enqueueEvent(cluster, node, { kind: 'tick' });
    cluster.schedule.drain(node);
  }
  const waiting = world.deferredUntilThaw.get(name) ?? [];
  world.deferredUntilThaw.delete(name);
  const { incarnation } = node;
  for (const act of waiting)
    events.schedule(random.between(0, 5), EVENT_CODES.thaw, () => {
      if (node.incarnation === incarnation && node.status === 'up') act();
    });
  for (const link of world.links.values())
    if (link.slave === name || link.master === name) releaseFrames(world, link, hear);
  if (frozenMs > KEEPALIVE_RUNS_OUT_MS && random.chance(0.3)) expireKeepalives(world, name);
}
