import { attemptKey, type AttemptReference } from '@steadfast/protocol/messages';

/** The report of a finished attempt that no master has acknowledged yet. */
export interface FinishedReport extends AttemptReference {
  readonly taskname: string;
  /** True once the report was sent again in a later session. */
  replayed: boolean;
}

/** Unacknowledged reports by attempt, in the order in which the attempts finished. */
export type Outbox = Map<string, FinishedReport>;

/** Returns an empty outbox. */
export function createOutbox(): Outbox {
  return new Map();
}

/** Returns the report of this attempt, if there is one. */
export function findReport(outbox: Outbox, attempt: AttemptReference): FinishedReport | undefined {
  return outbox.get(attemptKey(attempt));
}

/** Adds the report of an attempt that has just finished. */
export function addReport(outbox: Outbox, report: FinishedReport): void {
  outbox.set(attemptKey(report), report);
}

/** Removes the report of this attempt and returns it; undefined if there is none. */
export function takeReport(outbox: Outbox, attempt: AttemptReference): FinishedReport | undefined {
  const report = findReport(outbox, attempt);
  outbox.delete(attemptKey(attempt));
  return report;
}
