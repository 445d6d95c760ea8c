import type { AnyBulkWriteOperation, Document, Filter } from 'mongodb';
import type { Parked } from '../core/ledger/transitions.ts';
import { extendsHistory, HISTORY_LIMIT, onlyParks, type TaskUpdate } from '../core/ledger/task-update.ts';
import { assignmentToRow, historyItemToRow, type TaskRow } from './documents.ts';
import { fromTaskId } from './task-id.ts';

/**
 * Matches a document with a `rev` that no master has written: absent, or whatever a user put there, NaN included. An
 * expression, because query operators look into arrays.
 */
const NO_REVISION = {
  $expr: { $or: [{ $not: [{ $in: [{ $type: '$rev' }, ['int', 'double']] }] }, { $eq: ['$rev', Number.NaN] }] },
} as const;

function parkedToRow({ reason, atMs }: Parked): Document {
  return { reason, at: new Date(atMs) };
}

/**
 * Which documents without a revision an update matches: `usual` those with a field `rev` that is absent or null, `any` those
 * with whatever a user put there as well. The database takes a fifth less time for the usual ones.
 */
export type Unrevised = 'usual' | 'any';

/** Returns the filter for the revision that an update needs. */
function revisionGuard({ follows, overwrites = false, rev }: TaskUpdate, unrevised: Unrevised): Filter<TaskRow> {
  if (overwrites) return { $expr: { $lt: [{ $cond: [{ $isNumber: '$rev' }, '$rev', 0] }, rev] } };
  return follows === null && unrevised === 'any' ? NO_REVISION : { rev: follows };
}

/** Returns the filter that an update needs in order not to be written twice, or over what a newer leader has written. */
function guard(update: TaskUpdate, unrevised: Unrevised): Filter<TaskRow> {
  const { taskId, followsAttempt } = update;
  const attempt =
    followsAttempt === undefined ? {} : { attempt: followsAttempt === 0 ? { $in: [0, null] } : followsAttempt };
  return { _id: { $eq: fromTaskId(taskId) }, ...revisionGuard(update, unrevised), ...attempt };
}

/** Returns the update that parks a document. Its shape is unknown, so nothing but the mark and `rev` is written. */
function parkUpdate(update: TaskUpdate, unrevised: Unrevised): AnyBulkWriteOperation<TaskRow> {
  const { change, rev } = update;
  const parked = parkedToRow(change.parked ?? { reason: '', atMs: 0 });
  return { updateOne: { filter: guard(update, unrevised), update: { $set: { parked, rev } } } };
}

function fieldsToSet({ rev, change }: TaskUpdate): Document {
  const { state, host, attempt, assignment, parked, failures, notBeforeMs, result } = change;
  const set: Document = { rev };
  if (state !== undefined) set['state'] = state;
  if (host !== undefined) set['host'] = host;
  if (attempt !== undefined) set['attempt'] = attempt;
  if (assignment) set['assignment'] = assignmentToRow(assignment);
  if (parked) set['parked'] = parkedToRow(parked);
  if (failures) set['failures'] = failures;
  if (notBeforeMs !== undefined && notBeforeMs !== null) set['notBefore'] = new Date(notBeforeMs);
  // Checked when the slave reported it: it is JSON that MongoDB can store.
  if (result !== undefined && result !== null) set['result'] = JSON.parse(result);
  return set;
}

function fieldsToUnset({ change, releases }: TaskUpdate): readonly string[] {
  const { assignment, parked, failures, notBeforeMs } = change;
  return [
    ...(assignment === null ? ['assignment'] : []),
    // Usually a document that is placed is not marked, and the database is spared the work.
    ...(parked === null && releases === true ? ['parked'] : []),
    ...(failures === 0 ? ['failures'] : []),
    ...(notBeforeMs === null ? ['notBefore'] : []),
  ];
}

/** Converts everything that happened to a task since its document was last written to one update guarded by `rev`. */
export function toBulkOperation(update: TaskUpdate, unrevised: Unrevised): AnyBulkWriteOperation<TaskRow> {
  if (onlyParks(update)) return parkUpdate(update, unrevised);
  const unset = fieldsToUnset(update);
  const push = { history: { $each: update.history.map(historyItemToRow), $slice: -HISTORY_LIMIT } };
  return {
    updateOne: {
      filter: guard(update, unrevised),
      update: {
        $set: fieldsToSet(update),
        ...(unset.length === 0 ? {} : { $unset: Object.fromEntries(unset.map((field) => [field, ''])) }),
        ...(extendsHistory(update) ? { $push: push } : {}),
      },
    },
  };
}
