import { MongoServerError, type Collection, type Document, type Filter, type WithId } from 'mongodb';
import type { TaskDocument } from '../core/leader/task-document.ts';
import { followsAnotherLedger, revisionOf } from '../core/ledger/task-update.ts';
import type { DueTimes, PageStart, StoreRequest, StoreResponse } from '../core/store-requests.ts';
import { boundedField, PLACEABLE_FIELDS, SCHEDULING_FIELDS } from './bounded-fields.ts';
import type { TaskRow } from './documents.ts';
import {
  BY_ARRAY_STATE,
  BY_STATE,
  COMMITTED_READ,
  IN_ARRAY_STATE_INDEX,
  type RequestScope,
} from './mongo-collections.ts';
import { parseTaskId, fromTaskId } from './task-id.ts';
import { toBulkOperation } from './bulk-operation.ts';
import { detach, detachedDocuments, findDetached, revisionsIn, withoutDetached } from './detached.ts';
import { findTasks, type FoundTasks } from './find-tasks.ts';
import { StoreError } from './store.ts';
import { writeEach } from './write-each.ts';

/** Documents per query for revisions: a query must stay below 16 MB, and a short enough `_id` has up to 2 KB. */
const REVISIONS_PER_QUERY = 1_000;

/** The size of the whole document, which only concerns tasks that are not assigned yet. */
const SIZE = { size: { $bsonSize: '$$ROOT' } } as const;

/** Returns the response with a page that began at `start`. */
function pageResponse(
  { documents, unreadable, unreadableAtEnd }: FoundTasks,
  { after, skip, through }: PageStart,
  limit: number,
): Extract<StoreResponse, { kind: 'runnable' }> {
  const full = documents.length + unreadable.length === limit;
  const last = documents.at(-1)?.taskId;
  const beyond =
    last === undefined
      ? { after, skip: skip + unreadableAtEnd, through }
      : { after: last, skip: unreadableAtEnd, through };
  return { kind: 'runnable', documents, unreadable, next: full ? beyond : null };
}

/** Reads the `rev` of documents; those that do not exist are absent from the response. */
export async function readRevisions(scope: RequestScope, taskIds: readonly string[]): Promise<StoreResponse> {
  const revisions = new Map<string, number | null>();
  for (let from = 0; from < taskIds.length; from += REVISIONS_PER_QUERY) {
    const some = taskIds.slice(from, from + REVISIONS_PER_QUERY);
    const detached = await revisionsIn(scope.detached, scope, some);
    for (const [taskId, rev] of await revisionsIn(scope.tasks, scope, some)) {
      const other = detached.get(taskId) ?? 0;
      revisions.set(taskId, other > (rev ?? 0) ? other : rev);
    }
  }
  return { kind: 'revisions', revisions };
}

/** Reads the assigned tasks that are not finished. */
export async function readAssigned(
  scope: RequestScope,
  { limit }: Extract<StoreRequest, { kind: 'read.assigned' }>,
): Promise<StoreResponse> {
  // An expression, because query operators look into arrays.
  const unfinished = { $expr: { $ne: ['$state', 'success'] } };
  const filter = { 'assignment.host': { $exists: true, $type: 'string' }, parked: null, ...unfinished } as const;
  const { documents, unreadable } = await findTasks(scope.tasks, scope, filter, {
    sort: { 'assignment.host': 1 },
    limit,
  });
  const current = await withoutDetached(scope, documents);
  const detached = await findDetached(scope, filter, limit);
  const more = documents.length + unreadable.length >= limit;
  return { kind: 'assigned', documents: [...current, ...detached], unreadable, more };
}

/** Compares the `_id`. A plain $gt only matches values of the same BSON type; inside $expr it compares across types. */
function comparesId(operator: '$gt' | '$lte', taskId: string | null): readonly Document[] {
  return taskId === null ? [] : [{ [operator]: ['$_id', { $literal: fromTaskId(taskId) }] }];
}

/** Returns where a pass that begins now ends: with the last task in a state. If that is unreadable, the pass has no end. */
async function endOfPass(scope: RequestScope, state: 'created' | 'killed'): Promise<string | null> {
  const filter = { state, parked: null };
  const last = await findTasks(scope.tasks, scope, filter, { projection: { _id: 1 }, sort: { _id: -1 }, limit: 1 });
  return last.documents[0]?.taskId ?? null;
}

