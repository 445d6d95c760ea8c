import { MAX_HELD } from '@steadfast/protocol/limits';
import type { AttemptReference } from '@steadfast/protocol/messages';

/** A finished attempt whose report no master has acknowledged yet. */
export interface Report extends AttemptReference {
  /** The name of the task, for people. */
  readonly taskname: string;
  /** True once the report was sent again in a later session. */
  replayed: boolean;
}

/** Reports in the order in which their attempts finished, by attempt. */
export type Outbox = Map<string, Report>;

/** Reports in one outbox: with the running attempt they must fit into one Register. */
export const MAX_REPORTS = MAX_HELD - 1;

/** The attempt comes first, for a task identifier may contain anything. */
function keyOf({ taskId, attempt }: AttemptReference): string {
  return `${attempt} ${taskId}`;
}

/** An empty outbox. */
export function createOutbox(): Outbox {
  return new Map();
}

/** True when no further attempt may be started: its report might find no room. */
export function isFull(outbox: Outbox): boolean {
  return outbox.size >= MAX_REPORTS;
}

/** The report of this very attempt, if it waits here. */
export function findReport(outbox: Outbox, attempt: AttemptReference): Report | undefined {
  return outbox.get(keyOf(attempt));
}

/** Adds the report of an attempt that has just finished. */
export function addReport(outbox: Outbox, report: Report): void {
  outbox.set(keyOf(report), report);
}

/** Takes the report of this very attempt out, and gives it; nothing happens where there is none. */
export function takeReport(outbox: Outbox, attempt: AttemptReference): Report | undefined {
  const report = findReport(outbox, attempt);
  outbox.delete(keyOf(attempt));
  return report;
}
