import type { AttemptReference, DeclineReason, SlaveMessage } from '@steadfast/protocol/messages';
import type { EndReport } from './outbox.ts';
import { currentEpoch, type AssignedAttempt, type SlaveState } from './state.ts';

/** The attempt that a log line is about. */
export interface LoggedAttempt extends AttemptReference {
  readonly taskname: string;
  /** The epoch of the master that the slave is registered with; undefined if it is not registered. */
  readonly epoch: number | undefined;
}

/** Everything that a slave logs. */
export type LogEntry =
  | { readonly event: 'session.opened'; readonly address: string; readonly epoch: number }
  | { readonly event: 'session.lost'; readonly address: string; readonly reason: string }
  | {
      /** The slave could not register with the master at this address. */
      readonly event: 'session.failed';
      readonly address: string;
      readonly reason: string;
      /** Number of earlier rounds in which every address failed. */
      readonly rounds: number;
      /** Whether this was the last address of its round, so that every address has now failed. */
      readonly lastOfRound: boolean;
    }
  | {
      /** The highest epoch is no longer believed, and reports that were not acknowledged are dropped. */
      readonly event: 'epoch.forgotten';
      readonly epoch: number;
      readonly reports: number;
    }
  | ({ readonly event: 'task.placed' } & LoggedAttempt)
  | ({ readonly event: 'task.running'; readonly nonce: string } & LoggedAttempt)
  | ({ readonly event: 'task.finished'; readonly nonce: string; readonly sleptMs: number } & LoggedAttempt)
  | ({
      readonly event: 'task.failed';
      readonly nonce: string;
      readonly sleptMs: number;
      readonly reason: string;
    } & LoggedAttempt)
  | ({ readonly event: 'task.success'; readonly replayed: boolean } & LoggedAttempt)
  | ({ readonly event: 'task.killed'; readonly reason: string } & LoggedAttempt)
  | ({ readonly event: 'task.returned'; readonly reason: DeclineReason | 'session lost' } & LoggedAttempt)
  /** The failure is in the ledger. */
  | ({ readonly event: 'report.confirmed' } & LoggedAttempt)
  | ({ readonly event: 'report.refused' } & LoggedAttempt)
  /** The slave leaves without an answer to this report, so the task will be rerun. */
  | ({ readonly event: 'report.abandoned' } & LoggedAttempt)
  /** The slave leaves without an answer to this report; it is on disk, for the next process. */
  | ({ readonly event: 'report.kept' } & LoggedAttempt)
  /** A report could not be written to disk, so it does not survive the process. */
  | ({ readonly event: 'report.unkept'; readonly reason: string } & LoggedAttempt)
  | { readonly event: 'journal.failed'; readonly reason: string }
  | { readonly event: 'drain.began'; readonly running: boolean; readonly reports: number };

/** Something for the driver to do. Effects are executed in the order in which they were requested. */
export type Effect =
  /** Open a channel to this master and a session on it. Exactly one `session.closed` must follow. */
  | { readonly kind: 'connect'; readonly address: string }
  | { readonly kind: 'send'; readonly message: SlaveMessage }
  /** End the session once everything sent before has been transmitted. */
  | { readonly kind: 'end'; readonly reason: string }
  /** Deliver `welcome.overdue` after this time, unless the session has closed by then. */
  | { readonly kind: 'welcome.await'; readonly timeoutMs: number }
  /** Deliver `retry.due` after a delay drawn uniformly from 0 to `maxDelayMs`. */
  | { readonly kind: 'retry.schedule'; readonly maxDelayMs: number }
  /** Run this attempt. Deliver `execution.started` or `execution.rejected` at once, and later how it ended. */
  | { readonly kind: 'execution.start'; readonly assigned: AssignedAttempt }
  /** Abort the running execution. If it is a job, `execution.aborted` must follow, otherwise nothing about it. */
  | { readonly kind: 'execution.abort' }
  /** Write a report to disk, durably, before anything that follows. A failure is logged, and changes nothing else. */
  | { readonly kind: 'report.keep'; readonly report: EndReport }
  /** Remove a report from the disk. */
  | { readonly kind: 'report.drop'; readonly attempt: AttemptReference }
  | { readonly kind: 'log'; readonly entry: LogEntry }
  /** The slave has left. Always the last effect. */
  | { readonly kind: 'stopped' };

/** One step of the core: collects the effects that the step requests. */
export interface StepContext {
  readonly effects: Effect[];
}

/** Requests that a message be sent to the master. */
export function send({ effects }: StepContext, message: SlaveMessage): void {
  effects.push({ kind: 'send', message });
}

/** Requests a log line. */
export function log({ effects }: StepContext, entry: LogEntry): void {
  effects.push({ kind: 'log', entry });
}

/** Returns the fields of a log line about an attempt. */
export function loggedAttempt(
  state: SlaveState,
  { taskId, taskname, attempt }: Omit<LoggedAttempt, 'epoch'>,
): LoggedAttempt {
  return { taskId, taskname, attempt, epoch: currentEpoch(state) };
}
