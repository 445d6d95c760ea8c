/**
 * The evidence of a run, as plain data: what MongoDB, the journals, the logs and the chaos record hold. Nothing in it
 * is believed to be well formed beyond its types: whether it makes sense is what the checks decide.
 */

/** Where a line of evidence stands. */
export interface Place {
  /** The file, relative to the folder of the run. */
  readonly file: string;
  /** The line in it, from 1. */
  readonly line: number;
}

/** A fact as the ledger holds it; which fields belong to which kind is checked later. */
export interface LedgerFact {
  readonly kind: string;
  /** The identifier of the task, as text. */
  readonly task?: string;
  readonly taskname?: string;
  readonly attempt?: number;
  readonly host?: string;
  readonly instance?: string;
  readonly reason?: string;
  /** The name of the master whose reign began. */
  readonly name?: string;
}

/** One document of the ledger. */
export interface LedgerEntry {
  readonly number: number;
  readonly epoch: number;
  /** The instance of the master that wrote it. */
  readonly by: string;
  /** Wall-clock time, in milliseconds since 1970. */
  readonly atMs: number;
  readonly facts: readonly LedgerFact[];
}

/** One line of a task document's history. */
export interface HistoryLine {
  readonly event: string;
  readonly atMs: number;
  readonly epoch: number;
  readonly host?: string;
  readonly attempt?: number;
  readonly reason?: string;
}

/** One task document. A field that is absent or of the wrong type is left out here. */
export interface TaskDocument {
  /** The identifier, as text. */
  readonly taskId: string;
  readonly taskname?: string;
  /** In seconds. */
  readonly sleeptime?: number;
  readonly state?: string;
  readonly host?: string;
  readonly attempt?: number;
  readonly assignment?: {
    readonly host: string;
    readonly instance: string;
    readonly epoch: number;
    readonly atMs: number;
  };
  readonly history?: readonly HistoryLine[];
  readonly rev?: number;
  readonly parked?: { readonly reason: string; readonly atMs: number };
  /** Fields of the wrong type, and fields that a task document does not have: their names and values as JSON. */
  readonly odd: Readonly<Record<string, string>>;
}

/** One line of a slave's execution journal. */
export interface JournalLine extends Place {
  readonly event: 'started' | 'finished' | 'aborted';
  readonly taskId: string;
  readonly taskname: string;
  readonly attempt: number;
  /** Drawn afresh at each start, and the same in all lines of one execution. */
  readonly nonce: string;
  readonly host: string;
  readonly instance: string;
  readonly pid: number;
  /** Wall-clock time, in milliseconds since 1970. */
  readonly atMs: number;
  /** A clock of that process that never jumps, in milliseconds. */
  readonly monotonicMs: number;
  /** How long it slept, in milliseconds; on the lines that end an execution. */
  readonly sleptMs?: number;
}

/** One line of the log of a master or a slave; fields that do not apply are left out. */
export interface LogLine extends Place {
  /** Wall-clock time, in milliseconds since 1970. */
  readonly atMs: number;
  readonly event: string;
  readonly role?: string;
  readonly name?: string;
  readonly pid?: number;
  readonly instance?: string;
  readonly host?: string;
  readonly task?: string;
  readonly taskId?: string;
  readonly attempt?: number;
  readonly nonce?: string;
  readonly epoch?: number;
  /** The number of the ledger entry that holds the fact of this line, and its position there, from 0. */
  readonly entry?: number;
  readonly index?: number;
  /** Logged by a successor, in case its predecessor could not. */
  readonly reread?: boolean;
  readonly replayed?: boolean;
  readonly reason?: string;
}

/** What can be done to a process or to its network. */
export const CHAOS_ACTIONS = ['kill', 'start', 'freeze', 'thaw', 'stop', 'cut', 'heal', 'lossy', 'steady'] as const;

/** One line of the chaos script's own record: what it did to whom. */
export interface ChaosLine extends Place {
  /** Wall-clock time, in milliseconds since 1970. */
  readonly atMs: number;
  readonly action: (typeof CHAOS_ACTIONS)[number];
  /** The name of a master or a slave, or `mongod`. */
  readonly target: string;
  readonly signal?: string;
  readonly pid?: number;
  readonly instance?: string;
}

/** A task as the seed script inserted it. */
export interface SeededTask {
  readonly taskId: string;
  readonly taskname: string;
  /** In seconds. */
  readonly sleeptime: number;
}

/** A line or document that cannot be read. */
export interface Damage extends Place {
  /** What is wrong, with the beginning of the text. */
  readonly fault: string;
  /** It is the unfinished last line of its file: what a killed process leaves. */
  readonly tornEnd: boolean;
}

/** Everything that is known about a run. */
export interface Evidence {
  readonly documents: readonly TaskDocument[];
  /** In order of their numbers. */
  readonly ledger: readonly LedgerEntry[];
  readonly journal: readonly JournalLine[];
  readonly log: readonly LogLine[];
  /** Absent when nobody kept a record. */
  readonly chaos?: readonly ChaosLine[];
  /** Absent when nobody wrote down what was seeded. */
  readonly seeded?: readonly SeededTask[];
  readonly damage: readonly Damage[];
}
