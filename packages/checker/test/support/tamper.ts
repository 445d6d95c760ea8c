import assert from 'node:assert/strict';
import { checkRun } from '../../src/check-run.ts';
import type {
  LedgerEntry,
  LedgerFact,
  LocatedJournalLine,
  LocatedLogLine,
  StoredDocument,
} from '../../src/evidence/evidence.ts';
import { QUIET_RUN, type Expectations } from '../../src/expectations.ts';
import type { CheckResult, Verdict } from '../../src/verdict.ts';
import type { Draft, Mutable } from './evidence-writer.ts';
import { wholeRun } from './runs.ts';

/** Every check, but no demands on what must have happened. */
export const CHECKS_ONLY: Expectations = { ...QUIET_RUN, metrics: {} };

/** Returns the failed checks with their messages, for the messages of failing tests. */
export function failuresOf({ results }: Verdict): string[] {
  return results.flatMap(({ id, status, violations }) =>
    status === 'failed' ? [`${id}: ${violations.messages.join(' | ')}`] : [],
  );
}

function resultOf({ results }: Verdict, id: string): CheckResult {
  const result = results.find((candidate) => candidate.id === id);
  assert.ok(result, `there is no check ${id}`);
  return result;
}

/** Asserts that evidence passes every check. */
export function assertPasses(evidence: Draft, expectations = CHECKS_ONLY): void {
  const verdict = checkRun(evidence, expectations);
  assert.deepEqual(failuresOf(verdict), []);
  assert.equal(verdict.passed, true);
}

/** Asserts that evidence fails a check, with a message that matches. */
export function assertFails(evidence: Draft, id: string, message: RegExp, expectations = CHECKS_ONLY): void {
  const verdict = checkRun(evidence, expectations);
  const { status, violations } = resultOf(verdict, id);
  assert.equal(status, 'failed', `${id} did not fail; failed: ${failuresOf(verdict).join('\n') || 'none'}`);
  assert.match(violations.messages.join('\n'), message);
  assert.equal(verdict.passed, false);
}

/** Tampers with the evidence of a correct run, and asserts that a check detects it, with a message that matches. */
export function assertTamperingDetected(id: string, message: RegExp, tamper: (draft: Draft) => void): void {
  const draft = wholeRun();
  tamper(draft);
  assertFails(draft, id, message);
}

function existing<Value>(value: Value | undefined, what: string): Value {
  assert.ok(value !== undefined, `the run has no ${what}`);
  return value;
}

export function documentOf({ documents }: Draft, taskId: string): Mutable<StoredDocument> {
  return existing(
    documents.find((document) => document.taskId === taskId),
    taskId,
  );
}

/** Returns a fact about an attempt, and the entry that holds it. */
export function factOf(
  { ledger }: Draft,
  kind: string,
  task: string,
  attempt = 1,
): { entry: Mutable<LedgerEntry>; fact: Mutable<LedgerFact> } {
  for (const entry of ledger)
    for (const fact of entry.facts)
      if (fact.kind === kind && fact.task === task && fact.attempt === attempt) return { entry, fact };
  throw new Error(`the run has no ${kind} of ${task} attempt ${attempt}`);
}

/** Removes a fact from the ledger; its entry remains, without it. */
export function removeFact(draft: Draft, kind: string, task: string, attempt = 1): void {
  const { entry, fact } = factOf(draft, kind, task, attempt);
  entry.facts.splice(entry.facts.indexOf(fact), 1);
}

/** Appends an entry to the ledger, as a copy of the last one with other facts. */
export function appendEntry({ ledger }: Draft, ...facts: LedgerFact[]): void {
  const last = existing(ledger.at(-1), 'ledger');
  ledger.push({ ...last, number: last.number + 1, facts });
}

/** Returns a line of a journal. */
export function journalOf(
  { journal }: Draft,
  event: LocatedJournalLine['event'],
  taskId: string,
  attempt = 1,
): Mutable<LocatedJournalLine> {
  return existing(
    journal.find((line) => line.event === event && line.taskId === taskId && line.attempt === attempt),
    `${event} of ${taskId}`,
  );
}

/** Returns the first log line that has all these fields. */
export function logOf({ log }: Draft, fields: Partial<LocatedLogLine>): Mutable<LocatedLogLine> {
  return existing(
    log.find((line) => Object.entries(fields).every(([field, value]) => line[field as keyof LocatedLogLine] === value)),
    `log line with ${JSON.stringify(fields)}`,
  );
}

/** Removes an element from a list. */
export function remove<Item>(items: Item[], item: Item): void {
  const index = items.indexOf(item);
  assert.ok(index >= 0, 'there is nothing to remove');
  items.splice(index, 1);
}
