import { deposePrimary } from '../world/database-client.ts';
import type { Link } from '../world/cluster.ts';
import { tellMaster } from '../world/inbox.ts';
import { createSlaveNode, startSlave, stopSlave } from '../world/slave-node.ts';
import { describeFault } from './describe.ts';
import { attack, DEAF, hangUp, hearAsHostile, HOSTILE_HOST } from './hostile.ts';
import { breakLink, cut, healCut } from './network.ts';
import type { Fault } from './plan.ts';
import { freeze, kill, phaseOf, startLater, thaw } from './processes.ts';
import { fireTaskWatches } from './storage.ts';
import { CODES, count, nodeOf, type Surroundings } from './surroundings.ts';

/** Lets something be so for a while; healing ends it at once. */
function forAWhile(world: Surroundings, forMs: number, begin: () => void, end: () => void): void {
  begin();
  let over = false;
  const finish = (): void => {
    if (!over) end();
    over = true;
  };
  world.agenda.plan(forMs, CODES.fault, finish);
  world.endings.push(finish);
}

/** Something is worse for a while by a number, and several such whiles add up. */
function worsen(
  world: Surroundings,
  forMs: number,
  what: 'networkDelayMs' | 'databaseDelayMs' | 'majorityDelayMs' | 'lossRate' | 'databaseAway',
  by: number,
): void {
  forAWhile(
    world,
    forMs,
    () => void (world.weather[what] += by),
    () => void (world.weather[what] -= by),
  );
}

/** Starts a second slave of a name, for a while. */
function startTwin(world: Surroundings, host: string, forMs: number): void {
  const id = `${host}-twin${world.slaves.size}`;
  const twin = createSlaveNode(id, host, [...world.masters.keys()]);
  world.slaves.set(id, twin);
  forAWhile(
    world,
    forMs,
    () => startSlave(world.cluster, twin),
    () => {
      kill(world, twin);
      twin.retired = true;
    },
  );
}

function stop(world: Surroundings, name: string, downMs: number): void {
  const node = nodeOf(world, name);
  if (node.power !== 'on') return;
  world.downMs.set(name, downMs);
  if (node.kind === 'slave') stopSlave(world.cluster, node);
  else tellMaster(world.cluster, node, { kind: 'stop', reason: 'it was asked to stop' });
}

function isolate(world: Surroundings, master: string, forMs: number): void {
  const { isolated } = world.weather;
  const change = (by: number) => (): void => void isolated.set(master, (isolated.get(master) ?? 0) + by);
  forAWhile(world, forMs, change(1), change(-1));
}

/** Lets a fault happen. */
export function inflict(world: Surroundings, fault: Fault): void {
  const { cluster } = world;
  cluster.narrate('fault', () => describeFault(fault));
  const target = 'node' in fault ? fault.node : 'master' in fault ? fault.master : null;
  const met = target === null ? '' : `, met ${phaseOf(nodeOf(world, target))}`;
  count(world, `fault ${fault.kind}${met}`);
  switch (fault.kind) {
    case 'kill': {
      const node = nodeOf(world, fault.node);
      if (node.power === 'off') return;
      if (fault.fuse === 0 || node.power === 'frozen') kill(world, node);
      else node.fuse = fault.fuse;
      return startLater(world, node, fault.downMs);
    }
    case 'stop':
      return stop(world, fault.node, fault.downMs);
    case 'freeze': {
      const node = nodeOf(world, fault.node);
      if (node.power !== 'on') return;
      const go = (): void => thaw(world, node, (link) => hearAsHostile(world, link));
      return forAWhile(world, fault.forMs, () => freeze(world, node), go);
    }
    case 'break':
      for (const link of world.links.values()) if (link.slave === fault.node) breakLink(world, link);
      return;
    case 'cut': {
      const directions = fault.directions === 'both' ? (['toMaster', 'toSlave'] as const) : [fault.directions];
      const heal = (): void => healCut(world, fault.node, fault.master, (link) => hearAsHostile(world, link));
      return forAWhile(world, fault.forMs, () => cut(world, fault.node, fault.master, directions), heal);
    }
    case 'slow network':
      return worsen(world, fault.forMs, 'networkDelayMs', fault.byMs);
    case 'database slow':
      return worsen(world, fault.forMs, 'databaseDelayMs', fault.byMs);
    case 'majority late':
      return worsen(world, fault.forMs, 'majorityDelayMs', fault.byMs);
    case 'database lossy':
      return worsen(world, fault.forMs, 'lossRate', fault.rate);
    case 'database away':
      fireTaskWatches(world, 3_000);
      return worsen(world, fault.forMs, 'databaseAway', 1);
    case 'step down':
      fireTaskWatches(world, 3_000);
      for (const { request } of cluster.database().uncommitted) count(world, `rolled back: ${request.kind}`);
      deposePrimary(cluster);
      return worsen(world, fault.forMs, 'databaseAway', 1);
    case 'master without database':
      return isolate(world, fault.node, fault.forMs);
    case 'request stuck':
      world.weather.stuck.set(fault.node, fault);
      return;
    case 'clock jumps':
      nodeOf(world, fault.node).clock.wallOffsetMs += fault.byMs;
      return;
    case 'disk full': {
      const node = world.slaves.get(fault.node);
      if (node === undefined) return;
      const set = (broken: boolean) => (): void => void (node.journalBroken = broken);
      return forAWhile(world, fault.forMs, set(true), set(false));
    }
    case 'name taken':
      return startTwin(world, fault.node, fault.forMs);
    case 'hostile peer': {
      const id = `${HOSTILE_HOST}.${(world.hostile += 1)}`;
      let link: Link | null = null;
      count(world, `hostile peer: script ${fault.script}`);
      const begin = (): void => void (link = attack(world, id, fault.master, fault.script));
      if (fault.script === DEAF) return begin();
      const end = (): void => (link === null || link.slaveSide === 'closed' ? undefined : hangUp(world, link));
      return forAWhile(world, fault.forMs, begin, end);
    }
  }
}
