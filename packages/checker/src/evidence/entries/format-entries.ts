/**
 * The entries of MongoDB as text for people. `parse-entries.ts` reads it back without loss, so that a run can be judged
 * again when its database is gone.
 */
import { escapeJson } from '@steadfast/records';
import { formatPlural } from '@steadfast/runtime/format';
import type { Evidence, HistoryLine, LedgerEntry, StoredDocument } from '../evidence.ts';
import { LEDGER_PLACE } from '../place.ts';
import { formatFact, quoted } from './fact-text.ts';

/** Begins the line that stands for a document of the ledger that could not be parsed. */
export const UNREADABLE = 'unreadable:';

function isoTime(atMs: number): string {
  return new Date(atMs).toISOString();
}

function historyText({ event, atMs, epoch, ...fields }: HistoryLine): string {
  return `    ${isoTime(atMs)}  epoch ${epoch}  ${formatFact({ kind: event, ...fields })}`;
}

/** Formats a task as a block of lines: the four required fields, then the other fields, then the history. */
function taskBlock(document: StoredDocument): string {
  const { taskId, taskname, sleeptime, state, host, attempt, assignment, history, rev, parked, odd } = document;
  const optional = [
    ...(attempt === undefined ? [] : [`  attempt:   ${attempt}`]),
    ...(assignment === undefined
      ? []
      : [
          `  assigned:  to ${quoted(assignment.host)}/${quoted(assignment.instance)} in epoch ${assignment.epoch} at ${isoTime(assignment.atMs)}`,
        ]),
    ...(parked === undefined ? [] : [`  parked:    ${quoted(parked.reason)} at ${isoTime(parked.atMs)}`]),
    ...(rev === undefined ? [] : [`  rev:       ${rev}`]),
    ...Object.entries(odd).map(([field, value]) => `  ${quoted(field)}: ${escapeJson(value)}`),
    ...(history === undefined ? [] : ['  history:', ...history.map(historyText)]),
  ];
  return [
    `taskname:    ${quoted(taskname)}`,
    `  sleeptime: ${sleeptime === undefined ? '-' : `${sleeptime} seconds`}`,
    `  state:     ${quoted(state)}`,
    `  host:      ${quoted(host)}`,
    `  _id:       ${taskId}`,
    ...optional,
    '',
  ].join('\n');
}

/** Formats an entry of the ledger as a block of lines. */
function entryBlock({ number, epoch, by, atMs, facts }: LedgerEntry): string {
  const lines = facts.map((fact) => `    ${formatFact(fact)}`);
  return [`entry ${number}  ${isoTime(atMs)}  epoch ${epoch}  by ${quoted(by)}`, ...lines, ''].join('\n');
}

/** Formats the task documents, in blocks. */
export function* taskBlocks({ documents }: Pick<Evidence, 'documents'>): Generator<string> {
  yield `${formatPlural(documents.length, 'document')} in the collection tasks\n`;
  for (const document of documents) yield taskBlock(document);
}

/** Formats the ledger, in blocks. */
export function* ledgerBlocks({ ledger, damage }: Pick<Evidence, 'ledger' | 'damage'>): Generator<string> {
  yield `${formatPlural(ledger.length, 'document')} in the collection ledger\n`;
  for (const entry of ledger) yield entryBlock(entry);
  for (const { file, line, reason } of damage)
    if (file === LEDGER_PLACE) yield `${UNREADABLE} document ${line}: ${JSON.stringify(reason)}\n`;
}

/** Returns the line at which each block begins, from 1, except for the first block, which only holds the count. */
function* blockLines(blocks: Iterable<string>): Generator<number> {
  let line = 1;
  let isFirst = true;
  for (const block of blocks) {
    if (!isFirst) yield line;
    isFirst = false;
    // A block ends with a line break, and another one separates it from the next.
    line += block.split('\n').length;
  }
}

/** Returns the line of the task file at which the document of each task begins, by task id. */
export function taskLines(evidence: Evidence): Map<string, number> {
  return new Map(
    blockLines(taskBlocks(evidence)).map((line, index) => [evidence.documents[index]?.taskId ?? '', line]),
  );
}

/** Returns the line of the ledger file at which each entry begins, by entry number. */
export function ledgerLines(evidence: Evidence): Map<number, number> {
  return new Map(blockLines(ledgerBlocks(evidence)).map((line, index) => [evidence.ledger[index]?.number ?? 0, line]));
}
