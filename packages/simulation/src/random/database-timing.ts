import {
  answerOperation,
  executeOperation,
  failOperation,
  orphanOperation,
  reachMajority,
  retryOperation,
} from '../world/database-client.ts';
import { isRead, writeDocuments, type Operation } from '../world/database.ts';
import { enqueueEvent } from '../world/inbox.ts';
import type { MasterNode } from '../world/cluster.ts';
import { EVENT_CODES, count, deferWhileFrozen, type SimulatedWorld } from './world-state.ts';

/** A request that was left behind may be carried out so much later, in milliseconds. */
const LEFT_BEHIND_MS = 10_000;

/** Retries, as the real client makes them, in milliseconds. */
const RETRY_MS = { first: 50, most: 1_000 } as const;

function delayMs({ random, plan, activeFaults }: SimulatedWorld): number {
  return (
    random.between(...plan.databaseLatencyMs) +
    (activeFaults.databaseDelayMs > 0 ? random.fraction() * activeFaults.databaseDelayMs : 0)
  );
}

function isAway({ activeFaults }: SimulatedWorld, { master, incarnation }: Operation): boolean {
  return activeFaults.databaseAway > 0 || (incarnation > 0 && (activeFaults.isolated.get(master) ?? 0) > 0);
}

/** The master is told that its request failed, some time later; the request itself may live on. */
function fail(world: SimulatedWorld, operation: Operation, mostMs: number): void {
  const { events, random, cluster } = world;
  events.schedule(random.fraction() * mostMs, EVENT_CODES.operation, () => {
    if (cluster.database().operations.get(operation.id) !== operation) return;
    deferWhileFrozen(world, cluster.master(operation.master), () => failOperation(cluster, operation));
  });
}

/** A request reaches the database, or does not. */
function reach(world: SimulatedWorld, operation: Operation): void {
  const { cluster, random, activeFaults } = world;
  const { phase, request } = operation;
  if (phase !== 'sent') return;
  if (isAway(world, operation)) {
    count(world, `${activeFaults.databaseAway > 0 ? 'database away' : 'master without database'}: ${request.kind}`);
    if (operation.incarnation === 0) return void cluster.database().operations.delete(operation.id);
    if (random.chance(0.1)) orphanOperation(cluster, operation);
    return fail(world, operation, random.chance(0.5) ? 5 : 2_000);
  }
  if (operation.incarnation > 0 && random.chance(activeFaults.lossRate / 3)) {
    count(world, `request given up: ${request.kind}`);
    orphanOperation(cluster, operation);
    return fail(world, operation, 3_000);
  }
  const stale = cluster.database().stale !== null && random.chance(0.2);
  if (stale && isRead(request)) count(world, `stale server asked: ${request.kind}`);
  if (activeFaults.databaseDelayMs > 0) count(world, `database slow: ${request.kind}`);
  executeOperation(cluster, operation, stale);
  if (operation.phase === 'written' && activeFaults.majorityDelayMs > 0) count(world, `majority late: ${request.kind}`);
  if (operation.phase === 'written' && random.chance(activeFaults.lossRate / 3)) {
    count(world, `majority unknown: ${request.kind}`);
    fail(world, operation, 1_000);
  }
}

/** An answer reaches its master, or is lost. */
function deliver(world: SimulatedWorld, operation: Operation): void {
  const { cluster, random, activeFaults } = world;
  if (operation.phase !== 'answered') return;
  if (operation.incarnation > 0 && (isAway(world, operation) || random.chance(activeFaults.lossRate / 3))) {
    count(world, `reply lost: ${operation.request.kind}`);
    return fail(world, operation, 2_000);
  }
  deferWhileFrozen(world, cluster.master(operation.master), () => {
    if (operation.phase === 'answered') answerOperation(cluster, operation);
  });
}

/** A server that says nothing for so long is given up by the client, in milliseconds: its socket timeout. */
const CLIENT_PATIENCE_MS = 15_000;

/** How long an operation is stuck on one leg of its way, in milliseconds: mostly not at all. */
function stuckMs(world: SimulatedWorld, operation: Operation, leg: 'request' | 'answer'): number {
  const { master, incarnation, request } = operation;
  const { stuck } = world.activeFaults;
  const found = stuck.get(master);
  if (incarnation === 0 || found?.leg !== leg || found.request !== request.kind) return 0;
  stuck.delete(master);
  count(world, `${leg} stuck: ${request.kind}`);
  if (found.forMs > CLIENT_PATIENCE_MS) giveUpAfter(world, operation, CLIENT_PATIENCE_MS);
  return found.forMs;
}

