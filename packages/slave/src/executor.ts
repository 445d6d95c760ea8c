import { createHash } from 'node:crypto';
import { cancelNothing, messageOf, type Cancel, type Timers } from '@steadfast/runtime';
import type { EventOf } from './core/events.ts';
import type { AssignedAttempt } from './core/state.ts';
import type { Journal, JournalEnd } from './journal.ts';
import type { Outcome, RunningJob, WorkRunner } from './work/work-runner.ts';

/** The event that ends an execution; an aborted sleep has none. */
export type ExecutionEnd = EventOf<
  'execution.finished' | 'execution.failed' | 'execution.unrecorded' | 'execution.aborted'
>;

/** Executes one attempt at a time: sleeps, or has a job run, and records start and end in the journal. */
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
  /**
   * Aborts the running execution, if any. A sleep ends at once; the end of a job follows, once its processes are gone.
   * Returns why the end could not be written to the journal; null if it could, or is still to come.
   */
  readonly abort: () => string | null;
  /** Ends the running execution at once, if any, and kills what it runs. Nothing follows. */
  readonly close: () => void;
}

interface ActiveExecution {
  readonly assigned: AssignedAttempt;
  readonly nonce: string;
  readonly startedMs: number;
  cancelTimer: Cancel;
  /** The job, unless the task sleeps. */
  job: RunningJob | null;
  aborting: boolean;
}