/** Selects what may be placed before a time. A `notBefore` that is no date does not matter here: the task is parked. */
function dueFilter(due: DueTimes | undefined): Filter<TaskRow> {
  if (due === undefined) return {};
  const passed = { notBefore: { $not: { $gt: new Date(due.nowMs) } } };
  return due.doubtedMs === null ? passed : { $or: [passed, { notBefore: { $gt: new Date(due.doubtedMs) } }] };
}

/** Reads a page of the tasks in a state, in order of their identifiers. */
export async function readRunnable(
  scope: RequestScope,
  { state, after, skip, through: end, due, limit }: Extract<StoreRequest, { kind: 'read.runnable' }>,
): Promise<StoreResponse> {
  const through = end ?? (await endOfPass(scope, state));
  const range = [...comparesId('$gt', after), ...comparesId('$lte', through)];
  const filter = { state, parked: null, ...dueFilter(due), $expr: { $and: range } };
  const options = { projection: { ...PLACEABLE_FIELDS, ...SIZE }, sort: { _id: 1 }, skip, limit } as const;
  const found = await findTasks(scope.tasks, scope, filter, { ...options, batchSize: limit + 1 });
  const response = pageResponse(found, { after, skip, through }, limit);
  return { ...response, documents: await withoutDetached(scope, found.documents) };
}

/** BadValue: the index of a hint does not exist (yet). */
const NO_SUCH_INDEX_CODE = 2;

/** MaxTimeMSExpired. */
const TOO_SLOW_CODE = 50;

/** Strays are few, unless somebody inserts millions of mistakes: these may not slow down everything else. */
const MAX_SWEEP_MS = 1_000;

/** The result of a query that found nothing. */
const NO_TASKS: FoundTasks = { documents: [], unreadable: [], unreadableAtEnd: 0 };

/** Unreadable strays are never parked, so those behind them are found only if more than a page is read. */
const MAX_UNREADABLE_STRAYS = 10_000;

/**
 * Finds up to `limit` strays, and fills up with unreadable ones. Uses an index that inspection builds in the background;
 * until it exists there are none to be found.
 */
async function findStrays(
  scope: RequestScope,
  filter: Filter<TaskRow>,
  hint: Document,
  limit: number,
): Promise<FoundTasks> {
  try {
    const bounds = { limit: limit + MAX_UNREADABLE_STRAYS, batchSize: limit + 1, maxTimeMS: MAX_SWEEP_MS };
    const found = await findTasks(scope.tasks, scope, filter, { hint, ...bounds, maxReadable: limit });
    return { ...found, unreadable: found.unreadable.slice(0, limit - found.documents.length) };
  } catch (error) {
    const harmless =
      error instanceof MongoServerError && [NO_SUCH_INDEX_CODE, TOO_SLOW_CODE].includes(Number(error.code));
    if (!harmless) throw error;
    return NO_TASKS;
  }
}

/** Matches a document without an assignment, or with one that no master has written. */
const UNASSIGNED = {
  parked: null,
  $or: [
    { 'assignment.host': { $not: { $type: 'string' } } },
    { 'assignment.instance': { $not: { $type: 'string' } } },
    { 'assignment.epoch': { $not: { $type: 'number' } } },
    { 'assignment.at': { $not: { $type: 'date' } } },
    { rev: { $not: { $type: 'number' } } },
  ],
} satisfies Filter<TaskRow>;

/**
 * Reads documents in an unknown state, or running without an assignment that a master has written. To MongoDB, an array that contains a state is in
 * that state, so arrays are found with an index of their own; only those that contain `success` are in no other page.
 */
export async function readStrays(
  scope: RequestScope,
  { limit }: Extract<StoreRequest, { kind: 'read.strays' }>,
): Promise<StoreResponse> {
  const unknown = { state: { $nin: ['created', 'killed', 'success'] }, ...UNASSIGNED };
  const inArrays = { ...IN_ARRAY_STATE_INDEX, state: 'success', ...UNASSIGNED };
  const arrays = await findStrays(scope, inArrays, BY_ARRAY_STATE, limit);
  const left = limit - arrays.documents.length;
  const found = left > 0 ? await findStrays(scope, unknown, BY_STATE, left) : NO_TASKS;
  const { next, unreadable } = pageResponse(found, { after: null, skip: 0, through: null }, left);
  const runnable = { state: { $in: ['created', 'killed'] }, 'assignment.host': null, parked: null };
  const current = await withoutDetached(scope, [...found.documents, ...arrays.documents]);
  const detached = await findDetached(scope, runnable, limit);
  return {
    kind: 'runnable',
    documents: [...current, ...detached],
    unreadable: [...unreadable, ...arrays.unreadable],
    next,
  };
}

