/**
 * The evidence of a run, as plain data: the contents of MongoDB, the journals, the logs and the chaos record. Only its
 * types have been checked. Whether it is consistent is for the checks to decide.
 */
import type { ChaosLine, JournalLine, LogLine, SeededTask } from '@steadfast/records';
import type { Place } from './place.ts';

export type { Place } from './place.ts';

/** A fact as stored in the ledger. Any field may be absent: which fields a kind requires is checked later. */
export interface LedgerFact {
  readonly kind: string;
  /** The identifier of the task, as text. */
  readonly task?: string;
  readonly taskname?: string;
  readonly attempt?: number;
  readonly host?: string;
  readonly instance?: string;
  readonly reason?: string;
  /** The name of the master that leads the epoch. */
  readonly name?: string;
}

/** A document of the ledger. */
export interface LedgerEntry {
  readonly number: number;
  readonly epoch: number;
  /** The instance of the master that wrote it. */
  readonly by: string;
  /** Wall-clock time, in milliseconds since 1970. */
  readonly atMs: number;
  readonly facts: readonly LedgerFact[];
}

/** An item of a task document's history. */
export interface HistoryLine {
  readonly event: string;
  readonly atMs: number;
  readonly epoch: number;
  readonly host?: string;
  readonly attempt?: number;
  readonly reason?: string;
}

/** A task document as stored. Fields that are absent or of the wrong type are left out. */
export interface StoredDocument {
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
  /**
   * Fields of the wrong type, and fields that a task document does not have: their names, and their
   * values as JSON, of which the first 1,000 characters are kept.
   */
  readonly odd: Readonly<Record<string, string>>;
}

/** A line of an execution journal, and where it is found. */
export interface LocatedJournalLine extends JournalLine, Place {}

/** A line of a log, and where it is found. */
export interface LocatedLogLine extends LogLine, Place {}

/** A line of the chaos record, and where it is found. */
export interface LocatedChaosLine extends ChaosLine, Place {}

/** A line or a ledger document that cannot be parsed. */
export interface Damage extends Place {
  /** Why it cannot be parsed, with the beginning of its text. */
  readonly reason: string;
  /** It is the unfinished last line of its file, which is what a killed process leaves. */
  readonly tornEnd: boolean;
}

/** Everything that is known about a run. */
export interface Evidence {
  /** When the run began, in milliseconds since 1970; absent when everything belongs to one run. */
  readonly startedAtMs?: number;
  /** The task documents as they were before the run. Absent when they were not recorded. */
  readonly before?: readonly StoredDocument[];
  readonly documents: readonly StoredDocument[];
  /** In order of their numbers. */
  readonly ledger: readonly LedgerEntry[];
  /**
   * The number of the last entry before logs and journals were read: in those of a cluster that is still running, later
   * entries may have left no trace. Absent when none was written later.
   */
  readonly tracedThrough?: number;
  readonly journal: readonly LocatedJournalLine[];
  readonly log: readonly LocatedLogLine[];
  /** Absent when no chaos record was kept. */
  readonly chaos?: readonly LocatedChaosLine[];
  /** Absent when the seeded tasks were not recorded. */
  readonly seeded?: readonly SeededTask[];
  readonly damage: readonly Damage[];
}
