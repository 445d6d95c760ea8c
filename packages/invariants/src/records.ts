import type { TaskFact } from '@steadfast/master/core/ledger/facts';
import type { Task } from '@steadfast/master/core/ledger/transitions';
import type { AttemptReference } from '@steadfast/protocol/messages';

/*
 * What the promises are held against: the ledger and the journals as far as they were read. All of it is plain data,
 * changed by the rules of this package alone. What the rules are given is kept as it is, so that whoever gave it
 * recognizes it in what is reported.
 */

/** A fact about one attempt: any about a task but that it was set aside. */
export type AttemptFact = Exclude<TaskFact, { readonly kind: 'task.parked' }>;

/** A fact about a task, and what the entry that holds it says. */
export interface RecordedFact<Of extends TaskFact = TaskFact> {
  readonly fact: Of;
  readonly number: number;
  readonly epoch: number;
  readonly atMs: number;
  /** The task as this fact leaves it. */
  readonly after: Task;
  /** How many facts about its attempts there are up to this one. */
  readonly told: number;
}

/** What the ledger says about one task. */
export interface TaskRecord {
  /** As its facts leave it. */
  task: Task;
  /** Everything that was decided about it, in order. */
  readonly facts: RecordedFact[];
  /** The first entry that makes no sense for this task, if there is one: from there on no fact changes it. */
  senselessFrom?: number;
}

/** What the ledger says. */
export interface LedgerRecord {
  /** The number of the last entry. */
  last: number;
  /** The reign, 0 before the first, and its writer. */
  epoch: number;
  writer: string;
  /** The entry that ended it in order; null while none has. */
  endedBy: number | null;
  readonly tasks: Map<string, TaskRecord>;
  /** The life of each slave that has joined in this reign, by host. */
  readonly present: Map<string, string>;
}

/** A start of an attempt, as the journal of its slave has it. */
export interface Start extends AttemptReference {
  readonly host: string;
  readonly instance: string;
}

/** One execution of one attempt. */
export interface Execution {
  readonly start: Start;
  /** The life of the slave that runs it. */
  readonly instance: string;
  /** How it ended; null while it runs, or when its process died. */
  end: 'finished' | 'aborted' | null;
  /** The execution of the same attempt before it; one that there is breaks a promise. */
  readonly before: Execution | null;
}

/** What the journals say. */
export interface ExecutionRecord {
  /** The last of each attempt. */
  readonly byAttempt: Map<string, Execution>;
  /** What each life of a slave runs now. */
  readonly running: Map<string, Execution>;
  /** How many executions each task has had. */
  readonly counts: Map<string, number>;
}

/** The record of an empty ledger. */
export function createLedgerRecord(): LedgerRecord {
  return {
    last: 0,
    epoch: 0,
    writer: '',
    endedBy: null,
    tasks: new Map(),
    present: new Map(),
  };
}

/** The record of empty journals. */
export function createExecutionRecord(): ExecutionRecord {
  return {
    byAttempt: new Map(),
    running: new Map(),
    counts: new Map(),
  };
}
