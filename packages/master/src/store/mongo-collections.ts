import { MongoServerError, ReadPreference, type ClientSession, type Collection } from 'mongodb';
import type { ControlRow, EntryRow, TaskRow } from './documents.ts';

/** The collections of one scheduler. */
export interface Collections {
  readonly tasks: Collection<TaskRow>;
  readonly ledger: Collection<EntryRow>;
  readonly control: Collection<ControlRow>;
}

/** The collections, and the session in which one request is carried out. */
export interface Access extends Collections {
  readonly session: ClientSession;
}

/** What is acknowledged survives any minority of failures, power cuts included. */
export const DURABLE = { writeConcern: { w: 'majority', journal: true } } as const;

/** What could be rolled back is not read. */
export const COMMITTED = { readConcern: { level: 'majority' }, readPreference: ReadPreference.primary } as const;

const DUPLICATE_KEY = 11_000;

/** True when a unique key was taken already. */
export function isDuplicate(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === DUPLICATE_KEY;
}
