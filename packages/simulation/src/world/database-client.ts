import type { StoreRequest, StoreResponse } from '@steadfast/master/core/store-requests';
import { checkReportedFacts, recordEntry } from '@steadfast/invariants';
import type { SimulatedCluster, MasterNode } from './cluster.ts';
import { commitThrough, execute, executeOnStaleNode, stepDown, type Operation } from './database.ts';
import { enqueueEvent } from './inbox.ts';
import { checkWatermark, checkWritten } from './database-checks.ts';

/*
 * The database client of a master: like the real one (`store-retry.ts`), it retries a request until it is answered,
 * unless that one itself sent the request.
 */

/** True while the master that sent an operation is still running in the same incarnation. */
function isSenderAlive({ status, incarnation }: MasterNode, operation: Operation): boolean {
  return status !== 'down' && incarnation === operation.incarnation;
}

/** Sends a request of a master to the database. */
export function startOperation(
  cluster: SimulatedCluster,
  master: MasterNode,
  generation: number,
  request: StoreRequest,
  settle: Operation['settle'] = null,
): void {
  const database = cluster.database();
  const id = database.nextOperation;
  database.nextOperation += 1;
  const { name, incarnation } = master;
  const operation: Operation = {
    id,
    master: name,
    incarnation,
    generation,
    request,
    phase: 'sent',
    response: null,
    opTime: 0,
    failures: 0,
    settle,
  };
  database.operations.set(id, operation);
  cluster.schedule.operation(operation);
}

/**
 * Executes a request that has reached the database.
 * @param stale read from a former primary that does not know yet that it has stepped down, where consistency allows it
 */
export function executeOperation(cluster: SimulatedCluster, operation: Operation, stale = false): void {
  const database = cluster.database();
  if (!database.operations.has(operation.id)) return;
  const staleResult = stale ? executeOnStaleNode(database, operation) : null;
  const { request } = operation;
  const before = request.kind === 'trim' ? new Map(database.primary.ledger) : null;
  const { response, opTime } = staleResult ?? execute(database, request);
  if (response === null) return failOperation(cluster, operation);
  checkWritten(cluster, request, before);
  operation.response = response;
  operation.opTime = opTime;
  if (opTime <= database.committedOpTime) {
    operation.phase = 'answered';
    cluster.schedule.operation(operation);
  } else {
    operation.phase = 'written';
    cluster.schedule.majority(opTime);
  }
}

/** Replicates all writes up to an optime to a majority, checks them, and answers the operations that waited for it. */
export function reachMajority(cluster: SimulatedCluster, through: number): void {
  const database = cluster.database();
  const { ledger, executions } = cluster.mutableObservations();
  for (const request of commitThrough(database, through)) {
    if (request.kind === 'write.control') checkWatermark(cluster, request);
    // An append that reuses the number of a trimmed entry is not a new entry: no master may act on it.
    if (request.kind !== 'append' || request.entry.number <= ledger.last) continue;
    cluster.entryCommitted(request.entry);
    recordEntry(ledger, request.entry, cluster.reportViolation);
    checkReportedFacts(executions, request.entry, cluster.reportViolation);
  }
  for (const operation of database.operations.values()) {
    if (operation.phase !== 'written' || operation.opTime > database.committedOpTime) continue;
    operation.phase = 'answered';
    cluster.schedule.operation(operation);
  }
}

/** Delivers the response of an operation to its master. */
export function answerOperation(cluster: SimulatedCluster, operation: Operation): void {
  const database = cluster.database();
  // Another try of the same operation may already have been answered.
  if (!database.operations.delete(operation.id)) return;
  const master = cluster.master(operation.master);
  if (!isSenderAlive(master, operation)) return;
  const client = `${master.name}.${master.incarnation}`;
  database.lastSeen.set(client, Math.max(database.lastSeen.get(client) ?? 0, operation.opTime));
  const response = operation.response as StoreResponse;
  if (operation.settle !== null) return operation.settle(response);
  enqueueEvent(cluster, master, { kind: 'store', generation: operation.generation, response });
}

/** Fails an operation at its master, whether or not it was executed. If the response is still needed, it is retried. */
export function failOperation(cluster: SimulatedCluster, operation: Operation): void {
  const master = cluster.master(operation.master);
  const needed =
    operation.settle === null && isSenderAlive(master, operation) && master.core?.generation === operation.generation;
  if (!needed) {
    cluster.database().operations.delete(operation.id);
    return operation.settle?.(null);
  }
  operation.phase = 'backing-off';
  operation.response = null;
  operation.failures += 1;
  cluster.schedule.operation(operation);
}

/** Sends a failed operation again, if the master still needs the response. */
export function retryOperation(cluster: SimulatedCluster, operation: Operation): void {
  const master = cluster.master(operation.master);
  const needed = isSenderAlive(master, operation) && master.core?.generation === operation.generation;
  if (!needed) return void cluster.database().operations.delete(operation.id);
  operation.phase = 'sent';
  cluster.schedule.operation(operation);
}

/** Leaves a copy of an operation in flight that its master has given up: it is still executed, at some later time. */
export function orphanOperation(cluster: SimulatedCluster, operation: Operation): void {
  const database = cluster.database();
  const id = database.nextOperation;
  database.nextOperation += 1;
  // No master has incarnation 0, so the response is discarded.
  const orphan: Operation = { ...operation, id, incarnation: 0, phase: 'sent', response: null, settle: null };
  database.operations.set(id, orphan);
  cluster.schedule.operation(orphan);
}

/** Makes the primary step down: uncommitted writes are rolled back, and the operations that made them fail. */
export function stepDownPrimary(cluster: SimulatedCluster): void {
  const database = cluster.database();
  stepDown(database);
  for (const operation of database.operations.values())
    if (operation.phase === 'written') failOperation(cluster, operation);
}
