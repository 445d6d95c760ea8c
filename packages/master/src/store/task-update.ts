import type { AnyBulkWriteOperation, Document } from 'mongodb';
import { HISTORY_LIMIT, type TaskUpdate } from '../core/ledger/projection.ts';
import { assignmentRow, historyRow, type TaskRow } from './documents.ts';
import { fromTaskId } from './task-id.ts';

/** What a document holds in `rev` while no master has written it: nothing, or what somebody else put there. */
const NOT_WRITTEN = { $not: { $type: ['int', 'double'] } } as const;

/** The update of a document that is set aside: nothing is known of its shape, so only the mark is written on it. */
function parkUpdate({ taskId, follows, change, rev }: TaskUpdate): AnyBulkWriteOperation<TaskRow> {
  const { reason, atMs } = change.parked ?? { reason: '', atMs: 0 };
  const filter = { _id: { $eq: fromTaskId(taskId) }, rev: follows ?? NOT_WRITTEN, parked: null };
  return { updateOne: { filter, update: { $set: { parked: { reason, at: new Date(atMs) }, rev } } } };
}

/** Everything that happened to one task since its document was last written, as one update guarded by `rev`. */
export function bulkOperation(update: TaskUpdate): AnyBulkWriteOperation<TaskRow> {
  const { taskId, follows, rev, change, history } = update;
  if (change.parked && history.length === 0) return parkUpdate(update);
  const { state, host, attempt, assignment } = change;
  const set: Document = { rev };
  if (state !== undefined) set['state'] = state;
  if (host !== undefined) set['host'] = host;
  if (attempt !== undefined) set['attempt'] = attempt;
  if (assignment) set['assignment'] = assignmentRow(assignment);
  return {
    updateOne: {
      // Equality with null also matches a document that has no rev yet.
      filter: { _id: { $eq: fromTaskId(taskId) }, rev: follows },
      update: {
        $set: set,
        ...(assignment === null ? { $unset: { assignment: '' } } : {}),
        $push: { history: { $each: history.map(historyRow), $slice: -HISTORY_LIMIT } },
      },
    },
  };
}