/** What an executor is created with. */
export interface ExecutorOptions {
  readonly journal: Journal;
  readonly timers: Timers;
  readonly runner: WorkRunner;
  /** Returns an identifier of an execution, never used before. */
  readonly newNonce: () => string;
  /** Called for every execution, except for a sleep that is aborted. */
  readonly onEnd: (end: ExecutionEnd) => void;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Returns the hash of the input for the journal; nothing for a task without one. */
function inputHash({ work }: AssignedAttempt): { readonly inputSha256?: string } {
  return work.kind === 'job' && work.input !== '' ? { inputSha256: sha256(work.input) } : {};
}

/** Writes the end of an execution to the journal. Returns why that failed; null if it did not. */
function recordEnd(
  journal: Journal,
  end: JournalEnd,
  { assigned, nonce, startedMs }: ActiveExecution,
  nowMs: number,
): string | null {
  const { taskId, taskname, attempt } = assigned;
  try {
    journal.append({ ...end, taskId, taskname, attempt, nonce, monotonicMs: nowMs, sleptMs: nowMs - startedMs });
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

/** Returns what the journal says about the outcome of a job. */
function endOf(outcome: Outcome): JournalEnd {
  switch (outcome.kind) {
    case 'succeeded':
      return outcome.result === null
        ? { event: 'finished' }
        : { event: 'finished', resultSha256: sha256(outcome.result) };
    case 'failed':
    case 'aborted':
      return { event: outcome.kind };
  }
}

/** Returns the event for the core after the end of an execution was written to the journal. */
function eventOf({ assigned, nonce }: ActiveExecution, outcome: Outcome, sleptMs: number): ExecutionEnd {
  const { taskId, attempt } = assigned;
  switch (outcome.kind) {
    case 'succeeded': {
      const finished = { kind: 'execution.finished', taskId, attempt, nonce, sleptMs } as const;
      return outcome.result === null ? finished : { ...finished, result: outcome.result };
    }
    case 'failed': {
      const { reason, permanent } = outcome;
      return { kind: 'execution.failed', taskId, attempt, nonce, sleptMs, reason, permanent };
    }
    case 'aborted':
      return { kind: 'execution.aborted', taskId, attempt, journalFailure: null };
  }
}

/** The execution that is in progress, if any. */
interface ExecutorState {
  current: ActiveExecution | null;
}

/** Ends an execution with its outcome, unless it has been dropped. One that was told to end counts as aborted. */
function finish(
  state: ExecutorState,
  { journal, timers, onEnd }: ExecutorOptions,
  execution: ActiveExecution,
  outcome: Outcome,
): void {
  if (state.current !== execution) return;
  state.current = null;
  const nowMs = timers.monotonicMs();
  const { taskId, attempt } = execution.assigned;
  const actual: Outcome = execution.aborting ? { kind: 'aborted' } : outcome;
  const failure = recordEnd(journal, endOf(actual), execution, nowMs);
  if (failure === null) onEnd(eventOf(execution, actual, nowMs - execution.startedMs));
  else if (actual.kind === 'aborted') onEnd({ kind: 'execution.aborted', taskId, attempt, journalFailure: failure });
  else onEnd({ kind: 'execution.unrecorded', taskId, attempt, reason: failure });
}

/** Lets an execution sleep for `delayMs`, and then until it has slept for `sleepMs` since its start. */
function sleep({ after, monotonicMs }: Timers, execution: ActiveExecution, sleepMs: number, onEnd: () => void): void {
  const schedule = (delayMs: number): void => {
    execution.cancelTimer = after(Math.ceil(delayMs), () => {
      const remainingMs = sleepMs - (monotonicMs() - execution.startedMs);
      // A timer may fire up to a millisecond early, but a task must not sleep less than its sleeptime.
      if (remainingMs > 0) schedule(remainingMs);
      else onEnd();
    });
  };
  schedule(sleepMs);
}

/** Lets an execution do its work, which ends with `onEnd`. A sleep of no length is ended by `endDue`. */
function begin({ timers, runner }: ExecutorOptions, execution: ActiveExecution, onEnd: (outcome: Outcome) => void) {
  const { taskId, taskname, attempt, work } = execution.assigned;
  if (work.kind === 'job') {
    const { name, input, timeoutSeconds } = work;
    const timeoutMs = timeoutSeconds === null ? null : timeoutSeconds * 1_000;
    execution.job = runner.start({ taskId, taskname, attempt, name, input, timeoutMs }, onEnd);
  } else if (work.sleepSeconds > 0) sleep(timers, execution, work.sleepSeconds * 1_000, () => onEnd(SLEPT));
}

/** The outcome of a sleep. */
const SLEPT: Outcome = { kind: 'succeeded', result: null };

/** Creates an executor. */
export function createExecutor(options: ExecutorOptions): Executor {
  const { journal, timers, runner, newNonce } = options;
  const state: ExecutorState = { current: null };

  /** Drops the execution without an outcome. */
  const drop = (execution: ActiveExecution): string | null => {
    state.current = null;
    execution.cancelTimer();
    return recordEnd(journal, { event: 'aborted' }, execution, timers.monotonicMs());
  };

  return {
    start: (assigned) => {
      if (state.current !== null) throw new Error('an execution is already running');
      const { taskId, taskname, attempt } = assigned;
      const [nonce, startedMs] = [newNonce(), timers.monotonicMs()];
      const start = { event: 'started', taskId, taskname, attempt, nonce, monotonicMs: startedMs } as const;
      try {
        journal.append({ ...start, ...inputHash(assigned) });
      } catch (error) {
        return { kind: 'execution.rejected', taskId, attempt, reason: messageOf(error) };
      }
      const timing = { startedMs, cancelTimer: cancelNothing };
      const execution: ActiveExecution = { assigned, nonce, ...timing, job: null, aborting: false };
      state.current = execution;
      begin(options, execution, (outcome) => finish(state, options, execution, outcome));
      return { kind: 'execution.started', taskId, attempt, nonce };
    },
    endDue: () => {
      const { current } = state;
      const work = current?.assigned.work;
      if (current !== null && work?.kind === 'sleep' && work.sleepSeconds === 0) finish(state, options, current, SLEPT);
    },
    abort: () => {
      const { current } = state;
      if (current === null) return null;
      if (current.job === null) return drop(current);
      current.aborting = true;
      current.job.abort();
      return null;
    },
    close: () => {
      const { current } = state;
      if (current !== null) drop(current);
      runner.close();
    },
  };
}
