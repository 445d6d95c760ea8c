import { MongoBulkWriteError, MongoServerError, type WithId } from 'mongodb';
import type { StoreRequest, StoreResponse } from '../core/events.ts';
import { taskFromRow, type TaskRow } from './documents.ts';
import { COMMITTED, DURABLE, type Access } from './mongo-collections.ts';
import { parseTaskId, fromTaskId, toTaskId } from './task-id.ts';
import { bulkOperation } from './task-update.ts';

/** The fields of a task document that the scheduler reads. */
const SCHEDULING_FIELDS = {
  taskname: 1,
  sleeptime: 1,
  state: 1,
  host: 1,
  attempt: 1,
  assignment: 1,
  rev: 1,
  // Only its shape matters here: one element tells it.
  history: { $slice: 1 },
} as const;

export async function readRevisions({ tasks, session }: Access, taskIds: readonly string[]): Promise<StoreResponse> {
  const filter = { _id: { $in: taskIds.map(fromTaskId) } };
  const rows = await tasks.find(filter, { ...COMMITTED, session, projection: { rev: 1 } }).toArray();
  const revisions = new Map<string, number | null>();
  // A rev that is no number was put there by somebody: that document is left alone.
  for (const { _id, rev } of rows)
    if (rev === undefined || typeof rev === 'number') revisions.set(toTaskId(_id), rev ?? null);
  return { kind: 'revisions', revisions };
}

export async function readAssigned({ tasks, session }: Access): Promise<StoreResponse> {
  const filter = { 'assignment.host': { $exists: true }, parked: null };
  const rows = await tasks.find(filter, { ...COMMITTED, session, projection: SCHEDULING_FIELDS }).toArray();
  return { kind: 'assigned', documents: rows.map(taskFromRow) };
}

export async function readRunnable(
  { tasks, session }: Access,
  { state, after, limit }: Extract<StoreRequest, { kind: 'read.runnable' }>,
): Promise<StoreResponse> {
  // Unlike a plain $gt, this goes on from identifiers of one type to those of the next.
  const beyond = after === null ? {} : { $expr: { $gt: ['$_id', { $literal: fromTaskId(after) }] } };
  const filter = { state, parked: null, ...beyond };
  const rows = await tasks
    .find(filter, {
      ...COMMITTED,
      session,
      projection: SCHEDULING_FIELDS,
      sort: { _id: 1 },
      limit,
      batchSize: limit + 1,
    })
    .toArray();
  return { kind: 'runnable', documents: rows.map(taskFromRow) };
}

/** The server's answer to a value that nests deeper than any document may. */
const NESTS_TOO_DEEP = 15;

/** Finds a task by an identifier that a slave sent: it may be anything, and that of no task. */
async function findReported({ tasks, session }: Access, taskId: string): Promise<WithId<TaskRow> | null> {
  const _id = parseTaskId(taskId);
  if (_id === undefined) return null;
  try {
    return await tasks.findOne({ _id: { $eq: _id } }, { ...COMMITTED, session, projection: { state: 1, attempt: 1 } });
  } catch (error) {
    if (error instanceof MongoServerError && error.code === NESTS_TOO_DEEP) return null;
    throw error;
  }
}

export async function readReport(
  access: Access,
  { taskId, attempt, session: reporter }: Extract<StoreRequest, { kind: 'read.report' }>,
): Promise<StoreResponse> {
  const row = await findReported(access, taskId);
  const recorded = row?.state === 'success' && row.attempt === attempt;
  return { kind: 'report', session: reporter, taskId, attempt, recorded };
}

/** What a document of the wrong shape makes of an update: BadValue, TypeMismatch, PathNotViable, too large. */
const DOCUMENT_FAULTS: ReadonlySet<unknown> = new Set([2, 14, 28, 10_334, 17_419]);

function blamesDocuments(error: MongoBulkWriteError): boolean {
  const faults = [error.writeErrors].flat();
  const durable = error.result.getWriteConcernError() === undefined;
  return durable && faults.length > 0 && faults.every(({ code }) => DOCUMENT_FAULTS.has(code));
}

export async function project(
  { tasks, session }: Access,
  { updates }: Extract<StoreRequest, { kind: 'project' }>,
): Promise<StoreResponse> {
  try {
    const options = { ordered: false, ...DURABLE, session };
    const { matchedCount } = await tasks.bulkWrite(updates.map(bulkOperation), options);
    return { kind: 'projected', matched: matchedCount };
  } catch (error) {
    // Documents that somebody made unwritable resist alone; the others were written. They stay as they are.
    if (error instanceof MongoBulkWriteError && blamesDocuments(error))
      return { kind: 'projected', matched: error.matchedCount };
    throw error;
  }
}
