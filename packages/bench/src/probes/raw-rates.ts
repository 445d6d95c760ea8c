import { ObjectId, type AnyBulkWriteOperation, type Db } from 'mongodb';
import { timed } from '../statistics.ts';

const DURABLE = { writeConcern: { w: 'majority', journal: true } } as const;

/** The maximum number of updates that the master sends in one bulk. */
const BULK_SIZE = 1_000;

/** A full measurement takes about two seconds. */
const FULL = { inserts: 500, bulks: 6 } as const;
const QUICK = { inserts: 40, bulks: 1 } as const;

/** The limits of the database itself, measured in the same run as what is compared with them. */
export interface RawRates {
  /** Sequential single inserts with a durable majority write concern, per second. */
  readonly insertsPerSecond: number;
  /** Updates of task documents in unordered bulks with a durable majority write concern, per second. */
  readonly bulkUpdatesPerSecond: number;
}

/** Measures how long sequential durable single inserts take, in milliseconds. */
export async function measureInserts(database: Db, count: number): Promise<number[]> {
  const collection = database.collection('raw-inserts');
  // The first insert creates the collection.
  await collection.insertOne({}, DURABLE);
  const insertMs: number[] = [];
  for (let number = 1; number <= count; number += 1) {
    const document = { taskname: `task${number}`, sleeptime: 0, state: 'success', host: 'slave1', at: new Date() };
    insertMs.push(await timed(() => collection.insertOne(document, DURABLE)));
  }
  await collection.drop();
  return insertMs;
}

/** A task document, before and after the update that a master makes when the task succeeds. */
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

/** Measures how long sequential durable bulk updates of `size` documents take, in milliseconds. */
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

/** Measures the limits of a database. Quick runs measure too little to be meaningful. */
export async function measureRawRates(database: Db, quick: boolean): Promise<RawRates> {
  const { inserts, bulks } = quick ? QUICK : FULL;
  return {
    insertsPerSecond: perSecond(inserts, await measureInserts(database, inserts)),
    bulkUpdatesPerSecond: perSecond(bulks * BULK_SIZE, await measureBulkUpdates(database, bulks)),
  };
}
