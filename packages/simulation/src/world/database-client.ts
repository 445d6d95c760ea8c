import type { StoreRequest, StoreResponse } from '@steadfast/master/core/events';
import { checkReportedFacts, recordEntry } from '@steadfast/invariants';
import type { Cluster, MasterNode } from './cluster.ts';
import { commitThrough, execute, executeStale, stepDown, type Operation } from './database.ts';
import { tellMaster } from './inbox.ts';
import { checkWatermark, checkWritten } from './watching.ts';

/*
 * What a master has between its core and the database: requests that are repeated until they are answered, as
 * `persistence.ts` does it.
 */

/** Whether an answer would still be heard, and a repetition is still wanted. */
function isAlive({ power, life }: MasterNode, operation: Operation): boolean {
  return power !== 'off' && life === operation.life;
}

/** Asks the database. */
export function startOperation(cluster: Cluster, master: MasterNode, generation: number, request: StoreRequest): void {
  const database = cluster.database();
  const id = database.nextOperation;
  database.nextOperation += 1;
  const { name, life } = master;
  const operation: Operation = {
    id,
    master: name,
    life,
    generation,
    request,
    phase: 'sent',
    response: null,
    moment: 0,
    failures: 0,
  };
  database.operations.set(id, operation);
  cluster.later.operation(operation);
}

/** The request has reached a server, which carries it out. `stale`: one that has lost its place, if it may be asked. */
export function executeOperation(cluster: Cluster, operation: Operation, stale = false): void {
  const database = cluster.database();
  if (!database.operations.has(operation.id)) return;
  const outdated = stale ? executeStale(database, operation) : null;
  const { request } = operation;
  const before = request.kind === 'trim' ? new Map(database.primary.ledger) : null;
  const { response, moment } = outdated ?? execute(database, request);
  if (response === null) return failOperation(cluster, operation);
  checkWritten(cluster, request, before);
  operation.response = response;
  operation.moment = moment;
  if (moment <= database.committedMoment) {
    operation.phase = 'answered';
    cluster.later.operation(operation);
  } else {
    operation.phase = 'written';
    cluster.later.majority(moment);
  }
}

/** A majority has everything up to a moment: what waited for that is answered, and the observer reads the ledger on. */
export function reachMajority(cluster: Cluster, through: number): void {
  const database = cluster.database();
  const { ledger, executions } = cluster.observations();
  for (const request of commitThrough(database, through)) {
    // A number that had been taken and trimmed is no new entry: nobody may make anything of it.
    if (request.kind === 'write.control') checkWatermark(cluster, request);
    if (request.kind !== 'append' || request.entry.number <= ledger.last) continue;
    cluster.committed(request.entry);
    recordEntry(ledger, request.entry, cluster.report);
    checkReportedFacts(executions, request.entry, cluster.report);
  }
  for (const operation of database.operations.values()) {
    if (operation.phase !== 'written' || operation.moment > database.committedMoment) continue;
    operation.phase = 'answered';
    cluster.later.operation(operation);
  }
}

/** The answer has arrived. */
export function answerOperation(cluster: Cluster, operation: Operation): void {
  const database = cluster.database();
  // An earlier try may have been answered meanwhile.
  if (!database.operations.delete(operation.id)) return;
  const master = cluster.master(operation.master);
  if (!isAlive(master, operation)) return;
  const client = `${master.name}.${master.life}`;
  database.lastSeen.set(client, Math.max(database.lastSeen.get(client) ?? 0, operation.moment));
  const response = operation.response as StoreResponse;
  tellMaster(cluster, master, { kind: 'store', generation: operation.generation, response });
}

/** The master is told that its request failed, whatever became of it: it asks again, if it still wants to know. */
export function failOperation(cluster: Cluster, operation: Operation): void {
  const master = cluster.master(operation.master);
  const wanted = isAlive(master, operation) && master.core?.generation === operation.generation;
  if (!wanted) return void cluster.database().operations.delete(operation.id);
  operation.phase = 'resting';
  operation.response = null;
  operation.failures += 1;
  cluster.later.operation(operation);
}

/** The master asks again. */
export function repeatOperation(cluster: Cluster, operation: Operation): void {
  const master = cluster.master(operation.master);
  const wanted = isAlive(master, operation) && master.core?.generation === operation.generation;
  if (!wanted) return void cluster.database().operations.delete(operation.id);
  operation.phase = 'sent';
  cluster.later.operation(operation);
}

/** The master has given up waiting for a request that is still on its way: it is carried out all the same, later. */
export function leaveBehind(cluster: Cluster, operation: Operation): void {
  const database = cluster.database();
  const id = database.nextOperation;
  database.nextOperation += 1;
  // The life of no master: nobody hears the answer.
  const orphan: Operation = { ...operation, id, life: 0, phase: 'sent', response: null };
  database.operations.set(id, orphan);
  cluster.later.operation(orphan);
}

/** The primary loses its place: what no majority has is gone, and whoever waits for it is told so. */
export function deposePrimary(cluster: Cluster): void {
  const database = cluster.database();
  stepDown(database);
  for (const operation of database.operations.values())
    if (operation.phase === 'written') failOperation(cluster, operation);
}
