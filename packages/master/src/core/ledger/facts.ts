/**
 * Facts: the decisions of masters, as the ledger records them.
 */

/** The placement of a task on a slave. */
export interface Placement {
  /** The identifier of the task. */
  readonly task: string;
  /** The name of the task. */
  readonly taskname: string;
  /** The number of this placement of the task, from 1. It serves as a fencing token. */
  readonly attempt: number;
  /** The name of the slave. */
  readonly host: string;
  /** Identifies one incarnation of the slave. */
  readonly instance: string;
}

/** A fact about one attempt. The history of a task document consists of them. */
export type AttemptFact =
  | ({ readonly kind: 'task.placed' | 'task.running' | 'task.success' } & Placement)
  | ({ readonly kind: 'task.killed' | 'task.returned'; readonly reason: string } & Placement);

/** A fact that changes one task. */
export type TaskFact =
  | AttemptFact
  /** The task continues after the attempts that another ledger knows; see `leader/foreign-task.ts`. */
  | {
      readonly kind: 'task.adopted';
      readonly task: string;
      readonly taskname: string;
      /** The last attempt in its document; 0 if there was none. */
      readonly attempt: number;
      readonly reason: string;
    }
  | { readonly kind: 'task.parked'; readonly task: string; readonly taskname: string | null; readonly reason: string };

/** A fact about the leadership. The epoch is that of the entry. */
export type EpochFact =
  | { readonly kind: 'epoch.began'; readonly name: string; readonly instance: string }
  | { readonly kind: 'epoch.ended'; readonly reason: string };

/** A fact about the members of the cluster. */
export type SlaveFact =
  | { readonly kind: 'slave.joined'; readonly host: string; readonly instance: string }
  | { readonly kind: 'slave.lost'; readonly host: string; readonly instance: string; readonly reason: string };

/** Any fact in the ledger. */
export type Fact = TaskFact | EpochFact | SlaveFact;

/** One document of the ledger: a numbered batch of facts, appended atomically. */
export interface Entry {
  /** 1, 2, 3 … without gaps. */
  readonly number: number;
  /** The epoch of the master that appended it. */
  readonly epoch: number;
  /** The instance of the master that appended it. */
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
