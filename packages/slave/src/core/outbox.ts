import { attemptKey, type AttemptReference } from '@steadfast/protocol/messages';
import type { FailedMessage, FinishedMessage } from '@steadfast/protocol/messages';

/** The report of an attempt that has ended, which no master has acknowledged yet. */
export interface EndReport extends AttemptReference {
  readonly taskname: string;
  /** Names the instance that ran the attempt if that was an earlier process of the slave. */
  readonly message: FinishedMessage | FailedMessage;
  /** Whether it is on disk, for the next process of the slave. */
  readonly kept: boolean;
  /** True once the report was sent again in a later session. */
  replayed: boolean;
}

/** Unacknowledged reports by attempt, in the order in which the attempts ended. */
export type Outbox = Map<string, EndReport>;

/** Returns an outbox with the reports that earlier processes have kept. */
export function createOutbox(kept: readonly EndReport[] = []): Outbox {
  return new Map(kept.map((report) => [attemptKey(report), report]));
}

/** Returns the report of this attempt, if there is one. */
export function findReport(outbox: Outbox, attempt: AttemptReference): EndReport | undefined {
  return outbox.get(attemptKey(attempt));
}

/** Adds the report of an attempt that has just ended. */
export function addReport(outbox: Outbox, report: EndReport): void {
  outbox.set(attemptKey(report), report);
}

/** Removes the report of this attempt and returns it; undefined if there is none. */
export function takeReport(outbox: Outbox, attempt: AttemptReference): EndReport | undefined {
  const report = findReport(outbox, attempt);
  outbox.delete(attemptKey(attempt));
  return report;
}
