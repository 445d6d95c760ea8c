import { ObjectId, type AnyBulkWriteOperation, type Db } from 'mongodb';
import { timed } from './statistics.ts';

const DURABLE = { writeConcern: { w: 'majority', journal: true } } as const;

/** Updates in one bulk: as many as the master itself puts into one at most. */
const BULK_SIZE = 1_000;

/** How much is measured, so that one measurement takes about two seconds. */
const FULL = { inserts: 500, bulks: 6 } as const;
const QUICK = { inserts: 40, bulks: 1 } as const;

/** Limits of the database itself, measured on the machine and in the run in which they are compared. */
export interface RawRates {
  /** Majority-durable single inserts one after the other, per second. */
  readonly insertsPerSecond: number;
  /** Majority-durable updates of task documents in unordered bulks, per second. */
  readonly bulkUpdatesPerSecond: number;
}

/** The milliseconds that majority-durable single inserts take, one after the other. */
export async function measureInserts(database: Db, count: number): Promise<number[]> {
  const collection = database.collection('raw-inserts');
  // The first insert makes the collection.
  await collection.insertOne({}, DURABLE);
  const insertMs: number[] = [];
  for (let number = 1; number <= count; number += 1) {
    const document = { taskname: `task${number}`, sleeptime: 0, state: 'success', host: 'slave1', at: new Date() };
    insertMs.push(await timed(() => collection.insertOne(document, DURABLE)));
  }
  await collection.drop();
  return insertMs;
}

/** A task document, and the update that a master would make of it after its success. */
interface RawTask {
  readonly _id: ObjectId;
  readonly taskname: string;
  readonly sleeptime: number;
  readonly state: string;
  readonly rev?: number | null;
  readonly history?: readonly { readonly event: string; readonly [field: string]: unknown }[];
}

const HISTORY = ['task.placed', 'task.running', 'task.success'].map((event) => ({
  at: new Date(),
  event,
  host: 'slave1',
  attempt: 1,
  epoch: 1,
}));

function operation(_id: ObjectId): AnyBulkWriteOperation<RawTask> {
  return {
    updateOne: {
      filter: { _id, rev: { $eq: null } },
      update: {
        $set: { state: 'success', host: 'slave1', attempt: 1, rev: 1 },
        $push: { history: { $each: HISTORY, $slice: -50 } },
      },
    },
  };
}

/** The milliseconds that majority-durable bulk updates take, one after the other; each updates `size` documents. */
export async function measureBulkUpdates(database: Db, count: number, size = BULK_SIZE): Promise<number[]> {
  const collection = database.collection<RawTask>('raw-tasks');
  const ids = Array.from({ length: count * size }, () => new ObjectId());
  const documents = ids.map((_id, index) => ({ _id, taskname: `task${index}`, sleeptime: 0, state: 'created' }));
  await collection.insertMany(documents, { ordered: false });
  const bulkMs: number[] = [];
  for (let first = 0; first < ids.length; first += size) {
    const operations = ids.slice(first, first + size).map(operation);
    bulkMs.push(await timed(() => collection.bulkWrite(operations, { ordered: false, ...DURABLE })));
  }
  await collection.drop();
  return bulkMs;
}

function perSecond(count: number, durationsMs: readonly number[]): number {
  return (1_000 * count) / durationsMs.reduce((sum, durationMs) => sum + durationMs, 0);
}

/** Measures the limits of a database. */
export async function measureRawRates(database: Db, quick: boolean): Promise<RawRates> {
  const { inserts, bulks } = quick ? QUICK : FULL;
  return {
    insertsPerSecond: perSecond(inserts, await measureInserts(database, inserts)),
    bulkUpdatesPerSecond: perSecond(bulks * BULK_SIZE, await measureBulkUpdates(database, bulks)),
  };
}
