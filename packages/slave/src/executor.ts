import { randomUUID } from 'node:crypto';
import { messageOf, monotonicMs } from '@steadfast/runtime';
import type { Assignment } from './core/state.ts';
import type { EventOf } from './core/events.ts';
import type { Journal } from './journal.ts';

/** How an execution ended by itself. */
export type ExecutionEnd = EventOf<'execution finished'> | EventOf<'execution unproven'>;

/** Runs one task at a time: it sleeps, and proves it in the journal. */
export interface Executor {
  /**
   * Starts an execution, from scratch, unless the journal cannot be written. How it ends is told to the listener, if it
   * is not aborted before.
   * @throws {Error} when something runs already
   */
  start: (assignment: Assignment) => EventOf<'execution started'> | EventOf<'execution refused'>;
  /** Stops what runs, if anything does. Gives what is wrong with the journal, or null when nothing is. */
  abort: () => string | null;
}

interface Execution {
  readonly assignment: Assignment;
  readonly nonce: string;
  readonly startedMs: number;
  cancelTimer: () => void;
}

/** Calls back after a time in milliseconds, at once for none; gives what cancels it. */
function schedule(delayMs: number, callback: () => void): () => void {
  if (delayMs <= 0) {
    // A timer would take a millisecond even for nothing.
    const immediate = setImmediate(callback);
    return () => clearImmediate(immediate);
  }
  const timer = setTimeout(callback, Math.ceil(delayMs));
  return () => clearTimeout(timer);
}

/** Makes an executor that writes to `journal` and tells `onEnd` how executions end. */
export function createExecutor(journal: Journal, onEnd: (end: ExecutionEnd) => void): Executor {
  let current: Execution | null = null;

  /** Writes how an execution ended; gives why that failed, or null. */
  const record = (event: 'finished' | 'aborted', execution: Execution, nowMs: number): string | null => {
    const { assignment, nonce, startedMs } = execution;
    const { taskId, taskname, attempt } = assignment;
    try {
      journal.append({ event, taskId, taskname, attempt, nonce, monotonicMs: nowMs, sleptMs: nowMs - startedMs });
      return null;
    } catch (error) {
      return messageOf(error);
    }
  };

  const finish = (execution: Execution, nowMs: number): void => {
    const { assignment, nonce, startedMs } = execution;
    const { taskId, attempt } = assignment;
    current = null;
    const reason = record('finished', execution, nowMs);
    if (reason === null) onEnd({ kind: 'execution finished', taskId, attempt, nonce, sleptMs: nowMs - startedMs });
    else onEnd({ kind: 'execution unproven', taskId, attempt, reason });
  };

  const wake = (execution: Execution): void => {
    const nowMs = monotonicMs();
    const remainingMs = execution.assignment.sleepSeconds * 1000 - (nowMs - execution.startedMs);
    // A timer may fire up to a millisecond early; a task never sleeps less than it was told.
    if (remainingMs > 0) execution.cancelTimer = schedule(remainingMs, () => wake(execution));
    else finish(execution, nowMs);
  };

  return {
    start: (assignment) => {
      if (current !== null) throw new Error('an execution is running already');
      const { taskId, taskname, attempt, sleepSeconds } = assignment;
      const execution: Execution = { assignment, nonce: randomUUID(), startedMs: monotonicMs(), cancelTimer: () => {} };
      const { nonce, startedMs } = execution;
      try {
        journal.append({ event: 'started', taskId, taskname, attempt, nonce, monotonicMs: startedMs });
      } catch (error) {
        return { kind: 'execution refused', taskId, attempt, reason: messageOf(error) };
      }
      current = execution;
      execution.cancelTimer = schedule(sleepSeconds * 1000, () => wake(execution));
      return { kind: 'execution started', taskId, attempt, nonce };
    },
    abort: () => {
      const execution = current;
      if (execution === null) return null;
      current = null;
      execution.cancelTimer();
      return record('aborted', execution, monotonicMs());
    },
  };
}
