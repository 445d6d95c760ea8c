import type { MasterNode, SlaveNode } from '../world/cluster.ts';
import { enqueueEvent } from '../world/inbox.ts';
import { killMaster, startMaster } from '../world/master-node.ts';
import { killSlave, startSlave } from '../world/slave-node.ts';
import { count } from './counters.ts';
import { expireOwnKeepalives, scheduleKeepaliveChecks } from './keepalive.ts';
import { loseSomeFrames, releaseFrames } from './network.ts';
import { deferWhileFrozen, EVENT_CODES, nameOf, type SimulatedWorld } from './world-state.ts';

/** How often a master core receives a tick, on its own clock. */
const TICK_MS = 100;

/** After a longer freeze, the keepalive timers of the process itself have expired as well. */
const KEEPALIVE_TIMEOUT_MS = 1_500;

/** Returns what a process is doing: the phase in which a fault hits it. */
export function phaseOf(node: MasterNode | SlaveNode): string {
  if (node.status !== 'up') return `${node.kind} ${node.status}`;
  if (node.kind === 'master') return `master ${node.core?.role.kind ?? 'down'}`;
  const { core, execution } = node;
  if (core === null) return 'slave down';
  const activity = execution !== null ? 'running' : core.outbox.size > 0 ? 'reporting' : 'idle';
  return `slave ${core.draining ? 'draining' : activity}, ${core.connection.kind}`;
}

function tick(world: SimulatedWorld, master: MasterNode, incarnation: number): void {
  if (master.incarnation !== incarnation || master.status === 'down') return;
  if (master.status === 'up') enqueueEvent(world.cluster, master, { kind: 'tick' });
  world.events.schedule(TICK_MS / master.clock.rate, EVENT_CODES.tick, () => tick(world, master, incarnation));
}

/** Starts a process, unless it is already running. */
export function start(world: SimulatedWorld, node: MasterNode | SlaveNode): void {
  if (node.status !== 'down') return;
  if (node.kind === 'slave') return startSlave(world.cluster, node);
  startMaster(world.cluster, node);
  if (world.cluster.drivers === null) tick(world, node, node.incarnation);
}

/** Schedules the start of a process. */
export function startLater(world: SimulatedWorld, node: MasterNode | SlaveNode, afterMs: number): void {
  world.events.schedule(afterMs, EVENT_CODES.start, () => start(world, node));
}

/** Kills a process at once. Some of the frames that it has sent may be lost. */
export function kill(world: SimulatedWorld, node: MasterNode | SlaveNode): void {
  if (node.status === 'down') return;
  const name = nameOf(node);
  const { cluster } = world;
  cluster.transcribe(name, () => 'killed');
  for (const link of world.links.values())
    if (link.slave === name) loseSomeFrames(world, link, 'toMaster');
    else if (link.master === name) loseSomeFrames(world, link, 'toSlave');
  world.deferredUntilThaw.delete(name);
  world.activeFaults.frozen.delete(name);
  if (node.kind === 'master') killMaster(cluster, node);
  else killSlave(cluster, node);
}

/** Freezes a process, as SIGSTOP does. */
export function freeze(world: SimulatedWorld, node: MasterNode | SlaveNode): void {
  const name = nameOf(node);
  node.status = 'frozen';
  world.activeFaults.frozen.set(name, world.events.nowMs());
  world.cluster.transcribe(name, () => 'frozen');
  scheduleKeepaliveChecks(world, (link) => link.slave === name || link.master === name);
}

/** Resumes a frozen process: overdue timers fire first, then it reads what has arrived. */
export function thaw(world: SimulatedWorld, node: MasterNode | SlaveNode): void {
  if (node.status !== 'frozen') return;
  const name = nameOf(node);
  const { events, cluster, random, activeFaults } = world;
  const frozenMs = events.nowMs() - (activeFaults.frozen.get(name) ?? Infinity);
  activeFaults.frozen.delete(name);
  node.status = 'up';
  cluster.transcribe(name, () => 'resumed');
  count(world, `thaw of ${phaseOf(node)}`);
  if (node.kind === 'master' && cluster.drivers === null) {
    enqueueEvent(cluster, node, { kind: 'tick' });
    cluster.schedule.drain(node);
  }
  const deferred = world.deferredUntilThaw.get(name) ?? [];
  world.deferredUntilThaw.delete(name);
  const { incarnation } = node;
  for (const run of deferred)
    events.schedule(random.between(0, 5), EVENT_CODES.thaw, () => {
      // It may be frozen again by now, which delays this once more.
      if (node.incarnation === incarnation && node.status !== 'down') deferWhileFrozen(world, node, run);
    });
  for (const link of world.links.values()) if (link.slave === name || link.master === name) releaseFrames(world, link);
  if (frozenMs > KEEPALIVE_TIMEOUT_MS && random.chance(0.3)) expireOwnKeepalives(world, name);
}
