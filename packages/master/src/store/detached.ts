/**
 * Tasks with documents that the database refuses to update, for example because a schema validator rejects them. They
 * are continued in the collection `detached`, in documents of the same form. Of a task's two documents, the one with
 * the higher `rev` counts. When the first one accepts updates again, it gets what it missed, and the other one is
 * deleted.
 */
import type { AnyBulkWriteOperation, Collection, Document } from 'mongodb';
import { parseTask, type TaskDocument } from '../core/leader/task-document.ts';
import type { DetachedDocument, StoreResponse } from '../core/store-requests.ts';
import { HISTORY_LIMIT, revisionOf, type TaskUpdate } from '../core/ledger/task-update.ts';
import { assignmentToRow, specToRow, type TaskRow } from './documents.ts';
import { PLACEABLE_FIELDS, REVISION_FIELD } from './bounded-fields.ts';
import { COMMITTED_READ, DURABLE_WRITE, type RequestScope } from './mongo-collections.ts';
import { findTasks } from './find-tasks.ts';
import { fromTaskId, toTaskId } from './task-id.ts';
import { writeEach } from './write-each.ts';

/** The fields that a detached document depends on; its history begins when it is detached. */
const { history: _history, ...BASE_FIELDS } = PLACEABLE_FIELDS;

/** Returns the revisions of documents; null for one without. Those that do not exist are absent. */
export async function revisionsIn(
  collection: Collection<TaskRow>,
  { session }: RequestScope,
  taskIds: readonly string[],
): Promise<Map<string, number | null>> {
  if (taskIds.length === 0) return new Map();
  const filter = { _id: { $in: taskIds.map(fromTaskId) } };
  const rows = await collection.find(filter, { ...COMMITTED_READ, session, projection: REVISION_FIELD }).toArray();
  return new Map(rows.map(({ _id, rev }) => [toTaskId(_id), revisionOf(rev)]));
}

/** Returns the documents in `tasks` that no detached document has overtaken. */
export async function withoutDetached(
  scope: RequestScope,
  documents: readonly TaskDocument[],
): Promise<readonly TaskDocument[]> {
  const taskIds = documents.map(({ taskId }) => taskId);
  const revisions = await revisionsIn(scope.detached, scope, taskIds);
  if (revisions.size === 0) return documents;
  return documents.filter(({ taskId, rev }) => (revisions.get(taskId) ?? 0) <= (revisionOf(rev) ?? 0));
}

/** Returns the detached documents that match a filter and have overtaken their document in `tasks`. */
export async function findDetached(scope: RequestScope, filter: Document, limit: number): Promise<TaskDocument[]> {
  const { documents } = await findTasks(scope.detached, scope, filter, {
    projection: PLACEABLE_FIELDS,
    limit,
  });
  const taskIds = documents.map(({ taskId }) => taskId);
  const revisions = await revisionsIn(scope.tasks, scope, taskIds);
  return documents.filter(({ taskId, rev }) => revisions.has(taskId) && Number(rev) > (revisions.get(taskId) ?? 0));
}

/** Returns the first version of a detached document, which reflects the same entry as the one in `tasks`. */
function baseOf(task: TaskDocument, rev: number | null): Document {
  const { taskId } = task;
  const parsed = parseTask(task);
  const base = { _id: fromTaskId(taskId), ...(rev === null ? {} : { rev }) };
  // Whatever makes the document invalid, such as a taskname of megabytes, must not make this one unwritable, too.
  if (!parsed.valid) return { ...base, state: 'created' };
  const { taskname, state, attempt, host, failures, assignment } = parsed.task;
  return {
    ...base,
    taskname,
    ...(task.sleeptime === undefined ? {} : { sleeptime: task.sleeptime }),
    ...specToRow(task),
    state,
    attempt,
    ...(failures === 0 ? {} : { failures }),
    ...(host === null ? {} : { host }),
    ...(assignment === null ? {} : { assignment: assignmentToRow(assignment) }),
  };
}

/**
 * Creates a detached document, unless there is one that counts. One that the document in `tasks` has overtaken was left
 * by a master that stopped before it deleted it; it would follow no update any more, so it is replaced.
 */
