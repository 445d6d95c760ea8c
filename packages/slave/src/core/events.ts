import type { AttemptReference, MasterMessage } from '@steadfast/protocol/messages';

/** Everything that can happen to a slave. Times are in milliseconds. */
export type SlaveEvent =
  /** The process is ready to begin. */
  | { readonly kind: 'started' }
  /** The channel that was ordered by `connect` stands. */
  | { readonly kind: 'channel opened' }
  /** The master said something. */
  | { readonly kind: 'message received'; readonly message: MasterMessage }
  /** The one end of what was begun by `connect`, whoever ended it and however far it had come. */
  | {
      readonly kind: 'session ended';
      /** Why, for people. */
      readonly reason: string;
      /** How long the channel stood; 0 when it never did. */
      readonly lastedMs: number;
    }
  /** The wait before the next try is over. */
  | { readonly kind: 'waited' }
  /** The master did not answer the registration in time. */
  | { readonly kind: 'welcome overdue' }
  /** The execution that was ordered by `start execution` runs, and its journal says so. */
  | ({ readonly kind: 'execution started'; readonly nonce: string } & AttemptReference)
  /** It could not be started, since the journal could not be written. */
  | ({ readonly kind: 'execution refused'; readonly reason: string } & AttemptReference)
  /** It ran to its end, and its journal says so. */
  | ({ readonly kind: 'execution finished'; readonly nonce: string; readonly sleptMs: number } & AttemptReference)
  /** It ran to its end, but the journal could not be written: it cannot be proven. */
  | ({ readonly kind: 'execution unproven'; readonly reason: string } & AttemptReference)
  /** The slave is to finish what it can and leave. */
  | { readonly kind: 'stop requested' }
  /** The time for finishing is over: leave now. */
  | { readonly kind: 'drain deadline passed' };

/** An event of one kind. */
export type EventOf<Kind extends SlaveEvent['kind']> = Extract<SlaveEvent, { kind: Kind }>;
