import type { Work } from '@steadfast/protocol/messages';
import { log, type StepContext } from '../effects.ts';
import type { Assignment } from '../ledger/transitions.ts';
import type { Leadership } from '../state.ts';
import type { StoreResponse } from '../store-requests.ts';
import { adopt, isBeyondLedger } from './foreign-task.ts';
import { assignedRead, MAX_ASSIGNED } from './ready-queue.ts';
import { parseTask, type ParsedTask, type TaskDocument, type ValidTask } from './task-document.ts';
import { track } from './task-index.ts';
import { park, revokeAssignment } from './task-lifecycle.ts';
import { reportUnreadable } from './unreadable.ts';

type AssignedTask = Omit<ValidTask, 'work'> & {
  readonly work: Work | null;
  readonly assignment: Assignment;
  readonly defect: string | null;
};

/** The name of a task that was assigned before its taskname became invalid. */
const UNKNOWN_NAME = '(invalid taskname)';

/**
 * Parses a task that an earlier leader assigned, even if a user has spoiled its own fields since: the slave may still
 * finish it. `defect` says what is wrong with them; null if nothing is.
 */
function parseSpoiled(document: TaskDocument): { readonly parsed: ParsedTask; readonly defect: string | null } {
  const parsed = parseTask(document);
  if (parsed.valid) return { parsed, defect: null };
  const { kind: _kind, input: _input, queue: _queue, priority: _priority, retry: _retry, ...others } = document;
  const { timeout: _timeout, notBeforeMs: _notBeforeMs, ...rest } = others;
  const named = { ...rest, sleeptime: 0 };
  const rescued = parseTask(named);
  return { parsed: rescued.valid ? rescued : parseTask({ ...named, taskname: UNKNOWN_NAME }), defect: parsed.reason };
}

/** Returns the task of a document that an earlier leader assigned, or why no leader can have assigned it. */
function parseAssigned(document: TaskDocument): { readonly problem: string } | { readonly task: AssignedTask } {
  const { parsed, defect } = parseSpoiled(document);
  if (!parsed.valid) return { problem: parsed.reason };
  const { assignment, state, rev } = parsed.task;
  if (assignment === null || state === 'success' || rev === null)
    return { problem: 'its assignment was not made by a master' };
  // Inputs are not read with the assignments: that of a task is read if it has to be placed again.
  const work = parsed.task.work.kind === 'sleep' ? parsed.task.work : null;
  return { task: { ...parsed.task, work, assignment, defect } };
}

/** Revokes an assignment that its slave cannot have. */
function disown(leadership: Leadership, context: StepContext, task: AssignedTask, reason: string): void {
  const disowned = track(leadership, task, { kind: 'settling' });
  revokeAssignment(leadership, context, disowned, task.assignment, reason);
}

/** Adopts an assignment, unless its slave is connected and would have declared it. */
function adoptAssignment(leadership: Leadership, context: StepContext, task: AssignedTask): void {
  const { host } = task.assignment;
  const untilMs = context.nowMs + leadership.config.recoveryGraceMs;
  if (isBeyondLedger(leadership, task)) adopt(leadership, context, task);
  else if (leadership.slaves.has(host)) disown(leadership, context, task, `${host} does not have the task`);
  else track(leadership, task, { kind: 'awaiting', host, untilMs });
}

/**
 * Adopts the open assignments of earlier leaders: their slaves may reconnect within the recovery grace. `documents` are
 * unfinished documents with an assignment; those that no leader can have assigned are parked. An assignment of another
 * ledger is void: a slave that still runs the task is told to stop when it registers.
 */
export function adoptAssignments(
  leadership: Leadership,
  context: StepContext,
  { documents, unreadable, more }: Extract<StoreResponse, { kind: 'assigned' }>,
): void {
  const { tasks, readyQueue } = leadership;
  for (const document of documents) {
    if (tasks.has(document.taskId) || readyQueue.departed.has(document.taskId)) continue;
    const parsed = parseAssigned(document);
    if ('problem' in parsed) park(leadership, context, document, parsed.problem);
    else adoptAssignment(leadership, context, parsed.task);
  }
  reportUnreadable(leadership, context, unreadable);
  assignedRead(readyQueue, more, context.nowMs);
  if (!more) return;
  const message = `there are more than ${MAX_ASSIGNED} documents with an assignment; the others are read when these are parked or revoked: remove the field assignment from those that no master has written`;
  log(context, 'error', 'task.ignored', message, {});
}
