/**
 * What the core asks of its store, and how the store answers.
 */
import type { TaskDocument } from './leader/task-document.ts';
import type { Entry } from './ledger/facts.ts';
import type { TaskUpdate } from './ledger/task-update.ts';

/**
 * The single document that names the leader and says how far the task documents have followed the ledger. Advisory:
 * safety never rests on it.
 */
export interface Control {
  readonly epoch: number;
  /** The name, instance and address of the leader. */
  readonly name: string;
  readonly instance: string;
  readonly address: string;
  /** A counter that the leader keeps incrementing. */
  readonly heartbeat: number;
  /** The watermark: every entry up to this number is reflected by the task documents. */
  readonly projectedThrough: number;
}

/** The end of the ledger; number and epoch are 0 while it is empty. */
export interface LedgerEnd {
  readonly number: number;
  readonly epoch: number;
  /** True when the last entry ends its epoch: nobody leads. */
  readonly ended: boolean;
  /** The name of the master whose epoch began with the last entry; null when that entry begins none. */
  readonly beganBy: string | null;
}

/** A request to the store. Each is idempotent and may be repeated until it is answered. */
export type StoreRequest =
  | { readonly kind: 'observe' }
  | { readonly kind: 'append'; readonly entry: Entry }
  | { readonly kind: 'read.ledger'; readonly after: number; readonly limit: number }
  | { readonly kind: 'read.revisions'; readonly taskIds: readonly string[] }
  | { readonly kind: 'read.assigned' }
  | {
      readonly kind: 'read.runnable';
      readonly state: 'created' | 'killed';
      readonly after: string | null;
      readonly limit: number;
    }
  | { readonly kind: 'read.report'; readonly session: number; readonly taskId: string; readonly attempt: number }
  | { readonly kind: 'project'; readonly updates: readonly TaskUpdate[] }
  | { readonly kind: 'write.control'; readonly control: Control }
  | { readonly kind: 'trim'; readonly beforeMs: number; readonly through: number; readonly limit: number };

/** The store's response to a request. */
export type StoreResponse =
  | { readonly kind: 'observed'; readonly end: LedgerEnd; readonly control: Control | null }
  | { readonly kind: 'appended'; readonly entry: Entry }
  | { readonly kind: 'append.collided'; readonly number: number }
  | { readonly kind: 'ledger'; readonly entries: readonly Entry[] }
  | { readonly kind: 'revisions'; readonly revisions: ReadonlyMap<string, number | null> }
  | { readonly kind: 'assigned'; readonly documents: readonly TaskDocument[] }
  | { readonly kind: 'runnable'; readonly documents: readonly TaskDocument[] }
  | {
      readonly kind: 'report';
      readonly session: number;
      readonly taskId: string;
      readonly attempt: number;
      /** Whether this very attempt is the recorded success. */
      readonly recorded: boolean;
    }
  | { readonly kind: 'projected'; readonly matched: number }
  | { readonly kind: 'control.written'; readonly control: Control }
  | { readonly kind: 'control.superseded' }
  | { readonly kind: 'trimmed'; readonly count: number };
