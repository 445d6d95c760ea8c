import type { AttemptFact } from './facts.ts';
import type { Task } from './transitions.ts';

/** Maximum length of a document's history: enough even for an unlucky task. The ledger is complete. */
export const HISTORY_LIMIT = 50;

/** One item of a document's history: a fact about an attempt. */
export interface HistoryItem {
  readonly event: AttemptFact['kind'];
  readonly atMs: number;
  readonly epoch: number;
  readonly host: string;
  readonly attempt: number;
  readonly reason: string | null;
}

/** The update after which a task document reflects the ledger up to entry `rev`. */
export interface TaskUpdate {
  readonly taskId: string;
  /** The guard: the `rev` that the document must have for the update to apply; null if it must have none. */
  readonly follows: number | null;
  /**
   * A second guard, for a document of another ledger: the attempt that it must have, 0 if none. Its revision may be
   * reached by this ledger one day, but then the attempt is a later one.
   */
  readonly followsAttempt?: number;
  /**
   * Replaces the guard: the update applies to a document with any revision below `rev`. For a document that something keeps
   * changing; an item of its history may then be repeated.
   */
  readonly overwrites?: boolean;
  readonly rev: number;
  /** Whether the document may be marked as parked, and the mark must be removed. */
  readonly releases?: true;
  readonly change: Partial<Task>;
  readonly history: readonly HistoryItem[];
}

/**
 * Returns whether an update does nothing but park a document. Its shape is unknown, so nothing but the mark and `rev` may
 * be written to it.
 */
export function onlyParks({ change }: TaskUpdate): boolean {
  return Object.keys(change).length === 1 && (change.parked ?? null) !== null;
}

/** Returns whether an update extends the history of a document. One that only parks or releases it does not. */
export function extendsHistory({ change, history }: TaskUpdate): boolean {
  return history.length > 0 || change.state !== undefined;
}

/** Returns the revision that a document has; null if it has none, or a value that is no number, put there by a user. */
export function revisionOf(rev: unknown): number | null {
  return typeof rev === 'number' && !Number.isNaN(rev) ? rev : null;
}

/**
 * Returns whether an update follows a revision of another ledger. No other document can continue the task then, because
 * of two documents the one with the higher revision counts.
 */
export function followsAnotherLedger({ follows, rev }: TaskUpdate): boolean {
  return follows !== null && follows > rev;
}
