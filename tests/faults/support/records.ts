import type { Db, ObjectId } from 'mongodb';

/** A task document, as far as tests look at it. */
export interface TaskRow {
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

/** A fact of the ledger, and where and when it was written. */
export interface FactRow {
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

interface EntryRow {
  readonly _id: number;
  readonly epoch: number;
  readonly by: string;
  readonly at: Date;
  readonly facts: readonly Pick<FactRow, 'kind'>[];
}

/** All task documents, in the order of their identifiers. */
export function readTasks(database: Db): Promise<TaskRow[]> {
  return database.collection<TaskRow>('tasks').find().sort({ _id: 1 }).toArray();
}

/** All facts of the ledger, in order; only those of some kinds if any are named. */
export async function readFacts(database: Db, ...kinds: readonly string[]): Promise<FactRow[]> {
  const entries = await database.collection<EntryRow>('ledger').find().sort({ _id: 1 }).toArray();
  return entries
    .flatMap(({ _id: entry, epoch, by, at, facts }) =>
      facts.map((fact, index): FactRow => ({ ...fact, entry, index, epoch, by, atMs: at.getTime() })),
    )
    .filter(({ kind }) => kinds.length === 0 || kinds.includes(kind));
}

/** Tasks are inserted under these names: `task1` sleeps for the first number of seconds, `task2` for the second … */
export function numberedTasks(...sleeptimes: readonly number[]): { taskname: string; sleeptime: number }[] {
  return sleeptimes.map((sleeptime, index) => ({ taskname: `task${index + 1}`, sleeptime }));
}
