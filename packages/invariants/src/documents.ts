import { HISTORY_LIMIT, type HistoryItem } from '@steadfast/master/core/ledger/task-update';
import type { TaskDocument } from '@steadfast/master/core/leader/task-document';
import { isAttemptFact, type AttemptFact } from '@steadfast/master/core/ledger/facts';
import { newTask, type Assignment } from '@steadfast/master/core/ledger/transitions';
import type { RecordedFact, TaskRecord } from './records.ts';

/** A field in which a document differs from the ledger, with both values. */
export type Difference = readonly [field: string, document: unknown, ledger: unknown];

/** A task document as found in the database; its fields may hold anything. */
export interface FoundDocument extends TaskDocument {
  readonly parked?: unknown;
}

/** Returns the entry that a document claims to reflect; 0 for an untouched document. */
function revisionOf({ rev }: FoundDocument): number {
  return typeof rev === 'number' ? rev : 0;
}

function reasonOf(fact: AttemptFact): string | null {
  return 'reason' in fact ? fact.reason : null;
}

/** Returns the history item that a fact leaves in its document. */
function historyItemOf({ fact, epoch, atMs }: RecordedFact<AttemptFact>): HistoryItem {
  const { kind: event, host, attempt } = fact;
  return { event, atMs, epoch, host, attempt, reason: reasonOf(fact) };
}

function describesFact(
  item: Partial<HistoryItem> | undefined,
  { fact, epoch, atMs }: RecordedFact<AttemptFact>,
): boolean {
  return (
    item?.event === fact.kind &&
    item.atMs === atMs &&
    item.epoch === epoch &&
    item.host === fact.host &&
    item.attempt === fact.attempt &&
    (item.reason ?? null) === reasonOf(fact)
  );
}

function changesHistory(recorded: RecordedFact): recorded is RecordedFact<AttemptFact> {
  return isAttemptFact(recorded.fact);
}

/**
 * Compares a document's history with the attempt facts up to index `last`, of which it keeps the latest. The document of
 * an adopted task begins with what another ledger knows.
 */
function historyDifference(found: unknown, facts: readonly RecordedFact[], last: number): Difference | null {
  const history = Array.isArray(found) ? (found as readonly HistoryItem[]) : [];
  const known = Math.min(facts[last]?.historyLength ?? 0, HISTORY_LIMIT);
  const adopted = facts.slice(0, last + 1).some(({ fact }) => fact.kind === 'task.adopted');
  const length = adopted ? Math.max(known, history.length) : known;
  if (history.length !== length) return ['history length', history.length, length];
  let difference: Difference | null = null;
  let position = length;
  for (let index = last; position > length - known; index -= 1) {
    const recorded = facts[index];
    if (recorded === undefined) break;
    if (!changesHistory(recorded)) continue;
    position -= 1;
    if (!describesFact(history[position], recorded))
      difference = [`history item ${position}`, history[position], historyItemOf(recorded)];
  }
  return difference;
}

function sameAssignment(one: Assignment | null, other: Assignment | null): boolean {
  return one === null || other === null
    ? one === other
    : one.host === other.host &&
        one.instance === other.instance &&
        one.epoch === other.epoch &&
        one.atMs === other.atMs;
}

function assignmentText(assignment: Assignment | null): string {
  return assignment === null
    ? 'none'
    : `${assignment.host}/${assignment.instance} epoch ${assignment.epoch} at ${assignment.atMs}`;
}

const UNTOUCHED = newTask();
const NO_FACTS: readonly RecordedFact[] = [];

/**
 * Returns the fields in which a document differs from the ledger.
 * @param record what the ledger says about the task; undefined when it has no facts
 * @param through the entry up to which the document must reflect the ledger; by default the one that it claims to
 * @returns nothing where the ledger itself is invalid, since that breaks another promise
 */
export function documentDifferences(
  document: FoundDocument,
  record: TaskRecord | undefined,
  through = revisionOf(document),
): readonly Difference[] {
  if (record?.invalidFrom !== undefined && through >= record.invalidFrom) return [];
  const facts = record?.facts ?? NO_FACTS;
  const last = facts.findLastIndex(({ number }) => number <= through);
  const { after: task = UNTOUCHED, number = 0, fact = null, historyLength = 0 } = facts[last] ?? {};
  const differences: Difference[] = [];
  const compare = (field: string, found: unknown, expected: unknown): void => {
    if (found !== expected) differences.push([field, found, expected]);
  };
  compare('rev', revisionOf(document), number);
  const mark = (document.parked as { readonly reason?: unknown } | null | undefined)?.reason;
  // A user who repairs a parked document removes the mark. Until then its other fields may hold anything.
  if (task.parked !== null) {
    if (mark !== undefined) compare('parked', mark, task.parked.reason);
    return differences;
  }
  compare('parked', mark, undefined);
  // Released although it may still be invalid: it is read again, and parked if it is.
  if (fact?.kind === 'task.released' && historyLength === 0) return differences;
  compare('state', document.state, task.state);
  compare('host', document.host ?? null, task.host);
  compare('attempt', document.attempt ?? 0, task.attempt);
  compare('failures', document.failures ?? 0, task.failures);
  // A time that no failure has set is that of the user.
  if (task.failures > 0) compare('notBefore', document.notBeforeMs ?? null, task.notBeforeMs);
  const assignment = (document.assignment ?? null) as Assignment | null;
  if (!sameAssignment(assignment, task.assignment))
    differences.push(['assignment', assignmentText(assignment), assignmentText(task.assignment)]);
  const history = historyDifference(document.history, facts, last);
  return history === null ? differences : [...differences, history];
}
