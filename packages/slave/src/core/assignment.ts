import { MAX_SLEEP_SECONDS, MAX_TASKNAME_LENGTH } from '@steadfast/protocol/limits';
import type { AttemptReference, DeclineReason } from '@steadfast/protocol/messages';
import { leaveWhenDrained } from './drain.ts';
import { log, send, type Effect, type LoggedTask } from './effects.ts';
import type { EventOf } from './events.ts';
import { addReport, findReport, isFull, takeReport } from './outbox.ts';
import { report } from './session.ts';
import { currentEpoch, isSame, type Assignment, type SlaveState } from './state.ts';

function logged(state: SlaveState, task: Omit<LoggedTask, 'epoch'>): LoggedTask {
  return {
    taskId: task.taskId,
    taskname: task.taskname,
    attempt: task.attempt,
    epoch: currentEpoch(state),
  };
}

/** Takes out of the state what runs, if it is this very attempt. */
function takeRunning(state: SlaveState, attempt: AttemptReference): Assignment | null {
  const { running } = state;
  if (running === null || !isSame(running, attempt)) return null;
  state.running = null;
  return running;
}

function isRunnable({ taskname, sleepSeconds }: Assignment): boolean {
  return (
    taskname !== '' &&
    taskname.length <= MAX_TASKNAME_LENGTH &&
    // A comparison with NaN is false, so NaN is not runnable either.
    sleepSeconds >= 0 &&
    sleepSeconds <= MAX_SLEEP_SECONDS
  );
}

function reasonToDecline(state: SlaveState, assignment: Assignment): DeclineReason | null {
  if (state.draining) return 'draining';
  if (state.running !== null || isFull(state.outbox)) return 'busy';
  return isRunnable(assignment) ? null : 'cannot run it';
}

function placed(state: SlaveState, assignment: Assignment): Effect {
  return log({ event: 'task.placed', ...logged(state, assignment) });
}

/** Says that an assignment is not taken: the task has not begun. A master that is being given up is told so, too. */
function decline(state: SlaveState, assignment: Assignment, reason: DeclineReason): Effect[] {
  const { taskId, attempt } = assignment;
  const heard = state.phase.kind === 'welcomed' || state.phase.kind === 'ending';
  return [
    log({ event: 'task.returned', ...logged(state, assignment), reason }),
    ...(heard ? [send({ kind: 'declined', taskId, attempt, reason })] : []),
  ];
}

/** The master wants a task run that is not to be started, for this reason. */
export function turnAway(state: SlaveState, assignment: Assignment, reason: DeclineReason): Effect[] {
  return [placed(state, assignment), ...decline(state, assignment, reason)];
}

/** The master wants a task run: it is started, or declined. */
export function assigned(state: SlaveState, assignment: Assignment): Effect[] {
  const { taskId, attempt } = assignment;
  if (state.running !== null && isSame(state.running, assignment)) return [];
  if (findReport(state.outbox, assignment) !== undefined) return [send({ kind: 'finished', taskId, attempt })];
  const reason = reasonToDecline(state, assignment);
  if (reason !== null) return turnAway(state, assignment, reason);
  state.running = assignment;
  return [placed(state, assignment), { kind: 'start execution', assignment }];
}

/** The task runs. */
export function executionStarted(state: SlaveState, event: EventOf<'execution started'>): Effect[] {
  const { running } = state;
  if (running === null || !isSame(running, event)) return [];
  const { taskId, attempt } = running;
  return [
    log({ event: 'task.running', ...logged(state, running), nonce: event.nonce }),
    ...report(state, { kind: 'started', taskId, attempt }),
  ];
}

/** The task could not be started: what cannot be proven is not run. */
export function executionRefused(state: SlaveState, event: EventOf<'execution refused'>): Effect[] {
  const running = takeRunning(state, event);
  if (running === null) return [];
  return [log({ event: 'journal.failed', reason: event.reason }), ...decline(state, running, 'cannot run it')];
}

/** The task ran to its end: its report waits in the outbox until a master acknowledges it. */
export function executionFinished(state: SlaveState, event: EventOf<'execution finished'>): Effect[] {
  const running = takeRunning(state, event);
  if (running === null) return [];
  const { taskId, taskname, attempt } = running;
  addReport(state.outbox, { taskId, taskname, attempt, replayed: false });
  return [
    log({ event: 'task.finished', ...logged(state, running), nonce: event.nonce, sleptMs: event.sleptMs }),
    ...report(state, { kind: 'finished', taskId, attempt }),
  ];
}

/** The task ran to its end, but that cannot be proven: it is handed back as if it had been stopped. */
export function executionUnproven(state: SlaveState, event: EventOf<'execution unproven'>): Effect[] {
  const running = takeRunning(state, event);
  if (running === null) return [];
  const { taskId, attempt } = running;
  return [
    log({ event: 'journal.failed', reason: event.reason }),
    log({ event: 'task.killed', ...logged(state, running), reason: 'its end could not be written to the journal' }),
    ...report(state, { kind: 'aborted', taskId, attempt }),
    ...leaveWhenDrained(state),
  ];
}

/** A report is in the ledger: it may be forgotten. */
export function acknowledged(state: SlaveState, attempt: AttemptReference): Effect[] {
  const taken = takeReport(state.outbox, attempt);
  if (taken === undefined) return [];
  const entry = log({ event: 'task.success', ...logged(state, taken), replayed: taken.replayed });
  return [entry, ...leaveWhenDrained(state)];
}

/** An attempt counts no more: it is stopped, or its report is dropped. */
export function aborted(state: SlaveState, attempt: AttemptReference): Effect[] {
  const running = takeRunning(state, attempt);
  if (running !== null) {
    return [
      { kind: 'abort execution' },
      log({ event: 'task.killed', ...logged(state, running), reason: 'the master withdrew it' }),
      send({ kind: 'aborted', taskId: running.taskId, attempt: running.attempt }),
      ...leaveWhenDrained(state),
    ];
  }
  const refused = takeReport(state.outbox, attempt);
  if (refused === undefined) return [];
  return [log({ event: 'report.refused', ...logged(state, refused) }), ...leaveWhenDrained(state)];
}
