/**
 * How messages name evidence: always in the same way, and so that a reader can find it.
 */
import { PLAIN_NAMES, type EvidenceNames, type ReportViolation } from '@steadfast/invariants';
import { describeFactFields } from '@steadfast/records';
import { nameLine } from './evidence/place.ts';
import type { JournalExecution } from './run/executions.ts';
import type { Outage } from './run/outages.ts';
import type { LocatedFact } from './run/task-histories.ts';
import type { ViolationList } from './violations.ts';

/** Names a fact: `entry 12 fact 0 (task.killed task7 [65f0] attempt 2 on slave1/4f2a: its stream broke)`. */
export function nameFact(fact: LocatedFact): string {
  return `entry ${fact.entry} fact ${fact.index} (${describeFactFields(fact, 'full')})`;
}

/** Names an execution: `task7 attempt 2 on slave1/4f2a, nonce 9c1e (slave1.journal.jsonl:12)`. */
export function nameExecution({ taskname, attempt, host, instance, nonce, started }: JournalExecution): string {
  return `${taskname} attempt ${attempt} on ${host}/${instance}, nonce ${nonce} (${nameLine(started)})`;
}

function nameExecutionAndEnd(execution: JournalExecution): string {
  const { end } = execution;
  return `${nameExecution(execution)} ran, which ${end === undefined ? 'has no end' : `ended at ${nameLine(end)}`}`;
}

/** The names that the shared invariants use. They pass facts and executions on as the checker provided them. */
export const EVIDENCE_NAMES: EvidenceNames = {
  ...PLAIN_NAMES,
  fact: (fact) => nameFact(fact as LocatedFact),
  execution: (start) => nameExecution(start as JournalExecution),
  ran: (start) => nameExecutionAndEnd(start as JournalExecution),
};

/** Returns a receiver that adds the violations of shared invariants to a list. */
export function collectInto(violations: ViolationList, names = EVIDENCE_NAMES): ReportViolation {
  return (_promise, detail) => violations.add(() => detail(names));
}

/** Formats the time of day: `12:00:00.839`. */
export function formatTimeOfDay(atMs: number): string {
  return new Date(atMs).toISOString().slice(11, 23);
}

/** Names an outage: `kill of slave1 at 12:00:00.839 (chaos.jsonl:1)`. */
export function nameOutage({ kind, target, fromMs, began }: Outage): string {
  return `${kind} of ${target} at ${formatTimeOfDay(fromMs)} (${nameLine(began)})`;
}
