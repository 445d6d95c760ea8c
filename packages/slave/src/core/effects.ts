import type { AttemptReference, DeclineReason, SlaveMessage } from '@steadfast/protocol/messages';
import type { Assignment } from './state.ts';

/** A task as a line of the log names it. */
export interface LoggedTask extends AttemptReference {
  readonly taskname: string;
  /** The epoch of the master that the slave obeys at this moment; none without one. */
  readonly epoch: number | undefined;
}

/** What is worth a line in the log. Times are in milliseconds. */
export type LogEntry =
  | { readonly event: 'session.opened'; readonly address: string; readonly epoch: number }
  | { readonly event: 'session.lost'; readonly address: string; readonly reason: string }
  | {
      /** An address where no session came about. */
      readonly event: 'session.failed';
      readonly address: string;
      readonly reason: string;
      /** How many rounds over all addresses were in vain before this one. */
      readonly rounds: number;
      /** True for the last address of a round: no master takes this slave at the moment. */
      readonly lastOfRound: boolean;
    }
  | ({ readonly event: 'task.placed' } & LoggedTask)
  | ({ readonly event: 'task.running'; readonly nonce: string } & LoggedTask)
  | ({ readonly event: 'task.finished'; readonly nonce: string; readonly sleptMs: number } & LoggedTask)
  | ({ readonly event: 'task.success'; readonly replayed: boolean } & LoggedTask)
  | ({ readonly event: 'task.killed'; readonly reason: string } & LoggedTask)
  | ({ readonly event: 'task.returned'; readonly reason: DeclineReason } & LoggedTask)
  | ({ readonly event: 'report.refused' } & LoggedTask)
  /** A report that the slave takes to its grave: the task will be rerun. */
  | ({ readonly event: 'report.abandoned' } & LoggedTask)
  | { readonly event: 'journal.failed'; readonly reason: string }
  | { readonly event: 'drain.began'; readonly running: boolean; readonly reports: number };

/** What the driver must do, in this order. */
export type Effect =
  /** Open a channel and a session; exactly one `session ended` must follow. */
  | { readonly kind: 'connect'; readonly address: string }
  | { readonly kind: 'send'; readonly message: SlaveMessage }
  /** End the session after what was sent has gone out. */
  | { readonly kind: 'end session'; readonly reason: string }
  /** Say `welcome overdue` after so long, unless the session has ended. */
  | { readonly kind: 'expect welcome'; readonly withinMs: number }
  /** Say `waited` after a time drawn uniformly from 0 to this. */
  | { readonly kind: 'wait'; readonly maxDelayMs: number }
  /** Run this; say `execution started` or `execution refused`, and later how it ended. */
  | { readonly kind: 'start execution'; readonly assignment: Assignment }
  /** Stop the running execution; it says nothing more. */
  | { readonly kind: 'abort execution' }
  | { readonly kind: 'log'; readonly entry: LogEntry }
  /** The slave has left: the process is done. The last effect of all. */
  | { readonly kind: 'leave' };

/** The order to send a message. */
export function send(message: SlaveMessage): Effect {
  return { kind: 'send', message };
}

/** The order to write a line into the log. */
export function log(entry: LogEntry): Effect {
  return { kind: 'log', entry };
}