/** Overflow: the value is nested more deeply than BSON allows. */
const NESTING_TOO_DEEP_CODE = 15;

/** Finds the document of a task that a slave reported. Its identifier is untrusted: it may be anything. */
async function findReported(
  collection: Collection<TaskRow>,
  { session }: RequestScope,
  taskId: string,
): Promise<WithId<TaskRow> | null> {
  const _id = parseTaskId(taskId);
  if (_id === undefined) return null;
  try {
    const options = { ...COMMITTED_READ, session, projection: { state: 1, attempt: 1 } };
    return await collection.findOne({ _id: { $eq: _id } }, options);
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
  const row = await findReported(scope.tasks, scope, taskId);
  const rows = row === null ? [] : [row, await findReported(scope.detached, scope, taskId)];
  const recorded = rows.some((found) => found?.state === 'success' && found.attempt === attempt);
  return { kind: 'report', session: reporter, taskId, attempt, recorded };
}

/** The reason for which a task is parked: users may have written anything there. */
const PARKED_REASON = { parkedReason: boundedField('parked.reason', { $literal: '' }) } as const;

/** Finds the document of a task for a command. */
async function findForCommand(
  collection: Collection<TaskRow>,
  scope: RequestScope,
  _id: TaskRow['_id'],
): Promise<(TaskDocument & { readonly parkedReason?: unknown; readonly isParked?: unknown }) | null> {
  const isParked = { $gt: ['$parked', null] };
  const { documents } = await findTasks(
    collection,
    scope,
    { _id: { $eq: _id } },
    {
      projection: { ...SCHEDULING_FIELDS, ...SIZE, ...PARKED_REASON, isParked },
    },
  );
  return documents[0] ?? null;
}

/** Reads the document of one task, but not its input. */
export async function readTaskDocument(
  scope: RequestScope,
  { command, taskId }: Extract<StoreRequest, { kind: 'read.task' }>,
): Promise<StoreResponse> {
  const _id = parseTaskId(taskId);
  const found = _id === undefined ? null : await findForCommand(scope.tasks, scope, _id);
  if (_id === undefined || found === null) return { kind: 'task', command, document: null, parked: null };
  const detached = await findForCommand(scope.detached, scope, _id);
  const isAhead = (revisionOf(detached?.rev) ?? 0) > (revisionOf(found.rev) ?? 0);
  const { parkedReason, isParked, ...document } = isAhead && detached !== null ? detached : found;
  const parked = isParked === true ? (typeof parkedReason === 'string' ? parkedReason : '') : null;
  return { kind: 'task', command, document, parked };
}

/**
 * Updates task documents. Those that refuse it are detached. When updates match no document, all of them are tried again
 * on documents with any revision that no master has written; those that were written no longer match.
 */
export async function project(
  scope: RequestScope,
  { updates }: Extract<StoreRequest, { kind: 'project' }>,
): Promise<StoreResponse> {
  const { tasks, detached, session } = scope;
  const usual = updates.map((update) => toBulkOperation(update, 'usual'));
  const { matched } = await writeEach(tasks, session, usual);
  if (matched === updates.length) return { kind: 'projected', complete: true, detached: [] };
  const operations = updates.map((update) => toBulkOperation(update, 'any'));
  const { matched: others, refused } = await writeEach(tasks, session, operations);
  if (matched + others === updates.length) return { kind: 'projected', complete: true, detached: [] };
  if (refused.size > 0)
    await detach(
      scope,
      updates.filter((update, index) => refused.has(index) && !followsAnotherLedger(update)),
    );
  const elsewhere = await writeEach(detached, session, operations);
  // Nobody but masters writes there, so such an error is no property of a document.
  const [failure] = elsewhere.refused.values();
  if (failure !== undefined) throw new StoreError(`cannot write to the collection detached: ${failure}`, true);
  return { kind: 'projected', complete: false, detached: detachedDocuments(updates, refused) };
}
