import assert from 'node:assert/strict';
import type { JournalLine, LedgerEntry, LedgerFact, LogLine, TaskDocument } from '../src/evidence.ts';
import { QUIET_RUN, type Expectations } from '../src/expectations.ts';
import { checkRun, type CheckResult, type Verdict } from '../src/judge.ts';
import { wholeRun } from './runs.ts';
import type { Draft, Mutable } from './scribe.ts';

/** Nothing but the promises: no demands on what must have happened. */
export const PROMISES: Expectations = { ...QUIET_RUN, metrics: {} };

/** What is broken, with the reasons, for messages of failing tests. */
export function brokenIn({ results }: Verdict): string[] {
  return results.flatMap(({ id, status, violations }) =>
    status === 'broken' ? [`${id}: ${violations.messages.join(' | ')}`] : [],
  );
}

function findingOf({ results }: Verdict, id: string): CheckResult {
  const finding = results.find((candidate) => candidate.id === id);
  assert.ok(finding, `there is no claim ${id}`);
  return finding;
}

/** Evidence must hold in every point. */
export function assertHolds(evidence: Draft, expectations = PROMISES): void {
  const verdict = checkRun(evidence, expectations);
  assert.deepEqual(brokenIn(verdict), []);
  assert.equal(verdict.passed, true);
}

/** The claim of that id must be broken, with a message that names the culprit. */
export function assertCaught(evidence: Draft, id: string, culprit: RegExp, expectations = PROMISES): void {
  const verdict = checkRun(evidence, expectations);
  const { status, violations } = findingOf(verdict, id);
  assert.equal(status, 'broken', `${id} was not found broken; broken are: ${brokenIn(verdict).join('\n') || 'none'}`);
  assert.match(violations.messages.join('\n'), culprit);
  assert.equal(verdict.passed, false);
}

/** Doctors a run in which everything was right, and expects that to be caught. */
export function assertDoctoredRunCaught(id: string, culprit: RegExp, doctor: (draft: Draft) => void): void {
  const draft = wholeRun();
  doctor(draft);
  assertCaught(draft, id, culprit);
}

function found<Value>(value: Value | undefined, what: string): Value {
  assert.ok(value !== undefined, `the run has no ${what}`);
  return value;
}

export function documentOf({ documents }: Draft, taskId: string): Mutable<TaskDocument> {
  return found(
    documents.find((document) => document.taskId === taskId),
    taskId,
  );
}

/** A fact about a task, and the entry that holds it. */
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

/** Takes a fact out of the ledger; its entry stays, empty. */
export function removeFact(draft: Draft, kind: string, task: string, attempt = 1): void {
  const { entry, fact } = factOf(draft, kind, task, attempt);
  entry.facts.splice(entry.facts.indexOf(fact), 1);
}

/** Appends an entry to the ledger, as a copy of the last with other facts. */
export function appendEntry({ ledger }: Draft, ...facts: LedgerFact[]): void {
  const last = found(ledger.at(-1), 'ledger');
  ledger.push({ ...last, number: last.number + 1, facts });
}

/** A line of a journal. */
export function journalOf(
  { journal }: Draft,
  event: JournalLine['event'],
  taskId: string,
  attempt = 1,
): Mutable<JournalLine> {
  return found(
    journal.find((line) => line.event === event && line.taskId === taskId && line.attempt === attempt),
    `${event} of ${taskId}`,
  );
}

/** The first line of the logs that has all these fields. */
export function logOf({ log }: Draft, fields: Partial<LogLine>): Mutable<LogLine> {
  return found(
    log.find((line) => Object.entries(fields).every(([field, value]) => line[field as keyof LogLine] === value)),
    `log line with ${JSON.stringify(fields)}`,
  );
}

/** Takes an element out of a list. */
export function remove<Item>(items: Item[], item: Item): void {
  const index = items.indexOf(item);
  assert.ok(index >= 0, 'nothing to remove');
  items.splice(index, 1);
}
