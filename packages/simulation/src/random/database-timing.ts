import {
  answerOperation,
  executeOperation,
  failOperation,
  orphanOperation,
  reachMajority,
  retryOperation,
} from '../world/database-client.ts';
import { isRead, type Operation } from '../world/database.ts';
import { count } from './counters.ts';
import { deferWhileFrozen, EVENT_CODES, type SimulatedWorld } from './world-state.ts';

/*
 * When database operations take their next step, and what the active faults do to them.
 */

/** How late a request may be executed that its master has given up. */
const MAX_ORPHAN_DELAY_MS = 10_000;

/** The retry delays of the real client: exponential up to a maximum. */
const MIN_RETRY_MS = 50;
const MAX_RETRY_MS = 1_000;

/** The socket timeout of the real client. */
const SOCKET_TIMEOUT_MS = 15_000;

/** Draws the latency of one leg of an operation. */
export function drawLatencyMs({ random, plan, activeFaults }: SimulatedWorld): number {
  return (
    random.between(...plan.databaseLatencyMs) +
    (activeFaults.databaseDelayMs > 0 ? random.fraction() * activeFaults.databaseDelayMs : 0)
  );
}

/** True while a master is cut off from the database. */
export function isIsolated({ activeFaults }: SimulatedWorld, master: string): boolean {
  return (activeFaults.isolatedMasters.get(master) ?? 0) > 0;
}

/** True while an operation cannot reach the database, or its response the master. Isolation does not stop orphans. */
function isUnreachable(world: SimulatedWorld, { master, incarnation }: Operation): boolean {
  return world.activeFaults.databaseOutages > 0 || (incarnation > 0 && isIsolated(world, master));
}

/** Schedules the failure of an operation at its master. The request itself may still be executed. */
function scheduleFailure(world: SimulatedWorld, operation: Operation, maxDelayMs: number): void {
  const { events, random, cluster } = world;
  events.schedule(random.fraction() * maxDelayMs, EVENT_CODES.operation, () => {
    if (cluster.database().operations.get(operation.id) !== operation) return;
    deferWhileFrozen(world, cluster.master(operation.master), () => failOperation(cluster, operation));
  });
}

/** Executes an operation when its request arrives at the database, unless a fault prevents that. */
function arrive(world: SimulatedWorld, operation: Operation): void {
  const { cluster, random, activeFaults } = world;
  const { phase, request, incarnation } = operation;
  if (phase !== 'sent') return;
  if (isUnreachable(world, operation)) {
    count(world, `${activeFaults.databaseOutages > 0 ? 'database outage' : 'isolated master'}: ${request.kind}`);
    if (incarnation === 0) return void cluster.database().operations.delete(operation.id);
    if (random.chance(0.1)) orphanOperation(cluster, operation);
    return scheduleFailure(world, operation, random.chance(0.5) ? 5 : 2_000);
  }
  if (incarnation > 0 && random.chance(activeFaults.lossRate / 3)) {
    count(world, `abandoned request: ${request.kind}`);
    orphanOperation(cluster, operation);
    return scheduleFailure(world, operation, 3_000);
  }
  const stale = cluster.database().stale !== null && random.chance(0.2);
  if (stale && isRead(request)) count(world, `stale read: ${request.kind}`);
  if (activeFaults.databaseDelayMs > 0) count(world, `slow database: ${request.kind}`);
  executeOperation(cluster, operation, stale);
  if (operation.phase === 'written') disturbWrite(world, operation);
}

/** Makes the confirmation of a write fail, while the write itself may become durable. */
function disturbWrite(world: SimulatedWorld, operation: Operation): void {
  const { random, activeFaults } = world;
  const { request } = operation;
  if (activeFaults.replicationDelayMs > 0) count(world, `replication lag: ${request.kind}`);
  if (!random.chance(activeFaults.lossRate / 3)) return;
  count(world, `unconfirmed write: ${request.kind}`);
  scheduleFailure(world, operation, 1_000);
}

/** Delivers a response to its master, unless it is lost. */
function deliver(world: SimulatedWorld, operation: Operation): void {
  const { cluster, random, activeFaults } = world;
  if (operation.phase !== 'answered') return;
  if (operation.incarnation > 0 && (isUnreachable(world, operation) || random.chance(activeFaults.lossRate / 3))) {
    count(world, `lost reply: ${operation.request.kind}`);
    return scheduleFailure(world, operation, 2_000);
  }
  deferWhileFrozen(world, cluster.master(operation.master), () => {
    if (operation.phase === 'answered') answerOperation(cluster, operation);
  });
}

/** Returns how long an operation is stuck on one leg, and schedules its timeout at the client if that is too long. */
function stuckMs(world: SimulatedWorld, operation: Operation, leg: 'request' | 'reply'): number {
  const { master, incarnation, request } = operation;
  const { stuckRequests } = world.activeFaults;
  const fault = stuckRequests.get(master);
  if (incarnation === 0 || fault?.leg !== leg || fault.request !== request.kind) return 0;
  stuckRequests.delete(master);
  count(world, `stuck ${leg}: ${request.kind}`);
  if (fault.forMs > SOCKET_TIMEOUT_MS) scheduleTimeout(world, operation);
  return fault.forMs;
}

/** Schedules the timeout of an operation at the client. Its request is still executed when it arrives. */
function scheduleTimeout({ events, cluster }: SimulatedWorld, operation: Operation): void {
  events.schedule(SOCKET_TIMEOUT_MS, EVENT_CODES.operation, () => {
    if (cluster.database().operations.get(operation.id) !== operation || operation.phase === 'backing-off') return;
    if (operation.phase === 'sent') orphanOperation(cluster, operation);
    failOperation(cluster, operation);
  });
}

/** Schedules the next step of an operation. */
export function scheduleOperation(world: SimulatedWorld, operation: Operation): void {
  const { events, random, cluster } = world;
  switch (operation.phase) {
    case 'sent': {
      const orphanDelayMs = operation.incarnation === 0 ? random.fraction() ** 2 * MAX_ORPHAN_DELAY_MS : 0;
      const delayMs = orphanDelayMs + stuckMs(world, operation, 'request');
      return events.schedule(delayMs + drawLatencyMs(world), EVENT_CODES.operation, () => arrive(world, operation));
    }
    case 'answered':
      return events.schedule(stuckMs(world, operation, 'reply') + drawLatencyMs(world), EVENT_CODES.operation, () =>
        deliver(world, operation),
      );
    case 'backing-off': {
      const delayMs = Math.min(MIN_RETRY_MS * 2 ** (operation.failures - 1), MAX_RETRY_MS);
      return events.schedule(delayMs, EVENT_CODES.operation, () =>
        deferWhileFrozen(world, cluster.master(operation.master), () => retryOperation(cluster, operation)),
      );
    }
    case 'written':
      throw new Error('a written operation is continued by scheduleMajority');
  }
}

/** Schedules the replication of all writes up to an optime. Without a primary it is postponed. */
export function scheduleMajority(world: SimulatedWorld, through: number): void {
  const { events, random, activeFaults, cluster } = world;
  const lagMs = activeFaults.replicationDelayMs > 0 ? random.fraction() * activeFaults.replicationDelayMs : 0;
  events.schedule(drawLatencyMs(world) + lagMs, EVENT_CODES.majority, () => {
    if (activeFaults.databaseOutages > 0) scheduleMajority(world, through);
    else reachMajority(cluster, through);
  });
}
