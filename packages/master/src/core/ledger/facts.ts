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
  | ({ readonly kind: 'task.placed' | 'task.running' } & Placement)
  | ({
      readonly kind: 'task.success';
      /** What the attempt returned, as JSON that MongoDB can store; absent if it returned nothing. */
      readonly result?: string;
    } & Placement)
  | ({
      readonly kind: 'task.killed';
      readonly reason: string;
      /** How many attempts have failed or were killed so far; absent if nobody asked to count them. */
      readonly failures?: number;
    } & Placement)
  | FailedFact
  | ({ readonly kind: 'task.returned'; readonly reason: string } & Placement);

/** The attempt ran, and ended without success. */
export interface FailedFact extends Placement {
  readonly kind: 'task.failed';
  /** Why, according to the slave. */
  readonly reason: string;
  /** How many attempts have failed or were killed so far. */
  readonly failures: number;
  /** Wall-clock time in milliseconds since 1970 before which the task is not placed again; null if it is parked. */
  readonly retryAtMs: number | null;
}

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
  | { readonly kind: 'task.parked'; readonly task: string; readonly taskname: string | null; readonly reason: string }
  /** The task is set aside because a client cancelled it. An attempt in progress was revoked before. */
  | { readonly kind: 'task.cancelled'; readonly task: string; readonly taskname: string; readonly reason: string }
  /** The task is no longer parked, and starts over: its failures are forgotten. */
  | { readonly kind: 'task.released'; readonly task: string; readonly taskname: string };

/** A fact about the leadership. The epoch is that of the entry. */
export type EpochFact =
  | { readonly kind: 'epoch.began'; readonly name: string; readonly instance: string }
  | { readonly kind: 'epoch.ended'; readonly reason: string };

/** A slave has registered. */
export interface JoinedFact {
  readonly kind: 'slave.joined';
  readonly host: string;
  readonly instance: string;
  /** The queues that it serves, and the kinds of tasks that it can run; absent if these are `default` and `sleep`. */
  readonly queues?: readonly string[];
  readonly kinds?: readonly string[];
}

/** A fact about the members of the cluster. */
export type SlaveFact =
  | JoinedFact
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

/** Returns whether a fact is about one attempt, and so an item of the history of its task. */
export function isAttemptFact(fact: Fact): fact is AttemptFact {
  switch (fact.kind) {
    case 'task.placed':
    case 'task.running':
    case 'task.success':
    case 'task.killed':
    case 'task.failed':
    case 'task.returned':
      return true;
    case 'task.adopted':
    case 'task.parked':
    case 'task.cancelled':
    case 'task.released':
    case 'epoch.began':
    case 'epoch.ended':
    case 'slave.joined':
    case 'slave.lost':
      return false;
  }
}

/** Returns whether a fact changes a task. */
export function isTaskFact(fact: Fact): fact is TaskFact {
  return fact.kind.startsWith('task.');
}
