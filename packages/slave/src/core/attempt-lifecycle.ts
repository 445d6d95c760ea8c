import { MAX_SLEEP_SECONDS, MAX_TASKNAME_LENGTH } from '@steadfast/protocol/limits';
import type { AttemptReference, DeclineReason } from '@steadfast/protocol/messages';
import { leaveIfDrained } from './drain.ts';
import { log, loggedAttempt, send, type StepContext } from './effects.ts';
import type { EventOf } from './events.ts';
import { addReport, findReport, takeReport } from './outbox.ts';
import { decline, declineQueue, isFull, startNext, takeWaiting } from './queue.ts';
import { sendReport } from './session.ts';
import { isSameAttempt, type AssignedAttempt, type SlaveState } from './state.ts';

/** Clears the running attempt if it is this one, and returns it; otherwise returns null. */
function takeRunning(state: SlaveState, attempt: AttemptReference): AssignedAttempt | null {
  const { running } = state;
  if (running === null || !isSameAttempt(running, attempt)) return null;
  state.running = null;
  return running;
}

function isRunnable({ taskname, sleepSeconds }: AssignedAttempt): boolean {
  return (
    taskname !== '' &&
    taskname.length <= MAX_TASKNAME_LENGTH &&
    // Also false for NaN.
    sleepSeconds >= 0 &&
    sleepSeconds <= MAX_SLEEP_SECONDS
  );
}

/** Returns why an assignment must be declined; null if it can run. */
function declineReasonFor(state: SlaveState, assigned: AssignedAttempt): DeclineReason | null {
  if (state.draining) return 'draining';
  if (isFull(state)) return 'busy';
  return isRunnable(assigned) ? null : 'cannot run it';
}

/** Declines an assignment as it arrives. */
export function declineAssignment(
  state: SlaveState,
  context: StepContext,
  assigned: AssignedAttempt,
  reason: DeclineReason,
): void {
  log(context, { event: 'task.placed', ...loggedAttempt(state, assigned) });
  decline(state, context, assigned, reason);
}

/**
 * Handles Assign: starts the attempt, lets it wait for its turn, or declines it. A repeated Assign never starts a second
 * execution.
 */
export function attemptAssigned(state: SlaveState, context: StepContext, assigned: AssignedAttempt): void {
  const { taskId, attempt } = assigned;
  if (state.running !== null && isSameAttempt(state.running, assigned)) return;
  if (state.queue.some((waiting) => isSameAttempt(waiting, assigned))) return;
  if (findReport(state.outbox, assigned) !== undefined) return send(context, { kind: 'finished', taskId, attempt });
  const reason = declineReasonFor(state, assigned);
  if (reason !== null) return declineAssignment(state, context, assigned, reason);
  log(context, { event: 'task.placed', ...loggedAttempt(state, assigned) });
  state.queue = [...state.queue, assigned];
  startNext(state, context);
}

/** Handles Recall: gives the attempt back if it has not started. Otherwise its reports are the answer. */
export function attemptRecalled(state: SlaveState, context: StepContext, recalled: AttemptReference): void {
  const waiting = takeWaiting(state, recalled);
  if (waiting !== undefined) decline(state, context, waiting, 'recalled');
}

/** Reports that the attempt has started. */
export function executionStarted(state: SlaveState, context: StepContext, event: EventOf<'execution.started'>): void {
  const { running } = state;
  if (running === null || !isSameAttempt(running, event)) return;
  const { taskId, attempt } = running;
  log(context, { event: 'task.running', ...loggedAttempt(state, running), nonce: event.nonce });
  sendReport(state, context, { kind: 'started', taskId, attempt });
}

/**
 * Declines the attempt: an execution without a journal entry could not be verified afterwards. What waits behind it would
 * fare no better.
 */
export function executionRejected(state: SlaveState, context: StepContext, event: EventOf<'execution.rejected'>): void {
  const running = takeRunning(state, event);
  if (running === null) return;
  log(context, { event: 'journal.failed', reason: event.reason });
  decline(state, context, running, 'cannot run it');
  declineQueue(state, context, 'cannot run it');
}

/** Reports that the attempt has finished, and keeps the report until a master acknowledges it. */
export function executionFinished(state: SlaveState, context: StepContext, event: EventOf<'execution.finished'>): void {
  const running = takeRunning(state, event);
  if (running === null) return;
  const { taskId, taskname, attempt } = running;
  addReport(state.outbox, { taskId, taskname, attempt, replayed: false });
  const { nonce, sleptMs } = event;
  log(context, { event: 'task.finished', ...loggedAttempt(state, running), nonce, sleptMs });
  sendReport(state, context, { kind: 'finished', taskId, attempt });
  startNext(state, context);
}

/** Reports the attempt as aborted: it ran to its end, but without a journal entry that cannot be verified. */
export function executionUnrecorded(
  state: SlaveState,
  context: StepContext,
  event: EventOf<'execution.unrecorded'>,
): void {
  const running = takeRunning(state, event);
  if (running === null) return;
  const { taskId, attempt } = running;
  log(context, { event: 'journal.failed', reason: event.reason });
  const reason = 'its end could not be written to the journal';
  log(context, { event: 'task.killed', ...loggedAttempt(state, running), reason });
  sendReport(state, context, { kind: 'aborted', taskId, attempt });
  declineQueue(state, context, 'cannot run it');
  leaveIfDrained(state, context);
}

/** Handles Acknowledge: the report is in the ledger and can be dropped. */
export function reportAcknowledged(state: SlaveState, context: StepContext, attempt: AttemptReference): void {
  const report = takeReport(state.outbox, attempt);
  if (report === undefined) return;
  log(context, { event: 'task.success', ...loggedAttempt(state, report), replayed: report.replayed });
  leaveIfDrained(state, context);
}

/** Handles Abort: stops the attempt if it is running, or drops it or its report. */
export function attemptAborted(state: SlaveState, context: StepContext, attempt: AttemptReference): void {
  const running = takeRunning(state, attempt);
  if (running !== null) {
    context.effects.push({ kind: 'execution.abort' });
    log(context, { event: 'task.killed', ...loggedAttempt(state, running), reason: 'aborted by the master' });
    send(context, { kind: 'aborted', taskId: running.taskId, attempt: running.attempt });
    startNext(state, context);
    return leaveIfDrained(state, context);
  }
  if (takeWaiting(state, attempt) !== undefined) return;
  const report = takeReport(state.outbox, attempt);
  if (report === undefined) return;
  log(context, { event: 'report.refused', ...loggedAttempt(state, report) });
  leaveIfDrained(state, context);
}
