import type { TaskFact } from '@steadfast/master/core/ledger/facts';
import type { Task } from '@steadfast/master/core/ledger/transitions';
import type { AttemptReference } from '@steadfast/protocol/messages';

/*
 * What has been read so far of a ledger and of journals: the input of every check. Records are plain data, which only
 * this package modifies. Facts and starts are stored by reference, so that callers find their own objects in violations.
 */

/** A fact about a task, with what its ledger entry says about it. */
export interface RecordedFact<Of extends TaskFact = TaskFact> {
  readonly fact: Of;
  /** The number of its entry. */
  readonly number: number;
  readonly epoch: number;
  readonly atMs: number;
  /** The task after this fact. */
  readonly after: Task;
  /** The number of attempt facts of the task up to and including this one: the length of its untruncated history. */
  readonly historyLength: number;
}

/** What the ledger says about one task. */
export interface TaskRecord {
  /** The task after its last valid fact. */
  task: Task;
  /** All its facts, in ledger order. */
  readonly facts: RecordedFact[];
  /** The first entry with an illegal or malformed fact about this task; from there on no fact changes `task`. */
  invalidFrom?: number;
}

/** How many revoked tasks a leader keeps in memory at least. Those beyond are read again later, in an order of their own. */
const RETRY_WINDOW = 500;

/** Where a task waits, and what runs it. */
export interface TaskClass {
  readonly queue: string;
  readonly kind: string;
}

/** What a slave can run. */
export interface AbilityRecord {
  readonly queues: readonly string[];
  readonly kinds: readonly string[];
}

/** A task that was revoked in the current epoch, and waits. */
export interface RevokedTask {
  /** The entry that revoked it. */
  readonly number: number;
  /** Whether the leader certainly kept it in memory. */
  readonly inMemory: boolean;
}

/** What the promise is about: the revoked tasks that wait, and the last placement. */
export interface FairnessRecord {
  /** Where tasks wait and what runs them, unless that is the queue `default` and kind `sleep`. */
  readonly classes: ReadonlyMap<string, TaskClass>;
  /** What the slaves that have joined in this epoch can run, by host, unless it is only the queue `default` and kind `sleep`. */
  readonly abilities: Map<string, AbilityRecord>;
  /** The lowest number of waiting tasks with which a leader may have no room for another one. */
  readonly window: number;
  /** The tasks that were revoked in the current epoch and wait, in the order in which they were revoked. */
  readonly waiting: Map<string, RevokedTask>;
  /** Every task that waits, and was revoked, or may have been according to another ledger. */
  readonly unplaced: Set<string>;
  /** The number of placements in the current epoch. */
  placements: number;
  /** The last placement on a slave of each ability, if it was of a task that had never been placed. */
  readonly lastFresh: Map<string, string>;
}

/** The state of a ledger after the entries that were read. */
export interface LedgerRecord {
  /** The number of the last entry. */
  last: number;
  /** The current epoch, 0 before the first. */
  epoch: number;
  /** The instance of the master that leads in it. */
  writer: string;
  /** The entry that ended the epoch in order; null while it lasts. */
  endedBy: number | null;
  readonly tasks: Map<string, TaskRecord>;
  /** The instance of each slave that has joined in this epoch, by host. */
  readonly joinedSlaves: Map<string, string>;
  readonly fairness: FairnessRecord;
}

/** The start of an attempt, as recorded by its slave. */
export interface ExecutionStart extends AttemptReference {
  readonly host: string;
  readonly instance: string;
}

/** How an execution ended, as recorded by its slave. */
export interface ExecutionEnd {
  readonly how: 'finished' | 'failed' | 'aborted';
  /** The SHA-256 of what it returned, in hexadecimal; absent if it returned nothing. */
  readonly resultSha256?: string;
}

/** One execution of an attempt. */
export interface RecordedExecution {
  readonly start: ExecutionStart;
  /** The instance of the slave that ran it. */
  readonly instance: string;
  /** How it ended; null while it runs, and forever when its process died. */
  end: ExecutionEnd | null;
  /** An earlier execution of the same attempt. There should be none: it violates `started-once`. */
  readonly before: RecordedExecution | null;
}

/** What slaves have executed. */
export interface ExecutionRecord {
  /** The latest execution of each attempt. */
  readonly byAttempt: Map<string, RecordedExecution>;
  /** What each slave instance is running. */
  readonly running: Map<string, RecordedExecution>;
  /** The number of executions of each task. */
  readonly counts: Map<string, number>;
}

/** What is known about a ledger besides its entries. */
export interface LedgerRecordOptions {
  /** How many revoked tasks a leader keeps in memory at least. */
  readonly retryWindow?: number;
  /** Where tasks wait and what runs them, unless that is the queue `default` and kind `sleep`. */
  readonly classes?: ReadonlyMap<string, TaskClass>;
}

/** Returns the record of an empty ledger. */
export function createLedgerRecord({
  retryWindow = RETRY_WINDOW,
  classes = new Map(),
}: LedgerRecordOptions = {}): LedgerRecord {
  return {
    last: 0,
    epoch: 0,
    writer: '',
    endedBy: null,
    tasks: new Map(),
    joinedSlaves: new Map(),
    fairness: {
      classes,
      abilities: new Map(),
      window: retryWindow,
      waiting: new Map(),
      unplaced: new Set(),
      placements: 0,
      lastFresh: new Map(),
    },
  };
}

/** Returns the record of empty journals. */
export function createExecutionRecord(): ExecutionRecord {
  return {
    byAttempt: new Map(),
    running: new Map(),
    counts: new Map(),
  };
}
