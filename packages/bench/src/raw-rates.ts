import type { Db, Document, ObjectId } from 'mongodb';
import { timed } from './statistics.ts';

/** What a naive scheduler would be made of: one durable write at a time. */
const SINGLE_INSERTS = 500;

/** Tasks whose documents are updated in bulk. */
const BULK_UPDATES = 5_000;

const BULK_SIZE = 100;

const DURABLE = { writeConcern: { w: 'majority', journal: true } } as const;

/** Limits of the database itself, measured on the machine and in the run in which they are compared. */
export interface RawRates {
  /** Majority-durable single inserts one after the other, per second. */
  readonly insertsPerSecond: number;
  /** The milliseconds that each of them took. */
  readonly insertMs: readonly number[];
  /** Majority-durable updates of task documents in unordered bulks of 100, per second. */
  readonly bulkUpdatesPerSecond: number;
}

/** Measures the limits of a database. */
export const measureRawRates = async (database: Db): Promise<RawRates> => {
  const ledger = database.collection<Document & { _id: number }>('raw-ledger');
  const insertMs: number[] = [];
  const totalMs = await timed(async () => {
    for (let number = 1; number <= SINGLE_INSERTS; number += 1)
      insertMs.push(
        await timed(() => ledger.insertOne({ _id: number, at: new Date(), facts: [{ kind: 'x' }] }, DURABLE)),
      );
  });
  const tasks = database.collection('raw-tasks');
  const documents = Array.from({ length: BULK_UPDATES }, (_, index) => ({
    taskname: `task${index}`,
    sleeptime: 0,
    state: 'created',
  }));
  const { insertedIds } = await tasks.insertMany(documents);
  const ids = Object.values(insertedIds);
  const history = [{ at: new Date(), event: 'task.placed', host: 'slave1', attempt: 1, epoch: 1 }];
  const update = {
    $set: { state: 'success', host: 'slave1', attempt: 1, rev: 1 },
    $push: { history: { $each: history } },
  };
  const operation = (_id: ObjectId) => ({ updateOne: { filter: { _id, rev: null }, update } });
  const updateMs = await timed(async () => {
    for (let start = 0; start < ids.length; start += BULK_SIZE)
      await tasks.bulkWrite(ids.slice(start, start + BULK_SIZE).map(operation), { ordered: false, ...DURABLE });
  });
  return {
    insertsPerSecond: (SINGLE_INSERTS / totalMs) * 1_000,
    insertMs,
    bulkUpdatesPerSecond: (BULK_UPDATES / updateMs) * 1_000,
  };
};
