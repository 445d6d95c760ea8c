import type { StoreRequest, StoreResponse } from '@steadfast/master/core/events';
import { executeInMemory, createMemoryData, type MemoryData } from '@steadfast/master/memory-store';

/*
 * A replica set, as far as its clients can tell: what the primary holds, and what a majority holds, which is some way
 * behind. A primary that loses its place takes with it what no majority had; for a while it may still be asked, and
 * shows what is out of date.
 */

/** A request of a master to the database, and how far it is. */
export interface Operation {
  readonly id: number;
  /** Who asked; nobody hears the answer when that life of the master is over. */
  readonly master: string;
  readonly life: number;
  readonly generation: number;
  readonly request: StoreRequest;
  /**
   * `sent`: on its way to the server. `written`: carried out, but by no majority. `answered`: the answer is on its way.
   * `resting`: it failed, and will be sent again.
   */
  phase: 'sent' | 'written' | 'answered' | 'resting';
  response: StoreResponse | null;
  /** The moment in the history of the database that the answer shows. */
  moment: number;
  /** How often it has failed. */
  failures: number;
}

/** A write that no majority has yet. */
interface UncommittedWrite {
  readonly moment: number;
  readonly request: StoreRequest;
}

/** The whole of the database; plain data. */
export interface SimulatedDatabase {
  primary: MemoryData;
  readonly committed: MemoryData;
  uncommitted: UncommittedWrite[];
  /** Counts the writes of the primary, and of them those that a majority has. */
  moment: number;
  committedMoment: number;
  /** What a server shows that lost its place and does not know it. */
  stale: { readonly data: MemoryData; readonly moment: number } | null;
  readonly operations: Map<number, Operation>;
  nextOperation: number;
  /** The latest moment that each master has seen: it is never shown an earlier one. */
  readonly lastSeen: Map<string, number>;
}

/** An empty database. */
export function createDatabase(): SimulatedDatabase {
  return {
    primary: createMemoryData(),
    committed: createMemoryData(),
    uncommitted: [],
    moment: 0,
    committedMoment: 0,
    stale: null,
    operations: new Map(),
    nextOperation: 1,
    lastSeen: new Map(),
  };
}

/** The same data, which go ways of their own from now on. */
function copyOf({ ledger, tasks, ...rest }: MemoryData): MemoryData {
  return {
    ...rest,
    ledger: new Map(ledger),
    tasks: new Map(tasks),
  };
}

/** True for a request that writes nothing. */
export function isRead({ kind }: StoreRequest): boolean {
  return kind === 'observe' || kind.startsWith('read.');
}

/** What the server makes of a request: an answer, or null when it cannot say yet and must be asked again. */
export interface Execution {
  readonly response: StoreResponse | null;
  /** When the answer may be given: at this moment of the history, once a majority has it. */
  readonly moment: number;
}

/** A number that is taken: by what a majority has, or by what may still be rolled back, and then nobody can say. */
function appendToTaken(database: SimulatedDatabase, request: StoreRequest): Execution | null {
  if (request.kind !== 'append' || !database.primary.ledger.has(request.entry.number)) return null;
  const known = database.committed.ledger.has(request.entry.number);
  return {
    response: known ? executeInMemory(database.committed, request) : null,
    moment: database.committedMoment,
  };
}

/** Carries out a request on the primary. What it wrote counts only when a majority has it: see `commitThrough`. */
export function execute(database: SimulatedDatabase, request: StoreRequest): Execution {
  const taken = appendToTaken(database, request);
  if (taken !== null) return taken;
  if (isRead(request))
    return { response: executeInMemory(database.committed, request), moment: database.committedMoment };
  const response = executeInMemory(database.primary, request);
  database.moment += 1;
  database.uncommitted.push({ moment: database.moment, request });
  return { response, moment: database.moment };
}

/** Carries out a read on a server that has lost its place; null where the reader has seen later things already. */
export function executeStale(
  { stale, lastSeen }: SimulatedDatabase,
  { master, life, request }: Operation,
): Execution | null {
  if (stale === null || !isRead(request)) return null;
  // The master's session is causally consistent: the server would have to catch up first.
  if ((lastSeen.get(`${master}.${life}`) ?? 0) > stale.moment) return null;
  return { response: executeInMemory(stale.data, request), moment: stale.moment };
}

/** A majority has everything that was written up to a moment; gives the requests that thereby became durable. */
export function commitThrough(database: SimulatedDatabase, moment: number): readonly StoreRequest[] {
  const durable: StoreRequest[] = [];
  while (database.uncommitted.length > 0 && (database.uncommitted[0]?.moment ?? Infinity) <= moment) {
    const write = database.uncommitted.shift();
    if (write === undefined) break;
    executeInMemory(database.committed, write.request);
    durable.push(write.request);
    database.committedMoment = write.moment;
  }
  return durable;
}

/** The primary loses its place: the next one has what a majority had, and the old one shows that for a while. */
export function stepDown(database: SimulatedDatabase): void {
  database.stale = { data: copyOf(database.committed), moment: database.committedMoment };
  if (database.uncommitted.length > 0) database.primary = copyOf(database.committed);
  database.uncommitted = [];
}

/** Inserts or changes documents as somebody outside would: durable at once. */
export function writeDocuments(
  { primary, committed }: SimulatedDatabase,
  documents: readonly Parameters<MemoryData['tasks']['set']>[1][],
): void {
  for (const document of documents) {
    primary.tasks.set(document.taskId, document);
    committed.tasks.set(document.taskId, document);
  }
}
