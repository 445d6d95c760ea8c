import {
  answerOperation,
  executeOperation,
  failOperation,
  leaveBehind,
  reachMajority,
  repeatOperation,
} from '../world/database-client.ts';
import { isRead, writeDocuments, type Operation } from '../world/database.ts';
import { tellMaster } from '../world/inbox.ts';
import type { MasterNode } from '../world/cluster.ts';
import { CODES, count, whenAwake, type Surroundings } from './surroundings.ts';

/** A request that was left behind may be carried out so much later, in milliseconds. */
const LEFT_BEHIND_MS = 10_000;

/** Retries, as the real client makes them, in milliseconds. */
const RETRY_MS = { first: 50, most: 1_000 } as const;

function delayMs({ draw, plan, weather }: Surroundings): number {
  return (
    draw.between(...plan.databaseMs) + (weather.databaseDelayMs > 0 ? draw.fraction() * weather.databaseDelayMs : 0)
  );
}

function isAway({ weather }: Surroundings, { master, life }: Operation): boolean {
  return weather.databaseAway > 0 || (life > 0 && (weather.isolated.get(master) ?? 0) > 0);
}

/** The master is told that its request failed, some time later; the request itself may live on. */
function fail(world: Surroundings, operation: Operation, mostMs: number): void {
  const { agenda, draw, cluster } = world;
  agenda.plan(draw.fraction() * mostMs, CODES.operation, () => {
    if (cluster.database().operations.get(operation.id) !== operation) return;
    whenAwake(world, cluster.master(operation.master), () => failOperation(cluster, operation));
  });
}

/** A request reaches the database, or does not. */
function reach(world: Surroundings, operation: Operation): void {
  const { cluster, draw, weather } = world;
  const { phase, request } = operation;
  if (phase !== 'sent') return;
  if (isAway(world, operation)) {
    count(world, `${weather.databaseAway > 0 ? 'database away' : 'master without database'}: ${request.kind}`);
    if (operation.life === 0) return void cluster.database().operations.delete(operation.id);
    if (draw.chance(0.1)) leaveBehind(cluster, operation);
    return fail(world, operation, draw.chance(0.5) ? 5 : 2_000);
  }
  if (operation.life > 0 && draw.chance(weather.lossRate / 3)) {
    count(world, `request given up: ${request.kind}`);
    leaveBehind(cluster, operation);
    return fail(world, operation, 3_000);
  }
  const stale = cluster.database().stale !== null && draw.chance(0.2);
  if (stale && isRead(request)) count(world, `stale server asked: ${request.kind}`);
  if (weather.databaseDelayMs > 0) count(world, `database slow: ${request.kind}`);
  executeOperation(cluster, operation, stale);
  if (operation.phase === 'written' && weather.majorityDelayMs > 0) count(world, `majority late: ${request.kind}`);
  if (operation.phase === 'written' && draw.chance(weather.lossRate / 3)) {
    count(world, `majority unknown: ${request.kind}`);
    fail(world, operation, 1_000);
  }
}

/** An answer reaches its master, or is lost. */
function deliver(world: Surroundings, operation: Operation): void {
  const { cluster, draw, weather } = world;
  if (operation.phase !== 'answered') return;
  if (operation.life > 0 && (isAway(world, operation) || draw.chance(weather.lossRate / 3))) {
    count(world, `reply lost: ${operation.request.kind}`);
    return fail(world, operation, 2_000);
  }
  whenAwake(world, cluster.master(operation.master), () => {
    if (operation.phase === 'answered') answerOperation(cluster, operation);
  });
}

/** A server that says nothing for so long is given up by the client, in milliseconds: its socket timeout. */
const CLIENT_PATIENCE_MS = 15_000;

/** How long an operation is stuck on one leg of its way, in milliseconds: mostly not at all. */
function stuckMs(world: Surroundings, operation: Operation, leg: 'request' | 'answer'): number {
  const { master, life, request } = operation;
  const { stuck } = world.weather;
  const found = stuck.get(master);
  if (life === 0 || found?.leg !== leg || found.request !== request.kind) return 0;
  stuck.delete(master);
  count(world, `${leg} stuck: ${request.kind}`);
  if (found.forMs > CLIENT_PATIENCE_MS) giveUpAfter(world, operation, CLIENT_PATIENCE_MS);
  return found.forMs;
}

