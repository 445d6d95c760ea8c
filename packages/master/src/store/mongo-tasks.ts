import { MongoBulkWriteError, MongoServerError, type WithId } from 'mongodb';
import type { StoreRequest, StoreResponse } from '../core/store-requests.ts';
import { taskFromRow, type TaskRow } from './documents.ts';
import { BY_STATE, TASK_READ, DURABLE_WRITE, type RequestScope } from './mongo-collections.ts';
import { parseTaskId, fromTaskId, toTaskId } from './task-id.ts';
import { toBulkOperation } from './bulk-operation.ts';

/** The fields of a task document that the scheduler reads. */
const SCHEDULING_FIELDS = {
  taskname: 1,
  sleeptime: 1,
  state: 1,
  host: 1,
  attempt: 1,
  assignment: 1,
  rev: 1,
  // Only its type is checked, so one element suffices.
  history: { $slice: 1 },
} as const;

/** Reads the `rev` of documents; those that do not exist are absent from the response. */
export async function readRevisions(
  { tasks, session }: RequestScope,
  taskIds: readonly string[],
): Promise<StoreResponse> {
  const filter = { _id: { $in: taskIds.map(fromTaskId) } };
  const rows = await tasks.find(filter, { ...TASK_READ, session, projection: { rev: 1 } }).toArray();
  const revisions = new Map<string, number | null>();
  // A rev that is not a number was not written by a master: leave the document alone.
  for (const { _id, rev } of rows)
    if (rev === undefined || typeof rev === 'number') revisions.set(toTaskId(_id), rev ?? null);
  return { kind: 'revisions', revisions };
}

/** Reads all assigned tasks. */
export async function readAssigned({ tasks, session }: RequestScope): Promise<StoreResponse> {
  const filter = { 'assignment.host': { $exists: true }, parked: null };
  const rows = await tasks.find(filter, { ...TASK_READ, session, projection: SCHEDULING_FIELDS }).toArray();
  return { kind: 'assigned', documents: rows.map(taskFromRow) };
}

/** Reads a page of the tasks in a state, in order of their identifiers. */
export async function readRunnable(
  { tasks, session }: RequestScope,
  { state, after, limit }: Extract<StoreRequest, { kind: 'read.runnable' }>,
): Promise<StoreResponse> {
  // A plain $gt only matches values of the same BSON type; inside $expr it compares across types.
  const beyond = after === null ? {} : { $expr: { $gt: ['$_id', { $literal: fromTaskId(after) }] } };
  const filter = { state, parked: null, ...beyond };
  const rows = await tasks
    .find(filter, {
      ...TASK_READ,
      session,
      projection: SCHEDULING_FIELDS,
      sort: { _id: 1 },
      limit,
      batchSize: limit + 1,
    })
    .toArray();
  return { kind: 'runnable', documents: rows.map(taskFromRow) };
}

/** BadValue: the index of a hint does not exist (yet). */
const NO_SUCH_INDEX_CODE = 2;

/** MaxTimeMSExpired. */
const TOO_SLOW_CODE = 50;

/** Strays are few, unless somebody inserts millions of mistakes: these may not slow down everything else. */
const MAX_SWEEP_MS = 1_000;

/**
 * Reads documents in an unknown state, or running without an assignment. Requires the index by state, which inspection
 * builds in the background; until it exists there are none to be found. An index of its own would cost every insert.
 */
export async function readStrays(
  { tasks, session }: RequestScope,
  { limit }: Extract<StoreRequest, { kind: 'read.strays' }>,
): Promise<StoreResponse> {
  const filter = { state: { $nin: ['created', 'killed', 'success'] }, 'assignment.host': null, parked: null };
  try {
    const options = { hint: BY_STATE, limit, batchSize: limit + 1, maxTimeMS: MAX_SWEEP_MS } as const;
    const rows = await tasks
      .find(filter, { ...TASK_READ, session, projection: SCHEDULING_FIELDS, ...options })
      .toArray();
    return { kind: 'runnable', documents: rows.map(taskFromRow) };
  } catch (error) {
    const harmless =
      error instanceof MongoServerError && [NO_SUCH_INDEX_CODE, TOO_SLOW_CODE].includes(Number(error.code));
    if (!harmless) throw error;
    return { kind: 'runnable', documents: [] };
  }
}

/** Overflow: the value is nested more deeply than BSON allows. */
const NESTING_TOO_DEEP_CODE = 15;

/** Finds the task that a slave reported. Its identifier is untrusted: it may be anything. */
async function findReported({ tasks, session }: RequestScope, taskId: string): Promise<WithId<TaskRow> | null> {
  const _id = parseTaskId(taskId);
  if (_id === undefined) return null;
  try {
    return await tasks.findOne({ _id: { $eq: _id } }, { ...TASK_READ, session, projection: { state: 1, attempt: 1 } });
  } catch (error) {
    if (error instanceof MongoServerError && error.code === NESTING_TOO_DEEP_CODE) return null;
    throw error;
  }
}

/** Checks whether a reported attempt is the one recorded as a success. */
export async function readReport(
  scope: RequestScope,
  { taskId, attempt, session: reporter }: Extract<StoreRequest, { kind: 'read.report' }>,
): Promise<StoreResponse> {
  const row = await findReported(scope, taskId);
  const recorded = row?.state === 'success' && row.attempt === attempt;
  return { kind: 'report', session: reporter, taskId, attempt, recorded };
}

/**
 * Errors that one document of an unexpected shape causes: BadValue (2), TypeMismatch (14), PathNotViable (28),
 * BSONObjectTooLarge (10334), and 17419 for a document that the update would make too large.
 */
const DOCUMENT_ERROR_CODES: ReadonlySet<unknown> = new Set([2, 14, 28, 10_334, 17_419]);

/** Returns whether a bulk write was durable and failed only for documents that cannot be updated. */
function causedByDocuments(error: MongoBulkWriteError): boolean {
  const writeErrors = [error.writeErrors].flat();
  const durable = error.result.getWriteConcernError() === undefined;
  return durable && writeErrors.length > 0 && writeErrors.every(({ code }) => DOCUMENT_ERROR_CODES.has(code));
}

/** Updates task documents. Documents whose shape does not permit the update are left unchanged. */
export async function project(
  { tasks, session }: RequestScope,
  { updates }: Extract<StoreRequest, { kind: 'project' }>,
): Promise<StoreResponse> {
  try {
    const options = { ordered: false, ...DURABLE_WRITE, session };
    const { matchedCount } = await tasks.bulkWrite(updates.map(toBulkOperation), options);
    return { kind: 'projected', matched: matchedCount };
  } catch (error) {
    // An unordered bulk write continues past documents that cannot be updated; those stay as they are.
    if (error instanceof MongoBulkWriteError && causedByDocuments(error))
      return { kind: 'projected', matched: error.matchedCount };
    throw error;
  }
}
