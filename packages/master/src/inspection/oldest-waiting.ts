import type { Document } from 'mongodb';
import type { TaskRow } from '../store/documents.ts';
import { READ_OPTIONS, type InspectionDatabase } from './database.ts';
import { isTooSlow } from './errors.ts';
import { listedFields } from './task-message.ts';

/** Matches tasks that wait for a slave, as far as the document shows. */
const WAITING = { state: { $in: ['created', 'killed'] }, parked: null, assignment: null } as const;

/** Joins the detached document of a task if it counts, which is the one with the higher `rev`. */
function withDetached(from: string): Document {
  const rev = { $cond: [{ $isNumber: '$rev' }, '$rev', 0] };
  const counts = { $expr: { $gt: ['$rev', '$$rev'] } };
  return {
    $lookup: {
      from,
      localField: '_id',
      foreignField: '_id',
      let: { rev },
      pipeline: [{ $match: counts }],
      as: 'detached',
    },
  };
}

/** Selects tasks that wait according to the document that counts. */
const WAITING_DETACHED = { $or: [{ detached: { $size: 0 } }, { detached: { $elemMatch: WAITING } }] } as const;

/**
 * Finds the waiting task with the lowest identifier: the server merges the first keys of both states. Returns null if
 * there is none, and undefined if the server takes too long.
 * @throws {StoreError} when the database is unavailable
 */
export async function findOldestWaiting({
  tasks,
  detached,
  read,
}: InspectionDatabase): Promise<TaskRow | null | undefined> {
  const stages = [
    { $match: WAITING },
    { $sort: { _id: 1 } },
    withDetached(detached.collectionName),
    { $match: WAITING_DETACHED },
    { $limit: 1 },
    { $project: listedFields({}) },
  ];
  try {
    const found = await read(() => tasks.aggregate<TaskRow>(stages, { ...READ_OPTIONS, hint: 'runnable' }).toArray());
    return found[0] ?? null;
  } catch (error) {
    if (isTooSlow(error)) return undefined;
    throw error;
  }
}