/** The client gives a request up; that is carried out all the same when it arrives. */
function giveUpAfter({ events, cluster }: SimulatedWorld, operation: Operation, afterMs: number): void {
  events.schedule(afterMs, EVENT_CODES.operation, () => {
    if (cluster.database().operations.get(operation.id) !== operation || operation.phase === 'backing-off') return;
    if (operation.phase === 'sent') orphanOperation(cluster, operation);
    failOperation(cluster, operation);
  });
}

/** Lets an operation take its next step, in its time. */
export function scheduleOperation(world: SimulatedWorld, operation: Operation): void {
  const { events, random, cluster } = world;
  switch (operation.phase) {
    case 'sent': {
      const lateMs = operation.incarnation === 0 ? random.fraction() ** 2 * LEFT_BEHIND_MS : 0;
      const waitMs = lateMs + stuckMs(world, operation, 'request');
      return events.schedule(waitMs + delayMs(world), EVENT_CODES.operation, () => reach(world, operation));
    }
    case 'answered':
      return events.schedule(stuckMs(world, operation, 'answer') + delayMs(world), EVENT_CODES.operation, () =>
        deliver(world, operation),
      );
    case 'backing-off': {
      const restMs = Math.min(RETRY_MS.first * 2 ** (operation.failures - 1), RETRY_MS.most);
      return events.schedule(restMs, EVENT_CODES.operation, () =>
        deferWhileFrozen(world, cluster.master(operation.master), () => retryOperation(cluster, operation)),
      );
    }
    case 'written':
      throw new Error('what is written waits for a majority, not for its time');
  }
}

/** Lets a write reach a majority, in its time; while the primary is away, it has none. */
export function scheduleMajority(world: SimulatedWorld, through: number): void {
  const { events, random, activeFaults, cluster } = world;
  const lateMs = activeFaults.majorityDelayMs > 0 ? random.fraction() * activeFaults.majorityDelayMs : 0;
  events.schedule(delayMs(world) + lateMs, EVENT_CODES.majority, () => {
    if (activeFaults.databaseAway > 0) scheduleMajority(world, through);
    else reachMajority(cluster, through);
  });
}

/** A server that cannot be listened to says so after so long, in milliseconds. */
const WATCH_RETRY_MS = 2_000;

function tell(world: SimulatedWorld, name: string, incarnation: number, event: Parameters<typeof enqueueEvent>[2]): void {
  const master = world.masters.get(name);
  if (master === undefined) return;
  deferWhileFrozen(world, master, () => {
    if (master.incarnation === incarnation && master.status === 'up') enqueueEvent(world.cluster, master, event);
  });
}

/** A master asks to be told of the next new task. */
export function openTaskWatch(world: SimulatedWorld, { name, incarnation }: MasterNode, generation: number): void {
  const away = world.activeFaults.databaseAway > 0 || (world.activeFaults.isolated.get(name) ?? 0) > 0;
  if (away)
    return world.events.schedule(WATCH_RETRY_MS, EVENT_CODES.taskWatch, () =>
      tell(world, name, incarnation, { kind: 'watch.fired', generation }),
    );
  world.events.schedule(delayMs(world), EVENT_CODES.taskWatch, () => {
    world.taskWatches.push({ master: name, incarnation, generation });
    tell(world, name, incarnation, { kind: 'watch.opened', generation });
  });
}

/** Rings whoever waits for a new task, so long later at the most. */
export function fireTaskWatches(world: SimulatedWorld, mostMs: number): void {
  for (const { master, incarnation, generation } of world.taskWatches.splice(0))
    world.events.schedule(world.random.fraction() * mostMs, EVENT_CODES.taskWatch, () =>
      tell(world, master, incarnation, { kind: 'watch.fired', generation }),
    );
}

/** Somebody inserts or mends documents. */
export function writeTasks(world: SimulatedWorld, documents: Parameters<typeof writeDocuments>[1]): void {
  writeDocuments(world.cluster.database(), documents);
  fireTaskWatches(world, delayMs(world));
}
