import type { TaskFact } from './facts.ts';
import type { Task } from './transitions.ts';

/** Entries of a document's history: enough for an unlucky task; the ledger has the whole story. */
export const HISTORY_LIMIT = 50;

/** The facts that a task's history shows. */
export type HistoryFact = Exclude<TaskFact, { readonly kind: 'task.parked' }>;

/** One item of a task's history: a fact, as its document shows it. */
export interface HistoryItem {
  readonly event: HistoryFact['kind'];
  readonly atMs: number;
  readonly epoch: number;
  readonly host: string;
  readonly attempt: number;
  readonly reason: string | null;
}

/** What must be written to a task document so that it reflects the ledger up to entry `rev`. */
export interface TaskUpdate {
  readonly taskId: string;
  /** The guard: the document must reflect the ledger up to exactly this entry; null when it was never projected. */
  readonly follows: number | null;
  readonly rev: number;
  readonly change: Partial<Task>;
  readonly history: readonly HistoryItem[];
}