function detachOperation(task: TaskDocument, follows: number | null): AnyBulkWriteOperation<TaskRow> {
  const counts = { $gt: ['$rev', revisionOf(task.rev) ?? 0] };
  const replaced = { $cond: [counts, '$$ROOT', { $literal: baseOf(task, follows) }] };
  const filter = { _id: { $eq: fromTaskId(task.taskId) } };
  return { updateOne: { filter, update: [{ $replaceWith: replaced }], upsert: true } };
}

/** Creates the detached documents of updates that were refused, unless they exist. */
export async function detach(scope: RequestScope, updates: readonly TaskUpdate[]): Promise<void> {
  const { tasks, detached, session } = scope;
  const follows = new Map(updates.map((update) => [update.taskId, update.follows]));
  const filter = { _id: { $in: updates.map(({ taskId }) => fromTaskId(taskId)) } };
  const { documents } = await findTasks(tasks, scope, filter, { projection: BASE_FIELDS });
  const operations = documents.map((task) => detachOperation(task, follows.get(task.taskId) ?? null));
  if (operations.length > 0) await detached.bulkWrite(operations, { ordered: false, ...DURABLE_WRITE, session });
}

/** Returns the last items of the document's history and of another one, without repetitions. */
function joinedHistory(others: readonly Document[]): Document {
  const own = { $ifNull: ['$history', []] };
  const missing = { input: { $literal: others }, as: 'item', cond: { $not: [{ $in: ['$$item', own] }] } };
  return { $slice: [{ $concatArrays: [own, { $filter: missing }] }, -HISTORY_LIMIT] };
}

/**
 * Returns the update that makes the document in `tasks` equal to its detached one. Its history may contain some of the
 * items already, if a late update reached it after it began to accept updates again.
 */
function attachOperation(row: TaskRow): AnyBulkWriteOperation<TaskRow> {
  const { _id, taskname: _taskname, sleeptime: _sleeptime, history = [], ...fields } = row;
  const set: Document = { history: joinedHistory(history) };
  for (const [name, value] of Object.entries(fields)) set[name] = { $literal: value };
  const rev = Number(row.rev);
  return {
    updateOne: {
      filter: { _id: { $eq: _id }, $expr: { $lt: [{ $cond: [{ $isNumber: '$rev' }, '$rev', 0] }, rev] } },
      update: [{ $set: set }, ...(row.assignment === undefined ? [{ $unset: 'assignment' }] : [])],
    },
  };
}

/**
 * Updates some of the documents that were detached, as far as the database accepts that now. Chosen at random, so that
 * those that remain refused do not keep the others from their turn.
 */
export async function attach(scope: RequestScope, limit: number): Promise<StoreResponse> {
  const { tasks, detached, session } = scope;
  const sample = [{ $sample: { size: limit } }];
  const rows = await detached.aggregate<TaskRow>(sample, { ...COMMITTED_READ, session }).toArray();
  if (rows.length === 0) return { kind: 'attached', taskIds: [] };
  await writeEach(tasks, session, rows.map(attachOperation));
  const taskIds = rows.map(({ _id }) => toTaskId(_id));
  const revisions = await revisionsIn(tasks, scope, taskIds);
  const attached = rows.filter(({ _id, rev }) => {
    const reached = revisions.get(toTaskId(_id));
    return reached === undefined || (reached ?? 0) >= Number(rev);
  });
  const operations = attached.map(({ _id, rev }) => ({ deleteOne: { filter: { _id: { $eq: _id }, rev } } }));
  if (operations.length > 0) await detached.bulkWrite(operations, { ordered: false, ...DURABLE_WRITE, session });
  return { kind: 'attached', taskIds: attached.map(({ _id }) => toTaskId(_id)) };
}

/** Names the updates that were refused. */
export function detachedDocuments(
  updates: readonly TaskUpdate[],
  refused: ReadonlyMap<number, string>,
): DetachedDocument[] {
  return updates.flatMap(({ taskId }, index) => {
    const reason = refused.get(index);
    return reason === undefined ? [] : [{ taskId, reason }];
  });
}
