import type { Link } from '../world/cluster.ts';
import { stepDownPrimary } from '../world/database-client.ts';
import { stopMaster } from '../world/master-node.ts';
import { abilitiesOf } from './slave-abilities.ts';
import { createSlaveNode, startSlave, stopSlave } from '../world/slave-node.ts';
import { count } from './counters.ts';
import { describeFault } from './describe.ts';
import { stopFalseMaster } from './false-master.ts';
import { connectHostilePeer, disconnectHostilePeer, HOSTILE_HOST, SILENT_SCRIPT } from './hostile-peer.ts';
import { healPartition, partition, resetConnection } from './network.ts';
import type { SimulatedFault } from './plan.ts';
import { freeze, kill, phaseOf, startLater, thaw } from './processes.ts';
import { putForeignControl } from './foreign-control.ts';
import { fireTaskWatches } from './task-watches.ts';
import { EVENT_CODES, nodeOf, partitionKey, type ActiveFaults, type SimulatedWorld } from './world-state.ts';

type FaultOf<Kind extends SimulatedFault['kind']> = Extract<SimulatedFault, { kind: Kind }>;

/** How long a request that settles late, or never, may hold up a master: twice its deadline, and a bit. */
const BROKEN_REQUEST_MS = 25_000;

/** How soon clients notice that a change stream is broken. */
const WATCH_FAILURE_MS = 3_000;

/** Begins a fault, and ends it after a duration, or earlier when the world heals. */
function applyFor(world: SimulatedWorld, forMs: number, begin: () => void, end: () => void): void {
  begin();
  let ended = false;
  const endOnce = (): void => {
    if (!ended) end();
    ended = true;
  };
  world.events.schedule(forMs, EVENT_CODES.fault, endOnce);
  world.endFaults.push(endOnce);
}

/** The active faults that are numbers: overlapping ones add up. */
type FaultLevel = {
  [Name in keyof ActiveFaults]: ActiveFaults[Name] extends number ? Name : never;
}[keyof ActiveFaults];

function increaseFor(world: SimulatedWorld, forMs: number, level: FaultLevel, by: number): void {
  const { activeFaults } = world;
  applyFor(
    world,
    forMs,
    () => void (activeFaults[level] += by),
    () => void (activeFaults[level] -= by),
  );
}

function injectKill(world: SimulatedWorld, { node: name, effectsUntilCrash, downMs }: FaultOf<'kill'>): void {
  const node = nodeOf(world, name);
  if (node.status === 'down') return;
  if (effectsUntilCrash === 0 || node.status === 'frozen') kill(world, node);
  else node.effectsUntilCrash = effectsUntilCrash;
  startLater(world, node, downMs);
}

function injectStop(world: SimulatedWorld, { node: name, downMs }: FaultOf<'stop'>): void {
  const node = nodeOf(world, name);
  if (node.status !== 'up') return;
  world.restartDelayMs.set(name, downMs);
  if (node.kind === 'slave') stopSlave(world.cluster, node);
  else stopMaster(world.cluster, node);
}

function injectFreeze(world: SimulatedWorld, { node: name, forMs }: FaultOf<'freeze'>): void {
  const node = nodeOf(world, name);
  if (node.status !== 'up') return;
  applyFor(
    world,
    forMs,
    () => freeze(world, node),
    () => thaw(world, node),
  );
}

function injectReset(world: SimulatedWorld, { node }: FaultOf<'connection reset'>): void {
  for (const link of world.links.values()) if (link.slave === node) resetConnection(world, link);
}

function injectPartition(world: SimulatedWorld, { node, master, directions, forMs }: FaultOf<'partition'>): void {
  const affected = directions === 'both' ? (['toMaster', 'toSlave'] as const) : [directions];
  applyFor(
    world,
    forMs,
    () => partition(world, node, master, affected),
    () => healPartition(world, node, master),
  );
}

function injectOutage(world: SimulatedWorld, forMs: number): void {
  fireTaskWatches(world, WATCH_FAILURE_MS);
  increaseFor(world, forMs, 'databaseOutages', 1);
}

function injectStepDown(world: SimulatedWorld, forMs: number): void {
  fireTaskWatches(world, WATCH_FAILURE_MS);
  for (const { request } of world.cluster.database().uncommitted) count(world, `rolled back: ${request.kind}`);
  stepDownPrimary(world.cluster);
  increaseFor(world, forMs, 'databaseOutages', 1);
}

function injectIsolation(world: SimulatedWorld, { node, forMs }: FaultOf<'isolated master'>): void {
  const { isolatedMasters } = world.activeFaults;
  const change = (by: number) => (): void => void isolatedMasters.set(node, (isolatedMasters.get(node) ?? 0) + by);
  applyFor(world, forMs, change(1), change(-1));
}

function injectFullDisk(world: SimulatedWorld, { node, forMs }: FaultOf<'disk full'>): void {
  const slave = world.slaves.get(node);
  if (slave === undefined) return;
  applyFor(
    world,
    forMs,
    () => void (slave.journalBroken = true),
    () => void (slave.journalBroken = false),
  );
}

