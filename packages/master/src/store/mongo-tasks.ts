import { MongoBulkWriteError, MongoServerError, type Filter, type FindOptions, type WithId } from 'mongodb';
import type { TaskDocument } from '../core/leader/task-document.ts';
import type { PageStart, StoreRequest, StoreResponse, UnreadableDocument } from '../core/store-requests.ts';
import type { TaskRow } from './documents.ts';
import { BY_STATE, COMMITTED_READ, DURABLE_WRITE, type RequestScope } from './mongo-collections.ts';
import { parseTaskId, fromTaskId, toTaskId } from './task-id.ts';
import { toBulkOperation } from './bulk-operation.ts';
import { readTask } from './read-task.ts';

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

/** The size of the whole document, which only concerns tasks that are not assigned yet. */
const SIZE = { size: { $bsonSize: '$$ROOT' } } as const;

/** The documents that a query found, in order. */
interface FoundTasks {
  readonly documents: readonly TaskDocument[];
  readonly unreadable: readonly UnreadableDocument[];
  /** The number of unreadable documents after the last readable one. */
  readonly unreadableAtEnd: number;
}

/** Reads task documents as BSON, so that no single one can make the others unreadable. */
async function findTasks(
  { tasks, session }: RequestScope,
  filter: Filter<TaskRow>,
  options: FindOptions,
): Promise<FoundTasks> {
  const found = tasks.find(filter, {
    ...COMMITTED_READ,
    session,
    projection: SCHEDULING_FIELDS,
    ...options,
    raw: true,
  });
  const documents: TaskDocument[] = [];
  const unreadable: UnreadableDocument[] = [];
  let unreadableAtEnd = 0;
  for (const raw of (await found.toArray()) as unknown as Uint8Array[]) {
    const read = readTask(raw);
    if ('task' in read) documents.push(read.task);
    else unreadable.push(read.unreadable);
    unreadableAtEnd = 'task' in read ? 0 : unreadableAtEnd + 1;
  }
  return { documents, unreadable, unreadableAtEnd };
}

/** Returns the response with a page that began at `start`. */
function pageResponse(
  { documents, unreadable, unreadableAtEnd }: FoundTasks,
  { after, skip }: PageStart,
  limit: number,
): StoreResponse {
  const full = documents.length + unreadable.length === limit;
  const last = documents.at(-1)?.taskId;
  const beyond = last === undefined ? { after, skip: skip + unreadableAtEnd } : { after: last, skip: unreadableAtEnd };
  return { kind: 'runnable', documents, unreadable, next: full ? beyond : null };
}

/** Reads the `rev` of documents; those that do not exist are absent from the response. */
export async function readRevisions(
  { tasks, session }: RequestScope,
  taskIds: readonly string[],
): Promise<StoreResponse> {
  const filter = { _id: { $in: taskIds.map(fromTaskId) } };
  const rows = await tasks.find(filter, { ...COMMITTED_READ, session, projection: { rev: 1 } }).toArray();
  const revisions = new Map<string, number | null>();
  // A rev that is not a number was not written by a master: leave the document alone.
  for (const { _id, rev } of rows)
    if (rev === undefined || typeof rev === 'number') revisions.set(toTaskId(_id), rev ?? null);
  return { kind: 'revisions', revisions };
}

/** Reads all assigned tasks. */
export async function readAssigned(scope: RequestScope): Promise<StoreResponse> {
  const filter = { 'assignment.host': { $exists: true }, parked: null };
  const { documents, unreadable } = await findTasks(scope, filter, {});
  return { kind: 'assigned', documents, unreadable };
}

/** Reads a page of the tasks in a state, in order of their identifiers. */
export async function readRunnable(
  scope: RequestScope,
  { state, after, skip, limit }: Extract<StoreRequest, { kind: 'read.runnable' }>,
): Promise<StoreResponse> {
  // A plain $gt only matches values of the same BSON type; inside $expr it compares across types.
  const beyond = after === null ? {} : { $expr: { $gt: ['$_id', { $literal: fromTaskId(after) }] } };
  const filter = { state, parked: null, ...beyond };
  const options = { projection: { ...SCHEDULING_FIELDS, ...SIZE }, sort: { _id: 1 }, skip, limit } as const;
  const found = await findTasks(scope, filter, { ...options, batchSize: limit + 1 });
  return pageResponse(found, { after, skip }, limit);
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
  scope: RequestScope,
  { limit }: Extract<StoreRequest, { kind: 'read.strays' }>,
): Promise<StoreResponse> {
  const filter = { state: { $nin: ['created', 'killed', 'success'] }, 'assignment.host': null, parked: null };
  try {
    const options = { hint: BY_STATE, limit, batchSize: limit + 1, maxTimeMS: MAX_SWEEP_MS } as const;
    return pageResponse(await findTasks(scope, filter, options), { after: null, skip: 0 }, limit);
  } catch (error) {
    const harmless =
      error instanceof MongoServerError && [NO_SUCH_INDEX_CODE, TOO_SLOW_CODE].includes(Number(error.code));
    if (!harmless) throw error;
    return { kind: 'runnable', documents: [], unreadable: [], next: null };
  }
}

/** Overflow: the value is nested more deeply than BSON allows. */
const NESTING_TOO_DEEP_CODE = 15;

/** Finds the task that a slave reported. Its identifier is untrusted: it may be anything. */
async function findReported({ tasks, session }: RequestScope, taskId: string): Promise<WithId<TaskRow> | null> {
  const _id = parseTaskId(taskId);
  if (_id === undefined) return null;
  try {
    return await tasks.findOne(
      { _id: { $eq: _id } },
      { ...COMMITTED_READ, session, projection: { state: 1, attempt: 1 } },
    );
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
