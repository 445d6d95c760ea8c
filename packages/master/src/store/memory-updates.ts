import { isDeepStrictEqual } from 'node:util';
import type { DetachedDocument, StoreResponse } from '../core/store-requests.ts';
import {
  extendsHistory,
  followsAnotherLedger,
  HISTORY_LIMIT,
  onlyParks,
  revisionOf,
  type TaskUpdate,
} from '../core/ledger/task-update.ts';
import { parseTask } from '../core/leader/task-document.ts';
import { currentTask, isAhead, type MemoryData, type MemoryTask } from './memory-data.ts';

/** Returns whether an update follows the revision of a document, and its attempt if that matters. */
function matches(task: MemoryTask, { follows, followsAttempt, overwrites = false, rev }: TaskUpdate): boolean {
  const expected = followsAttempt === undefined || (task.attempt ?? 0) === followsAttempt;
  if (overwrites) return (revisionOf(task.rev) ?? 0) < rev && expected;
  return revisionOf(task.rev) === follows && expected;
}

/** Applies an update that matches a document, and that the database accepts. */
function applyUpdate(task: MemoryTask, update: TaskUpdate): MemoryTask {
  const { rev, change, history, releases } = update;
  const { state, host, attempt, assignment, parked, failures, notBeforeMs, result } = change;
  if (parked && onlyParks(update)) return { ...task, parked, rev };
  const { assignment: before, ...rest } = task;
  const after = assignment === undefined ? before : (assignment ?? undefined);
  if (releases === true && parked === null) delete rest.parked;
  if (failures === 0) delete rest.failures;
  if (notBeforeMs === null) delete rest.notBeforeMs;
  return {
    ...rest,
    ...(failures ? { failures } : {}),
    ...(typeof notBeforeMs === 'number' ? { notBeforeMs } : {}),
    ...(typeof result === 'string' ? { result } : {}),
    ...(state === undefined ? {} : { state }),
    ...(host === undefined ? {} : { host }),
    ...(attempt === undefined ? {} : { attempt }),
    ...(after === undefined ? {} : { assignment: after }),
    ...(parked ? { parked } : {}),
    ...(extendsHistory(update) ? { history: [...(task.history ?? []), ...history].slice(-HISTORY_LIMIT) } : {}),
    rev,
  };
}

/** Returns the first version of a detached document: of an invalid one, no more than it takes to park it. */
function detachedBase(task: MemoryTask): MemoryTask {
  const { taskId, rev } = task;
  const base = { taskId, ...(rev === undefined ? {} : { rev: revisionOf(task.rev) }) };
  const { rev: _rev, history: _history, ...fields } = task;
  const parsed = parseTask(fields);
  if (!parsed.valid) return { ...base, state: 'created' };
  const { taskname, state, attempt, host, assignment } = parsed.task;
  const { sleeptime, kind, input, queue, priority, notBeforeMs, retry, timeout, failures } = task;
  const spec = { sleeptime, kind, input, queue, priority, notBeforeMs, retry, timeout, failures };
  const present = Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== undefined));
  const assigned = assignment === null ? {} : { assignment };
  return { ...base, taskname, ...present, state, attempt, ...(host === null ? {} : { host }), ...assigned };
}

/** Returns whether the database can apply an update to a document; a history that is not an array cannot be extended. */
function accepts({ refusesUpdates = false, history = [] }: MemoryTask, update: TaskUpdate): boolean {
  return !refusesUpdates && (Array.isArray(history) || update.history.length === 0);
}

/** Updates a document, if it matches and accepts the update. Returns whether it did. */
function writeUpdate(documents: Map<string, MemoryTask>, update: TaskUpdate): boolean {
  const task = documents.get(update.taskId);
  if (task === undefined || !matches(task, update) || !accepts(task, update)) return false;
  documents.set(update.taskId, applyUpdate(task, update));
  return true;
}

/** Updates task documents. Those that refuse it are detached. */
export function project(data: MemoryData, updates: readonly TaskUpdate[]): StoreResponse {
  const { tasks, detached } = data;
  const unwritten = updates.filter((update) => !writeUpdate(tasks, update));
  if (unwritten.length === 0) return { kind: 'projected', complete: true, detached: [] };
  const refused: DetachedDocument[] = [];
  for (const update of unwritten) {
    const { taskId } = update;
    const task = tasks.get(taskId);
    if (task === undefined || !matches(task, update)) continue;
    refused.push({ taskId, reason: 'refused' });
    const counts = detached.has(taskId) && currentTask(data, taskId) !== task;
    if (!counts && !followsAnotherLedger(update)) detached.set(taskId, detachedBase(task));
  }
  // The one in MongoDB is not told which updates were written, so it tries all of them.
  for (const update of updates) writeUpdate(detached, update);
  return { kind: 'projected', complete: false, detached: refused };
}

/** Updates the documents that were detached, as far as they accept that now. */
export function attach({ tasks, detached }: MemoryData, limit: number): StoreResponse {
  const attached: string[] = [];
  for (const [taskId, other] of [...detached].slice(0, limit)) {
    const task = tasks.get(taskId);
    if (task !== undefined && isAhead(other, task)) {
      if (task.refusesUpdates === true || !Array.isArray(task.history ?? [])) {
        // It comes last the next time.
        detached.delete(taskId);
        detached.set(taskId, other);
        continue;
      }
      tasks.set(taskId, caughtUp(task, other));
    }
    detached.delete(taskId);
    attached.push(taskId);
  }
  return { kind: 'attached', taskIds: attached };
}

/** Returns a document with what it missed while its task was continued in another one. */
function caughtUp(task: MemoryTask, other: MemoryTask): MemoryTask {
  const { taskname: _taskname, sleeptime: _sleeptime, history: missed = [], ...fields } = other;
  const { assignment: _assignment, history, ...rest } = task;
  // A user may have written null there.
  const own = history ?? [];
  const missing = missed.filter((item) => !own.some((known) => isDeepStrictEqual(known, item)));
  return { ...rest, ...fields, history: [...own, ...missing].slice(-HISTORY_LIMIT) };
}