/** Runs a second slave under the name of another for some time. */
function injectDuplicate(world: SimulatedWorld, { node: host, forMs }: FaultOf<'duplicate name'>): void {
  const id = `${host}-twin${world.slaves.size}`;
  const twin = createSlaveNode(id, host, [...world.masters.keys()], abilitiesOf(host, world.plan));
  world.slaves.set(id, twin);
  applyFor(
    world,
    forMs,
    () => startSlave(world.cluster, twin),
    () => {
      world.twinDiedWithTask ||= twin.core !== null && (twin.core.running !== null || twin.core.outbox.size > 0);
      kill(world, twin);
      twin.retired = true;
    },
  );
}

function injectHostilePeer(world: SimulatedWorld, { master, script, forMs }: FaultOf<'hostile peer'>): void {
  world.hostilePeerCount += 1;
  const id = `${HOSTILE_HOST}.${world.hostilePeerCount}`;
  count(world, `hostile peer: script ${script}`);
  let link: Link | null = null;
  const connect = (): void => void (link = connectHostilePeer(world, id, master, script));
  if (script === SILENT_SCRIPT) return connect();
  applyFor(world, forMs, connect, () => {
    if (link !== null && link.slaveSide !== 'closed') disconnectHostilePeer(world, link);
  });
}

function injectFalseMaster(world: SimulatedWorld, { master, aheadBy, forMs }: FaultOf<'false master'>): void {
  applyFor(
    world,
    forMs,
    () => {
      world.activeFaults.falseMasters.set(master, aheadBy);
      for (const link of world.links.values()) if (link.master === master) resetConnection(world, link);
    },
    () => stopFalseMaster(world, master),
  );
}

function injectBrokenRequest({ events, activeFaults }: SimulatedWorld, fault: FaultOf<'broken request'>): void {
  activeFaults.brokenRequests.set(fault.node, fault);
  activeFaults.disturbedUntilMs = events.nowMs() + BROKEN_REQUEST_MS;
}

function injectSlowReader(world: SimulatedWorld, fault: FaultOf<'slow reader'>): void {
  const { slowReaders } = world.activeFaults;
  const key = partitionKey(fault.node, fault.master, fault.reader === 'master' ? 'toMaster' : 'toSlave');
  applyFor(
    world,
    fault.forMs,
    () => void slowReaders.set(key, fault),
    () => void slowReaders.delete(key),
  );
}

function injectLateTimers(world: SimulatedWorld, { node, byMs, forMs }: FaultOf<'late timers'>): void {
  const { lateTimers } = world.activeFaults;
  applyFor(
    world,
    forMs,
    () => void lateTimers.set(node, byMs),
    () => void lateTimers.delete(node),
  );
}

/** Counts a fault, with what its target was doing at the time. */
function countFault(world: SimulatedWorld, fault: SimulatedFault): void {
  const target = 'node' in fault ? fault.node : 'master' in fault ? fault.master : null;
  const phase = target === null ? '' : `, met ${phaseOf(nodeOf(world, target))}`;
  count(world, `fault ${fault.kind}${phase}`);
}

/** Injects a fault into a world. */
export function injectFault(world: SimulatedWorld, fault: SimulatedFault): void {
  world.cluster.transcribe('fault', () => describeFault(fault));
  countFault(world, fault);
  switch (fault.kind) {
    case 'kill':
      return injectKill(world, fault);
    case 'stop':
      return injectStop(world, fault);
    case 'freeze':
      return injectFreeze(world, fault);
    case 'connection reset':
      return injectReset(world, fault);
    case 'partition':
      return injectPartition(world, fault);
    case 'slow network':
      return increaseFor(world, fault.forMs, 'networkDelayMs', fault.byMs);
    case 'slow database':
      return increaseFor(world, fault.forMs, 'databaseDelayMs', fault.byMs);
    case 'replication lag':
      return increaseFor(world, fault.forMs, 'replicationDelayMs', fault.byMs);
    case 'lossy database':
      return increaseFor(world, fault.forMs, 'lossRate', fault.rate);
    case 'database outage':
      return injectOutage(world, fault.forMs);
    case 'primary step-down':
      return injectStepDown(world, fault.forMs);
    case 'isolated master':
      return injectIsolation(world, fault);
    case 'stuck request':
      return void world.activeFaults.stuckRequests.set(fault.node, fault);
    case 'clock jump':
      return void (nodeOf(world, fault.node).clock.wallOffsetMs += fault.byMs);
    case 'foreign control':
      return putForeignControl(world.cluster, fault.control);
    case 'disk full':
      return injectFullDisk(world, fault);
    case 'duplicate name':
      return injectDuplicate(world, fault);
    case 'broken request':
      return injectBrokenRequest(world, fault);
    case 'slow reader':
      return injectSlowReader(world, fault);
    case 'late timers':
      return injectLateTimers(world, fault);
    case 'false master':
      return injectFalseMaster(world, fault);
    case 'hostile peer':
      return injectHostilePeer(world, fault);
  }
}
