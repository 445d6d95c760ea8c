import { cancelNothing, messageOf, type Cancel, type Timers } from '@steadfast/runtime';
import type { EventOf } from './core/events.ts';
import type { AssignedAttempt } from './core/state.ts';
import type { Journal } from './journal.ts';

/** The event that ends an execution, unless it is aborted. */
export type ExecutionEnd = EventOf<'execution.finished'> | EventOf<'execution.unrecorded'>;

/** Executes one attempt at a time: sleeps, and records start and end in the journal. */
export interface Executor {
  /**
   * Starts an execution, unless its start cannot be written to the journal. Its end is passed to the callback.
   * @throws {Error} when an execution is already running
   */
  readonly start: (assigned: AssignedAttempt) => EventOf<'execution.started'> | EventOf<'execution.rejected'>;
  /**
   * Ends the running execution if it has no time to sleep. To be called at the end of a turn: a task of no length then
   * costs no turn of its own, and no millisecond, which a timer takes at least.
   */
  readonly endDue: () => void;
  /** Aborts the running execution, if any. Returns why that could not be written to the journal; null if it could. */
  readonly abort: () => string | null;
}

interface ActiveExecution {
  readonly assigned: AssignedAttempt;
  readonly nonce: string;
  readonly startedMs: number;
  cancelTimer: Cancel;
}

/** What an executor is created with. */
export interface ExecutorOptions {
  readonly journal: Journal;
  readonly timers: Timers;
  /** Returns an identifier of an execution, never used before. */
  readonly newNonce: () => string;
  /** Called for every execution that is not aborted. */
  readonly onEnd: (end: ExecutionEnd) => void;
}

/** Writes the end of an execution to the journal. Returns why that failed; null if it did not. */
function recordEnd(
  journal: Journal,
  event: 'finished' | 'aborted',
  { assigned, nonce, startedMs }: ActiveExecution,
  nowMs: number,
): string | null {
  const { taskId, taskname, attempt } = assigned;
  try {
    journal.append({ event, taskId, taskname, attempt, nonce, monotonicMs: nowMs, sleptMs: nowMs - startedMs });
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

/** Creates an executor. */
export function createExecutor({ journal, timers, newNonce, onEnd }: ExecutorOptions): Executor {
  const { monotonicMs, after } = timers;
  let current: ActiveExecution | null = null;

  const schedule = (delayMs: number, execution: ActiveExecution): void => {
    execution.cancelTimer = after(Math.ceil(delayMs), () => wake(execution));
  };

  const finish = (execution: ActiveExecution, nowMs: number): void => {
    const { assigned, nonce, startedMs } = execution;
    const { taskId, attempt } = assigned;
    current = null;
    const failure = recordEnd(journal, 'finished', execution, nowMs);
    if (failure === null) onEnd({ kind: 'execution.finished', taskId, attempt, nonce, sleptMs: nowMs - startedMs });
    else onEnd({ kind: 'execution.unrecorded', taskId, attempt, reason: failure });
  };

  const wake = (execution: ActiveExecution): void => {
    const nowMs = monotonicMs();
    const remainingMs = execution.assigned.sleepSeconds * 1000 - (nowMs - execution.startedMs);
    // A timer may fire up to a millisecond early, but a task must not sleep less than its sleeptime.
    if (remainingMs > 0) schedule(remainingMs, execution);
    else finish(execution, nowMs);
  };

  return {
    start: (assigned) => {
      if (current !== null) throw new Error('an execution is already running');
      const { taskId, taskname, attempt, sleepSeconds } = assigned;
      const execution: ActiveExecution = {
        assigned,
        nonce: newNonce(),
        startedMs: monotonicMs(),
        cancelTimer: cancelNothing,
      };
      const { nonce, startedMs } = execution;
      try {
        journal.append({ event: 'started', taskId, taskname, attempt, nonce, monotonicMs: startedMs });
      } catch (error) {
        return { kind: 'execution.rejected', taskId, attempt, reason: messageOf(error) };
      }
      current = execution;
      if (sleepSeconds > 0) schedule(sleepSeconds * 1000, execution);
      return { kind: 'execution.started', taskId, attempt, nonce };
    },
    endDue: () => {
      if (current?.assigned.sleepSeconds === 0) finish(current, monotonicMs());
    },
    abort: () => {
      const execution = current;
      if (execution === null) return null;
      current = null;
      execution.cancelTimer();
      return recordEnd(journal, 'aborted', execution, monotonicMs());
    },
  };
}
