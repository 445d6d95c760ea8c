import { HISTORY_LIMIT } from '@steadfast/master/core/projection';
import type { Claim } from '../claim.ts';
import type { HistoryLine, TaskDocument } from '../evidence.ts';
import { foldTask, type FoldedTask } from '../fold.ts';
import type { FactAt } from '../stories.ts';
import { listViolations } from '../violations.ts';
import { count } from '../words.ts';

/** What a document says, and what the ledger says it must, where they differ. */
type Difference = readonly [field: string, document: unknown, ledger: unknown];

const historyLine = ({ kind, atMs, epoch, host, attempt, reason }: FactAt): HistoryLine => ({
  event: kind,
  atMs,
  epoch,
  ...(host === undefined ? {} : { host }),
  ...(attempt === undefined ? {} : { attempt }),
  ...(reason === undefined ? {} : { reason }),
});

const sameLine = (one: HistoryLine, other: HistoryLine): boolean =>
  one.event === other.event &&
  one.atMs === other.atMs &&
  one.epoch === other.epoch &&
  one.host === other.host &&
  one.attempt === other.attempt &&
  one.reason === other.reason;

/** The history of a document holds the last of its facts. */
const historyDifference = (history: readonly HistoryLine[], facts: readonly FactAt[]): Difference[] => {
  const told = facts.slice(facts.length - Math.min(history.length, facts.length)).map(historyLine);
  const least = Math.min(facts.length, HISTORY_LIMIT);
  if (history.length < least || history.length > facts.length)
    return [['number of lines in history', history.length, facts.length]];
  const wrong = history.findIndex((line, index) => {
    const expected = told[index];
    return expected === undefined || !sameLine(line, expected);
  });
  return wrong < 0 ? [] : [[`history line ${wrong}`, history[wrong], told[wrong]]];
};

const assignmentText = (assignment: TaskDocument['assignment'] | null): string =>
  assignment === undefined || assignment === null
    ? 'none'
    : `${assignment.host}/${assignment.instance} epoch ${assignment.epoch} at ${assignment.atMs}`;

/** A document that was set aside may hold anything; but the mark must be that of the ledger. */
const parkedDifferences = ({ parked, rev }: TaskDocument, { task, rev: folded }: FoldedTask): Difference[] => {
  // Whoever mends a parked document removes the mark by hand, so its absence is no difference.
  const mark: Difference[] =
    parked === undefined || parked.reason === task.parked?.reason
      ? []
      : [['parked', parked.reason, task.parked?.reason]];
  return rev === folded ? mark : [...mark, ['rev', rev, folded]];
};

/** Where a document differs from the fold of the ledger up to the entry that it says it reflects. */
const differences = (document: TaskDocument, folded: FoldedTask): Difference[] => {
  const { task, facts, rev } = folded;
  if (task.parked !== null) return parkedDifferences(document, folded);
  const pairs: Difference[] = [
    ['state', document.state, task.state],
    ['host', document.host, task.host ?? undefined],
    ['attempt', document.attempt ?? 0, task.attempt],
    ['assignment', assignmentText(document.assignment), assignmentText(task.assignment)],
    ['rev', document.rev ?? 0, rev],
    ['parked', document.parked?.reason, undefined],
  ];
  const differing = pairs.filter(([, one, other]) => one !== other);
  const placements = facts.filter(({ kind }) => kind !== 'task.parked');
  return [...differing, ...historyDifference(document.history ?? [], placements)];
};

/** The task documents are what the facts make of them. */
export const DOCUMENTS: Claim = {
  id: 'documents',
  section: 'promised',
  title: 'The task documents are exactly what the ledger says',
  how: 'each document is compared, field by field, with the fold of its facts up to its rev; when the run is over, rev must be the last of them',
  judge: ({ documents, stories }, { settled }) => {
    const found = listViolations();
    for (const document of documents.values()) {
      const facts = stories.get(document.taskId)?.facts ?? [];
      const through = settled ? Infinity : (document.rev ?? 0);
      const folded = foldTask(facts, through);
      if (folded.illegal !== undefined) continue;
      for (const [field, one, other] of differences(document, folded))
        found.add(
          () =>
            `${document.taskname ?? 'a task'} [${document.taskId}]: ${field} is ${JSON.stringify(one)}, by the ledger ${JSON.stringify(other)}`,
        );
    }
    for (const { taskId, taskname, facts } of stories.values())
      if (facts.length > 0 && !documents.has(taskId)) found.add(`${taskname} [${taskId}]: its document is gone`);
    return { exercised: documents.size > 0, figures: count(documents.size, 'document'), violations: found.result() };
  },
};
