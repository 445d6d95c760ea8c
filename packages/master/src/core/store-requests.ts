/**
 * The requests of the core to its store, and the responses.
 */
import type { TaskDocument } from './leader/task-document.ts';
import type { Entry } from './ledger/facts.ts';
import type { TaskUpdate } from './ledger/task-update.ts';

/**
 * The single document that names the leader and contains its heartbeat and the watermark. Advisory: safety never
 * depends on it.
 */
export interface Control {
  readonly epoch: number;
  /** The name, instance and address of the leader. */
  readonly name: string;
  readonly instance: string;
  readonly address: string;
  /** A counter that the leader increments with each write. */
  readonly heartbeat: number;
  /** The watermark: the task documents reflect every entry up to this number. */
  readonly projectedThrough: number;
}

/** The control document as another master has written it. */
export interface ObservedControl extends Control {
  /** Its master has version 0.1.0, which does not see the heartbeats of later versions. */
  readonly outdated?: true;
}

/** The end of the ledger; number and epoch are 0 while it is empty. */
export interface LedgerEnd {
  readonly number: number;
  readonly epoch: number;
  /** Whether the last entry ends its epoch, so that no master leads. */
  readonly ended: boolean;
  /** The name of the master that began its epoch with the last entry; null when that entry begins none. */
  readonly beganBy: string | null;
}

/** Where a page of runnable tasks begins. */
export interface PageStart {
  /** The identifier after which it begins; null at the start of the collection. */
  readonly after: string | null;
  /** The number of unreadable documents to skip there: they have no identifier that the cursor could name. */
  readonly skip: number;
  /** The identifier of the last document when the pass over the collection began, where it ends; null at its start. */
  readonly through: string | null;
}

/** A document that cannot be a task, because no string represents its `_id`. It cannot be parked, only reported. */
export interface UnreadableDocument {
  /** A description of its `_id`, for people, of bounded length. */
  readonly id: string;
  readonly reason: string;
}

/**
 * A document that the database refuses to update, because of its size, its shape, a schema validator or a unique index.
 * The store continues the task in a document of its own, so to all requests it seems to be updated.
 */
export interface DetachedDocument {
  readonly taskId: string;
  /** The error message of the database. */
  readonly reason: string;
}

/** Which tasks may be placed, by their `notBefore`. Wall-clock times in milliseconds since 1970. */
export interface DueTimes {
  readonly nowMs: number;
  /** Tasks that are not to be placed before an even later time than this are due, too; null if there are none. */
  readonly doubtedMs: number | null;
}

/** A request to the store. Each is idempotent and may be repeated until there is a response. */
export type StoreRequest =
  | { readonly kind: 'observe' }
  | { readonly kind: 'append'; readonly entry: Entry }
  | { readonly kind: 'read.ledger'; readonly after: number; readonly limit: number }
  | { readonly kind: 'read.revisions'; readonly taskIds: readonly string[] }
  /** Reads the documents that name a slave that is responsible, and are neither finished nor parked, in the order of its name. */
  | { readonly kind: 'read.assigned'; readonly limit: number }
  /** Reads a page of the documents in a state that are due and not parked, in the order of their `_id`. */
  | ({
      readonly kind: 'read.runnable';
      readonly state: 'created' | 'killed';
      /** Leaves out the tasks that are not to be placed yet; absent if there is no need to. */
      readonly due?: DueTimes;
      readonly limit: number;
    } & PageStart)
  /**
   * Reads documents that are in no state that a master writes, though they are not parked: in an unknown state, or running
   * without an assignment, or with one that no master has written. Answered like a page of runnable tasks.
   */
  | { readonly kind: 'read.strays'; readonly limit: number }
  | { readonly kind: 'read.report'; readonly session: number; readonly taskId: string; readonly attempt: number }
  /** Reads the document of one task, but not its input, for a command. */
  | { readonly kind: 'read.task'; readonly command: number; readonly taskId: string }
  | { readonly kind: 'project'; readonly updates: readonly TaskUpdate[] }
  /** Updates documents that were detached, as far as the database accepts that now. */
  | { readonly kind: 'attach'; readonly limit: number }
  | { readonly kind: 'write.control'; readonly control: Control }
  /**
   * Deletes the oldest entries up to `through` that were dated before `beforeMs`. A date after `nowMs` is wrong; such an
   * entry is as old as the next one with a credible date.
   */
  | {
      readonly kind: 'trim';
      readonly beforeMs: number;
      readonly nowMs: number;
      readonly through: number;
      readonly limit: number;
    };

/** The store's response to a request. */
export type StoreResponse =
  | { readonly kind: 'observed'; readonly end: LedgerEnd; readonly control: ObservedControl | null }
  | { readonly kind: 'appended'; readonly entry: Entry }
  | { readonly kind: 'append.collided'; readonly number: number }
  | { readonly kind: 'ledger'; readonly entries: readonly Entry[] }
  | { readonly kind: 'revisions'; readonly revisions: ReadonlyMap<string, number | null> }
  | {
      readonly kind: 'assigned';
      readonly documents: readonly TaskDocument[];
      readonly unreadable: readonly UnreadableDocument[];
      /** Whether there may be more than the limit. */
      readonly more: boolean;
    }
  | {
      readonly kind: 'runnable';
      readonly documents: readonly TaskDocument[];
      readonly unreadable: readonly UnreadableDocument[];
      /** Where the next page begins; null at the end of the pass. */
      readonly next: PageStart | null;
    }
  | {
      readonly kind: 'report';
      readonly session: number;
      readonly taskId: string;
      readonly attempt: number;
      /** Whether exactly this attempt is the recorded success. */
      readonly recorded: boolean;
    }
  | {
      readonly kind: 'task';
      readonly command: number;
      /** Null if there is no such task. */
      readonly document: TaskDocument | null;
      /** The reason for which the task is parked; null if it is not. */
      readonly parked: string | null;
    }
  | {
      readonly kind: 'projected';
      /** Whether every document had the revision that its update follows, and was updated. */
      readonly complete: boolean;
      /** The documents that the database refused to update. */
      readonly detached: readonly DetachedDocument[];
    }
  /** The documents that were detached, and now have what they missed, or were deleted. */
  | { readonly kind: 'attached'; readonly taskIds: readonly string[] }
  | { readonly kind: 'control.written'; readonly control: Control }
  | { readonly kind: 'control.superseded' }
  | { readonly kind: 'trimmed'; readonly count: number };