/** The client gives a request up; that is carried out all the same when it arrives. */
function giveUpAfter({ agenda, cluster }: Surroundings, operation: Operation, afterMs: number): void {
  agenda.plan(afterMs, CODES.operation, () => {
    if (cluster.database().operations.get(operation.id) !== operation || operation.phase === 'resting') return;
    if (operation.phase === 'sent') leaveBehind(cluster, operation);
    failOperation(cluster, operation);
  });
}

/** Lets an operation take its next step, in its time. */
export function advance(world: Surroundings, operation: Operation): void {
  const { agenda, draw, cluster } = world;
  switch (operation.phase) {
    case 'sent': {
      const lateMs = operation.life === 0 ? draw.fraction() ** 2 * LEFT_BEHIND_MS : 0;
      const waitMs = lateMs + stuckMs(world, operation, 'request');
      return agenda.plan(waitMs + delayMs(world), CODES.operation, () => reach(world, operation));
    }
    case 'answered':
      return agenda.plan(stuckMs(world, operation, 'answer') + delayMs(world), CODES.operation, () =>
        deliver(world, operation),
      );
    case 'resting': {
      const restMs = Math.min(RETRY_MS.first * 2 ** (operation.failures - 1), RETRY_MS.most);
      return agenda.plan(restMs, CODES.operation, () =>
        whenAwake(world, cluster.master(operation.master), () => repeatOperation(cluster, operation)),
      );
    }
    case 'written':
      throw new Error('what is written waits for a majority, not for its time');
  }
}

/** Lets a write reach a majority, in its time; while the primary is away, it has none. */
export function advanceMajority(world: Surroundings, through: number): void {
  const { agenda, draw, weather, cluster } = world;
  const lateMs = weather.majorityDelayMs > 0 ? draw.fraction() * weather.majorityDelayMs : 0;
  agenda.plan(delayMs(world) + lateMs, CODES.majority, () => {
    if (weather.databaseAway > 0) advanceMajority(world, through);
    else reachMajority(cluster, through);
  });
}

/** A server that cannot be listened to says so after so long, in milliseconds. */
const WATCH_RETRY_MS = 2_000;

function tell(world: Surroundings, name: string, life: number, event: Parameters<typeof tellMaster>[2]): void {
  const master = world.masters.get(name);
  if (master === undefined) return;
  whenAwake(world, master, () => {
    if (master.life === life && master.power === 'on') tellMaster(world.cluster, master, event);
  });
}

/** A master asks to be told of the next new task. */
export function openTaskWatch(world: Surroundings, { name, life }: MasterNode, generation: number): void {
  const away = world.weather.databaseAway > 0 || (world.weather.isolated.get(name) ?? 0) > 0;
  if (away)
    return world.agenda.plan(WATCH_RETRY_MS, CODES.taskWatch, () =>
      tell(world, name, life, { kind: 'watch.fired', generation }),
    );
  world.agenda.plan(delayMs(world), CODES.taskWatch, () => {
    world.watches.push({ master: name, life, generation });
    tell(world, name, life, { kind: 'watch.opened', generation });
  });
}

/** Rings whoever waits for a new task, so long later at the most. */
export function fireTaskWatches(world: Surroundings, mostMs: number): void {
  for (const { master, life, generation } of world.watches.splice(0))
    world.agenda.plan(world.draw.fraction() * mostMs, CODES.taskWatch, () =>
      tell(world, master, life, { kind: 'watch.fired', generation }),
    );
}

/** Somebody inserts or mends documents. */
export function submit(world: Surroundings, documents: Parameters<typeof writeDocuments>[1]): void {
  writeDocuments(world.cluster.database(), documents);
  fireTaskWatches(world, delayMs(world));
}
