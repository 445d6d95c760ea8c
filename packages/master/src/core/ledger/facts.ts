/**
 * Facts: everything that is ever decided. A fact in the ledger is the truth.
 */

/** One placement of one task on one slave. */
export interface Placement {
  /** The identifier of the task. */
  readonly task: string;
  /** The name of the task. */
  readonly taskname: string;
  /** The number of the placement within its task, from 1: its fencing token. */
  readonly attempt: number;
  /** The name of the slave. */
  readonly host: string;
  /** Identifies one life of the slave's process. */
  readonly instance: string;
}

/** A fact that changes one task. */
export type TaskFact =
  | ({ readonly kind: 'task.placed' | 'task.running' | 'task.success' } & Placement)
  | ({ readonly kind: 'task.killed' | 'task.returned'; readonly reason: string } & Placement)
  | { readonly kind: 'task.parked'; readonly task: string; readonly taskname: string | null; readonly reason: string };

/** A fact about who leads. The epoch is that of its entry. */
export type EpochFact =
  | { readonly kind: 'epoch.began'; readonly name: string; readonly instance: string }
  | { readonly kind: 'epoch.ended'; readonly reason: string };

/** A fact about the members of the cluster. */
export type SlaveFact =
  | { readonly kind: 'slave.joined'; readonly host: string; readonly instance: string }
  | { readonly kind: 'slave.lost'; readonly host: string; readonly instance: string; readonly reason: string };

/** Anything that the ledger holds. */
export type Fact = TaskFact | EpochFact | SlaveFact;

/** One document of the ledger: a numbered batch of facts, written at once. */
export interface Entry {
  /** 1, 2, 3 … without a gap. */
  readonly number: number;
  /** The epoch in which it was written. */
  readonly epoch: number;
  /** The instance of the master that wrote it. */
  readonly by: string;
  /** Wall-clock time at which it was formed, in milliseconds since 1970. */
  readonly atMs: number;
  /** What was decided, in order. */
  readonly facts: readonly Fact[];
}

/** Returns whether a fact changes a task. */
export function isTaskFact(fact: Fact): fact is TaskFact {
  return fact.kind.startsWith('task.');
}
