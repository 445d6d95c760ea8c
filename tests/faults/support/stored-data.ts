import type { Db, ObjectId } from 'mongodb';

/** The fields of a task document that tests read. */
export interface StoredTask {
  readonly _id: ObjectId;
  readonly taskname: string;
  readonly sleeptime: number;
  readonly state: string;
  readonly host?: string;
  readonly attempt?: number;
  readonly assignment?: { readonly host: string; readonly instance: string };
  readonly history?: readonly { readonly event: string; readonly attempt: number; readonly reason?: string }[];
  readonly parked?: { readonly reason: string };
}

/** A fact of the ledger, with the place and time at which it was written. */
export interface StoredFact {
  readonly entry: number;
  readonly index: number;
  readonly epoch: number;
  /** The instance of the master that wrote it. */
  readonly by: string;
  /** Wall-clock time in milliseconds since 1970. */
  readonly atMs: number;
  readonly kind: string;
  readonly task?: ObjectId;
  readonly taskname?: string;
  readonly attempt?: number;
  readonly host?: string;
  readonly instance?: string;
  readonly name?: string;
  readonly reason?: string;
}

interface StoredEntry {
  readonly _id: number;
  readonly epoch: number;
  readonly by: string;
  readonly at: Date;
  readonly facts: readonly Pick<StoredFact, 'kind'>[];
}

/** Reads all task documents, ordered by their identifiers. */
export function readTasks(database: Db): Promise<StoredTask[]> {
  return database.collection<StoredTask>('tasks').find().sort({ _id: 1 }).toArray();
}

/** Reads the facts of the ledger in order: those of the given kinds, or all if none is given. */
export async function readFacts(database: Db, ...kinds: readonly string[]): Promise<StoredFact[]> {
  const entries = await database.collection<StoredEntry>('ledger').find().sort({ _id: 1 }).toArray();
  return entries
    .flatMap(({ _id: entry, epoch, by, at, facts }) =>
      facts.map((fact, index): StoredFact => ({ ...fact, entry, index, epoch, by, atMs: at.getTime() })),
    )
    .filter(({ kind }) => kinds.length === 0 || kinds.includes(kind));
}
