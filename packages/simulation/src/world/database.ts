import type { StoreRequest, StoreResponse } from '@steadfast/master/core/store-requests';
import { createMemoryData, type MemoryData } from '@steadfast/master/store/memory-data';
import { executeInMemory } from '@steadfast/master/store/memory-store';

/*
 * A MongoDB replica set as its clients see it: the primary, and the committed state of a majority, which lags behind.
 * When the primary steps down, its uncommitted writes are rolled back; until it notices, it still serves stale reads.
 * An optime is a position in the history of writes, as in MongoDB's oplog.
 */

/** A request of a master to the database. */
export interface Operation {
  readonly id: number;
  /** The master that sent it. The response is discarded once that incarnation of the master is over. */
  readonly master: string;
  readonly incarnation: number;
  readonly generation: number;
  readonly request: StoreRequest;
  /**
   * `sent`: on its way to the server. `written`: executed, not yet replicated to a majority. `answered`: the response
   * is on its way. `backing-off`: failed, to be sent again.
   */
  phase: 'sent' | 'written' | 'answered' | 'backing-off';
  response: StoreResponse | null;
  /** The optime that the response reflects. */
  opTime: number;
  /** The number of failed tries. */
  failures: number;
  /** Receives the response, or null if it failed, where a real driver sent it. The modelled ones repeat it themselves. */
  readonly settle: ((response: StoreResponse | null) => void) | null;
}

/** A write that has not been replicated to a majority. */
interface UncommittedWrite {
  readonly opTime: number;
  readonly request: StoreRequest;
}

/** The state of the whole database, as plain data. */
export interface SimulatedDatabase {
  primary: MemoryData;
  readonly committed: MemoryData;
  uncommitted: UncommittedWrite[];
  /** The optime of the last write on the primary. */
  opTime: number;
  /** The optime of the last write that a majority has. */
  committedOpTime: number;
  /** What a former primary shows that does not know yet that it has stepped down. */
  stale: { readonly data: MemoryData; readonly opTime: number } | null;
  readonly operations: Map<number, Operation>;
  nextOperation: number;
  /** The latest optime that each master incarnation has seen. In its causally consistent session, no read goes back. */
  readonly lastSeen: Map<string, number>;
}

/** Returns an empty database. */
export function createDatabase(): SimulatedDatabase {
  return {
    primary: createMemoryData(),
    committed: createMemoryData(),
    uncommitted: [],
    opTime: 0,
    committedOpTime: 0,
    stale: null,
    operations: new Map(),
    nextOperation: 1,
    lastSeen: new Map(),
  };
}

/** Returns a copy that can be modified independently. Entries and documents are immutable, and shared. */
export function copyData({ ledger, tasks, detached, ...rest }: MemoryData): MemoryData {
  return {
    ...rest,
    ledger: new Map(ledger),
    tasks: new Map(tasks),
    detached: new Map(detached),
  };
}

/** True for a request that only reads. */
export function isRead({ kind }: StoreRequest): boolean {
  return kind === 'observe' || kind.startsWith('read.');
}

/** The result of executing a request; without a response the client must retry. */
export interface ExecutionResult {
  readonly response: StoreResponse | null;
  /** The response may be sent once a majority has this optime. */
  readonly opTime: number;
}

/** Handles an append with a taken number. If the existing entry may still be rolled back, there is no answer yet. */
function appendToTaken(database: SimulatedDatabase, request: StoreRequest): ExecutionResult | null {
  if (request.kind !== 'append' || !database.primary.ledger.has(request.entry.number)) return null;
  const known = database.committed.ledger.has(request.entry.number);
  return {
    response: known ? executeInMemory(database.committed, request) : null,
    opTime: database.committedOpTime,
  };
}

/** Executes a request on the primary. Writes are not durable until `commitThrough` has replicated them. */
export function execute(database: SimulatedDatabase, request: StoreRequest): ExecutionResult {
  const taken = appendToTaken(database, request);
  if (taken !== null) return taken;
  if (isRead(request))
    return { response: executeInMemory(database.committed, request), opTime: database.committedOpTime };
  const response = executeInMemory(database.primary, request);
  database.opTime += 1;
  database.uncommitted.push({ opTime: database.opTime, request });
  return { response, opTime: database.opTime };
}

/** Executes a read on a former primary. Returns null if the master has already seen later data. */
export function executeOnStaleNode(
  { stale, lastSeen }: SimulatedDatabase,
  { master, incarnation, request }: Operation,
): ExecutionResult | null {
  if (stale === null || !isRead(request)) return null;
  // In a causally consistent session the server would have to catch up first.
  if ((lastSeen.get(`${master}.${incarnation}`) ?? 0) > stale.opTime) return null;
  return { response: executeInMemory(stale.data, request), opTime: stale.opTime };
}

/** Replicates all writes up to an optime to a majority. Returns the requests that became durable. */
export function commitThrough(database: SimulatedDatabase, opTime: number): readonly StoreRequest[] {
  const durable: StoreRequest[] = [];
  while (database.uncommitted.length > 0 && (database.uncommitted[0]?.opTime ?? Infinity) <= opTime) {
    const write = database.uncommitted.shift();
    if (write === undefined) break;
    executeInMemory(database.committed, write.request);
    durable.push(write.request);
    database.committedOpTime = write.opTime;
  }
  return durable;
}

/** Makes the primary step down: the next one has the committed state, which the old one keeps serving for a while. */
export function stepDown(database: SimulatedDatabase): void {
  database.stale = { data: copyData(database.committed), opTime: database.committedOpTime };
  if (database.uncommitted.length > 0) database.primary = copyData(database.committed);
  database.uncommitted = [];
}

/** Writes task documents as a user would. They are durable at once. */
export function writeDocuments(
  { primary, committed }: SimulatedDatabase,
  documents: readonly Parameters<MemoryData['tasks']['set']>[1][],
): void {
  for (const document of documents) {
    primary.tasks.set(document.taskId, document);
    committed.tasks.set(document.taskId, document);
  }
}
