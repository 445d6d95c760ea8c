import { MAX_HELD } from '@steadfast/protocol/limits';
import { attemptKey, type AttemptReference } from '@steadfast/protocol/messages';

/** The report of a finished attempt that no master has acknowledged yet. */
export interface FinishedReport extends AttemptReference {
  readonly taskname: string;
  /** True once the report was sent again in a later session. */
  replayed: boolean;
}

/** Unacknowledged reports by attempt, in the order in which the attempts finished. */
export type Outbox = Map<string, FinishedReport>;

/** Maximum number of reports in an outbox: together with the running attempt they must fit into one Register. */
export const MAX_REPORTS = MAX_HELD - 1;

/** Returns an empty outbox. */
export function createOutbox(): Outbox {
  return new Map();
}

/** Whether the outbox has no room for the report of another attempt. */
export function isFull(outbox: Outbox): boolean {
  return outbox.size >= MAX_REPORTS;
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
