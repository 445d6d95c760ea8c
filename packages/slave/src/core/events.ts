import type { AttemptReference, MasterMessage } from '@steadfast/protocol/messages';

/** Everything that can happen to a slave. */
export type Event =
  /** The process has started. Always the first event. */
  | { readonly kind: 'start' }
  /** The channel requested by `connect` is established. */
  | { readonly kind: 'session.connected' }
  /** A validated message arrived from the master. */
  | { readonly kind: 'session.message'; readonly message: MasterMessage }
  /** The session is over, or was never established. Follows each `connect` exactly once, whichever side ended it. */
  | {
      readonly kind: 'session.closed';
      /** Why, for people. */
      readonly reason: string;
      /** How long the channel was established, in milliseconds; 0 if it never was. */
      readonly lastedMs: number;
    }
  /** The delay requested by `retry.schedule` has elapsed. */
  | { readonly kind: 'retry.due' }
  /** The master did not answer Register within the time set by `welcome.await`. */
  | { readonly kind: 'welcome.overdue' }
  /** The execution requested by `execution.start` is running, and its start is in the journal. */
  | ({ readonly kind: 'execution.started'; readonly nonce: string } & AttemptReference)
  /** The execution was not started, because its start could not be written to the journal. */
  | ({ readonly kind: 'execution.rejected'; readonly reason: string } & AttemptReference)
  /** The execution ran to its end, and its end is in the journal. `sleptMs` is in milliseconds. */
  | ({
      readonly kind: 'execution.finished';
      readonly nonce: string;
      readonly sleptMs: number;
      /** What it returned, as JSON; absent if it returned nothing. */
      readonly result?: string;
    } & AttemptReference)
  /** The execution ended without success, and that is in the journal. See FailedMessage. */
  | ({
      readonly kind: 'execution.failed';
      readonly nonce: string;
      readonly sleptMs: number;
      readonly reason: string;
      readonly permanent: boolean;
    } & AttemptReference)
  /** The execution ran to its end, but its end could not be written to the journal. */
  | ({ readonly kind: 'execution.unrecorded'; readonly reason: string } & AttemptReference)
  /** Everything that an aborted job ran has ended. `journalFailure`: why that could not be written to the journal, if so. */
  | ({ readonly kind: 'execution.aborted'; readonly journalFailure: string | null } & AttemptReference)
  /** The process was asked to stop: drain, then leave. */
  | { readonly kind: 'stop' }
  /** The drain timeout has elapsed: leave now. */
  | { readonly kind: 'drain.expired' };

/** An event of one kind. */
export type EventOf<Kind extends Event['kind']> = Extract<Event, { kind: Kind }>;
