import { MongoServerError, ReadPreference, type ClientSession, type Collection } from 'mongodb';
import type { ControlRow, EntryRow, TaskRow } from './documents.ts';

/** The collections of one scheduler. */
export interface Collections {
  readonly tasks: Collection<TaskRow>;
  /** The second documents of tasks, for use while the first one cannot be updated. */
  readonly detached: Collection<TaskRow>;
  readonly ledger: Collection<EntryRow>;
  readonly control: Collection<ControlRow>;
}

/** The collections, and the client session in which one request is executed. */
export interface RequestScope extends Collections {
  readonly session: ClientSession;
}

/**
 * The index of all tasks by state. The scheduler needs it for strays only, and inspection for the rest. The slave stands
 * between state and identifier, so that the query planner cannot prefer it to the index of runnable tasks, which is
 * sorted by identifier.
 */
export const BY_STATE = { state: 1, host: 1, _id: 1 } as const;

/** The index of the documents with an array as their state. It is empty, unless somebody makes that mistake. */
export const BY_ARRAY_STATE = { 'state.0': 1 } as const;

/** Selects what the index of array states contains. */
export const IN_ARRAY_STATE_INDEX = { 'state.0': { $exists: true } } as const;

/** An acknowledged write survives the loss of any minority of the replica set, including power loss. */
export const DURABLE_WRITE = { writeConcern: { w: 'majority', journal: true } } as const;

/** Reads only what cannot be rolled back. */
export const COMMITTED_READ = { readConcern: { level: 'majority' }, readPreference: ReadPreference.primary } as const;

const DUPLICATE_KEY_CODE = 11_000;

/** Returns whether a write violated a unique index. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === DUPLICATE_KEY_CODE;
}
