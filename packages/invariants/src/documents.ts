import { HISTORY_LIMIT, type HistoryItem } from '@steadfast/master/core/ledger/projection';
import type { TaskDocument } from '@steadfast/master/core/leader/task-document';
import { newTask, type Assignment } from '@steadfast/master/core/ledger/transitions';
import type { AttemptFact, RecordedFact, TaskRecord } from './records.ts';

/** What a document says and what the ledger says it must, where they differ. */
export type Difference = readonly [field: string, document: unknown, ledger: unknown];

/** A task document; anything may stand in its fields. */
export interface DocumentFound extends TaskDocument {
  readonly parked?: unknown;
}

/** The entry that a document claims to reflect; 0 before the first. */
function revisionOf({ rev }: DocumentFound): number {
  return typeof rev === 'number' ? rev : 0;
}

function reasonOf(fact: AttemptFact): string | null {
  return 'reason' in fact ? fact.reason : null;
}

/** The line of history that a fact leaves in its document. */
function historyItem({ fact, epoch, atMs }: RecordedFact<AttemptFact>): HistoryItem {
  const { kind: event, host, attempt } = fact;
  return { event, atMs, epoch, host, attempt, reason: reasonOf(fact) };
}

function tells(line: Partial<HistoryItem> | undefined, { fact, epoch, atMs }: RecordedFact<AttemptFact>): boolean {
  return (
    line?.event === fact.kind &&
    line.atMs === atMs &&
    line.epoch === epoch &&
    line.host === fact.host &&
    line.attempt === fact.attempt &&
    (line.reason ?? null) === reasonOf(fact)
  );
}

function isTold(recorded: RecordedFact): recorded is RecordedFact<AttemptFact> {
  return recorded.fact.kind !== 'task.parked';
}

/** The history of a document tells the facts about its attempts up to the given one: the last, as many as it may hold. */
function historyDifference(found: unknown, facts: readonly RecordedFact[], last: number): Difference | null {
  const history = Array.isArray(found) ? (found as readonly HistoryItem[]) : [];
  const length = Math.min(facts[last]?.told ?? 0, HISTORY_LIMIT);
  if (history.length !== length) return ['number of lines in history', history.length, length];
  let difference: Difference | null = null;
  let line = length;
  for (let index = last; line > 0; index -= 1) {
    const recorded = facts[index];
    if (recorded === undefined) break;
    if (!isTold(recorded)) continue;
    line -= 1;
    if (!tells(history[line], recorded)) difference = [`history line ${line}`, history[line], historyItem(recorded)];
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
 * Where a document differs from what the ledger says.
 * @param record what the ledger says about the task; undefined when it says nothing
 * @param through the entry that the document must reflect the ledger up to; without it, the one that it claims to reflect
 * @returns nothing where the ledger itself makes no sense: that is another promise
 */
export function documentDifferences(
  document: DocumentFound,
  record: TaskRecord | undefined,
  through = revisionOf(document),
): readonly Difference[] {
  if (record?.senselessFrom !== undefined && through >= record.senselessFrom) return [];
  const facts = record?.facts ?? NO_FACTS;
  const last = facts.findLastIndex(({ number }) => number <= through);
  const { after: task = UNTOUCHED, number = 0 } = facts[last] ?? {};
  const differences: Difference[] = [];
  const compare = (field: string, found: unknown, expected: unknown): void => {
    if (found !== expected) differences.push([field, found, expected]);
  };
  compare('rev', revisionOf(document), number);
  const mark = (document.parked as { readonly reason?: unknown } | null | undefined)?.reason;
  // A document that was set aside may hold anything else; and who mends it removes the mark by hand.
  if (task.parked !== null) {
    if (mark !== undefined) compare('parked', mark, task.parked.reason);
    return differences;
  }
  compare('parked', mark, undefined);
  compare('state', document.state, task.state);
  compare('host', document.host ?? null, task.host);
  compare('attempt', document.attempt ?? 0, task.attempt);
  const assignment = (document.assignment ?? null) as Assignment | null;
  if (!sameAssignment(assignment, task.assignment))
    differences.push(['assignment', assignmentText(assignment), assignmentText(task.assignment)]);
  const history = historyDifference(document.history, facts, last);
  return history === null ? differences : [...differences, history];
}
