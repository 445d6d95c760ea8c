import { MAX_SLEEP_SECONDS, MAX_TASKNAME_LENGTH } from '@steadfast/protocol/limits';
import { kindOf, type AttemptReference, type DeclineReason } from '@steadfast/protocol/messages';
import type { FailedMessage, FinishedMessage } from '@steadfast/protocol/messages';
import { leaveIfDrained } from './drain.ts';
import { log, loggedAttempt, send, type StepContext } from './effects.ts';
import type { EventOf } from './events.ts';
import { addReport, findReport, takeReport, type EndReport } from './outbox.ts';
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

function isRunnable({ config }: SlaveState, { taskname, work }: AssignedAttempt): boolean {
  if (taskname === '' || taskname.length > MAX_TASKNAME_LENGTH) return false;
  if (!config.kinds.includes(kindOf(work))) return false;
  // False for NaN, too.
  return work.kind === 'job' || (work.sleepSeconds >= 0 && work.sleepSeconds <= MAX_SLEEP_SECONDS);
}

/** Returns why an assignment must be declined; null if it can run. */
function declineReasonFor(state: SlaveState, assigned: AssignedAttempt): DeclineReason | null {
  if (state.draining) return 'draining';
  if (isFull(state)) return 'busy';
  return isRunnable(state, assigned) ? null : 'cannot run it';
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
  if (state.running !== null && isSameAttempt(state.running, assigned)) return;
  if (state.queue.some((waiting) => isSameAttempt(waiting, assigned))) return;
  const report = findReport(state.outbox, assigned);
  if (report !== undefined) return send(context, report.message);
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

/** Returns the report about the end of an execution. */
function endReport(event: EventOf<'execution.finished' | 'execution.failed'>): FinishedMessage | FailedMessage {
  const { taskId, attempt } = event;
  if (event.kind === 'execution.failed')
    return { kind: 'failed', taskId, attempt, reason: event.reason, permanent: event.permanent };
  return { kind: 'finished', taskId, attempt, ...(event.result === undefined ? {} : { result: event.result }) };
}

/** Returns whether the report of an attempt is to survive the process. */
function isKept({ config }: SlaveState, { work }: AssignedAttempt): boolean {
  return config.keepsReports === 'all' || (config.keepsReports === 'jobs' && work.kind === 'job');
}

/** Reports how the attempt has ended, and keeps the report until a master acknowledges it. */
export function executionEnded(
  state: SlaveState,
  context: StepContext,
  event: EventOf<'execution.finished' | 'execution.failed'>,
): void {
  const running = takeRunning(state, event);
  if (running === null) return;
  const { taskId, taskname, attempt } = running;
  const message = endReport(event);
  const report = { taskId, taskname, attempt, message, kept: isKept(state, running), replayed: false };
  addReport(state.outbox, report);
  if (report.kept) context.effects.push({ kind: 'report.keep', report });
  const { nonce, sleptMs } = event;
  const logged = { ...loggedAttempt(state, running), nonce, sleptMs };
  if (event.kind === 'execution.failed') log(context, { event: 'task.failed', ...logged, reason: event.reason });
  else log(context, { event: 'task.finished', ...logged });
  sendReport(state, context, message);
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

/** Removes a report from the outbox, and from the disk. Returns it; undefined if there is none. */
function dropReport(state: SlaveState, context: StepContext, attempt: AttemptReference): EndReport | undefined {
  const report = takeReport(state.outbox, attempt);
  if (report?.kept === true) context.effects.push({ kind: 'report.drop', attempt: report });
  return report;
}

/** Handles Acknowledge: the report is in the ledger and can be dropped. */
export function reportAcknowledged(state: SlaveState, context: StepContext, attempt: AttemptReference): void {
  const report = dropReport(state, context, attempt);
  if (report === undefined) return;
  const logged = loggedAttempt(state, report);
  if (report.message.kind === 'failed') log(context, { event: 'report.confirmed', ...logged });
  else log(context, { event: 'task.success', ...logged, replayed: report.replayed });
  leaveIfDrained(state, context);
}

/** Aborts the attempt that was running. A sleep ends at once; a job ends when its processes are gone. */
function abort(state: SlaveState, context: StepContext, assigned: AssignedAttempt, reason: string): void {
  context.effects.push({ kind: 'execution.abort' });
  if (assigned.work.kind === 'job') state.stopping = { assigned, reason };
  else aborted(state, context, assigned, reason);
}

/** Reports that an attempt was aborted, and starts the next one. */
function aborted(state: SlaveState, context: StepContext, assigned: AssignedAttempt, reason: string): void {
  const { taskId, attempt } = assigned;
  log(context, { event: 'task.killed', ...loggedAttempt(state, assigned), reason });
  sendReport(state, context, { kind: 'aborted', taskId, attempt });
  startNext(state, context);
  leaveIfDrained(state, context);
}

/** Handles the end of everything that an aborted job ran. */
export function executionAborted(state: SlaveState, context: StepContext, event: EventOf<'execution.aborted'>): void {
  const { stopping } = state;
  if (stopping === null || !isSameAttempt(stopping.assigned, event)) return;
  state.stopping = null;
  if (event.journalFailure !== null) log(context, { event: 'journal.failed', reason: event.journalFailure });
  aborted(state, context, stopping.assigned, stopping.reason);
}

/** Handles Abort: stops the attempt if it is running, or drops it or its report. */
export function attemptAborted(state: SlaveState, context: StepContext, attempt: AttemptReference): void {
  const running = takeRunning(state, attempt);
  if (running !== null) return abort(state, context, running, 'aborted by the master');
  if (takeWaiting(state, attempt) !== undefined) return;
  const report = dropReport(state, context, attempt);
  if (report === undefined) return;
  log(context, { event: 'report.refused', ...loggedAttempt(state, report) });
  leaveIfDrained(state, context);
}
