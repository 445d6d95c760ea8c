import { log, type StepContext } from './effects.ts';
import { declineQueue } from './queue.ts';
import { leave, sendReport } from './session.ts';
import { currentEpoch, isBusy, type SlaveState } from './state.ts';

/** Leaves if the slave is draining and holds neither a running attempt nor an unacknowledged report. */
export function leaveIfDrained(state: SlaveState, context: StepContext): void {
  if (state.draining && !isBusy(state) && state.outbox.size === 0) leave(state, context);
}

/** Starts draining: the slave accepts no more assignments, finishes and reports what it holds, then leaves. */
export function startDrain(state: SlaveState, context: StepContext): void {
  if (state.draining) return;
  state.draining = true;
  log(context, { event: 'drain.began', running: isBusy(state), reports: state.outbox.size });
  declineQueue(state, context, 'draining');
  sendReport(state, context, { kind: 'leaving' });
  leaveIfDrained(state, context);
}

/** Leaves although the slave is not drained: aborts what is running and drops unacknowledged reports. */
export function drainExpired(state: SlaveState, context: StepContext): void {
  const { running, outbox } = state;
  const epoch = currentEpoch(state);
  if (running !== null) {
    const { taskId, taskname, attempt } = running;
    state.running = null;
    context.effects.push({ kind: 'execution.abort' });
    log(context, { event: 'task.killed', taskId, taskname, attempt, epoch, reason: 'drain timeout' });
    sendReport(state, context, { kind: 'aborted', taskId, attempt });
  }
  for (const { taskId, taskname, attempt, kept } of outbox.values())
    log(context, { event: kept ? 'report.kept' : 'report.abandoned', taskId, taskname, attempt, epoch });
  outbox.clear();
  leave(state, context);
}
