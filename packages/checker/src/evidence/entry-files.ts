import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { describeFactFields } from '@steadfast/records';
import { formatPlural } from '@steadfast/runtime/format';
import type { Evidence, HistoryLine, LedgerEntry, LedgerFact, StoredDocument } from './evidence.ts';
import { parseTaskDocument } from './parse-documents.ts';

/** The files to which the entries of MongoDB are written, within the folder of the run. */
export const ENTRY_FILES = {
  before: 'mongodb-tasks-before.txt',
  tasks: 'mongodb-tasks.txt',
  ledger: 'mongodb-ledger.txt',
} as const;

/** Blocks per write: a ledger may have a hundred thousand entries, and neither one write each nor one for all is fast. */
const BATCH_BLOCKS = 1_000;

function isoTime(atMs: number): string {
  return new Date(atMs).toISOString();
}

/** Quotes a text that could be misread, or that could control a terminal. */
function quoted(value: string | number | undefined): string {
  if (value === undefined) return '-';
  return /^[\w.:-]+$/.test(String(value)) ? String(value) : JSON.stringify(value);
}

/** Describes a fact, or a line of a task's history, with its texts quoted. */
function factText({ taskname, host, instance, name, reason, ...fact }: LedgerFact): string {
  const quotedFields = Object.entries({ taskname, host, instance, name, reason })
    .filter(([, value]) => value !== undefined)
    .map(([field, value]) => [field, quoted(value)]);
  return describeFactFields({ ...fact, ...Object.fromEntries(quotedFields) }, 'full');
}

function historyText({ event, atMs, epoch, ...fields }: HistoryLine): string {
  return `    ${isoTime(atMs)}  epoch ${epoch}  ${factText({ kind: event, ...fields })}`;
}

/** Formats a task as a block of lines: the four required fields, then the other fields, then the history. */
function taskBlock(document: StoredDocument): string {
  const { taskId, taskname, sleeptime, state, host, attempt, assignment, history, rev, parked, odd } = document;
  const optional = [
    ...(attempt === undefined ? [] : [`  attempt:   ${attempt}`]),
    ...(assignment === undefined
      ? []
      : [
          `  assigned:  to ${assignment.host}/${assignment.instance} in epoch ${assignment.epoch} at ${isoTime(assignment.atMs)}`,
        ]),
    ...(parked === undefined ? [] : [`  parked:    ${quoted(parked.reason)} at ${isoTime(parked.atMs)}`]),
    ...(rev === undefined ? [] : [`  rev:       ${rev}`]),
    ...Object.entries(odd).map(([field, value]) => `  ${quoted(field)}: ${value}`),
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
  const lines = facts.map((fact) => `    ${factText(fact)}`);
  return [`entry ${number}  ${isoTime(atMs)}  epoch ${epoch}  by ${by}`, ...lines, ''].join('\n');
}

/** Formats the task documents, in blocks. */
function* taskBlocks({ documents }: Pick<Evidence, 'documents'>): Generator<string> {
  yield `${formatPlural(documents.length, 'document')} in the collection tasks\n`;
  for (const document of documents) yield taskBlock(document);
}

/** Formats the ledger, in blocks. */
function* ledgerBlocks(evidence: Evidence): Generator<string> {
  yield `${formatPlural(evidence.ledger.length, 'document')} in the collection ledger\n`;
  for (const entry of evidence.ledger) yield entryBlock(entry);
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

/** Writes a file atomically: afterwards it is complete, or does not exist. */
async function writeAtomically(path: string, blocks: Iterable<string>): Promise<void> {
  const file = await open(`${path}.new`, 'w');
  try {
    let batch: string[] = [];
    for (const block of blocks) {
      batch.push(block);
      if (batch.length < BATCH_BLOCKS) continue;
      await file.write(`${batch.join('\n')}\n`);
      batch = [];
    }
    await file.write(`${batch.join('\n')}\n`);
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}

/**
 * Writes the task documents as text into the folder of a run, as they are before any master has seen them.
 * @throws {Error} when the folder cannot be written
 */
export function writeTasksBefore(
  documents: readonly Readonly<Record<string, unknown>>[],
  directory: string,
): Promise<void> {
  const blocks = taskBlocks({ documents: documents.map(parseTaskDocument) });
  return writeAtomically(join(directory, ENTRY_FILES.before), blocks);
}

/**
 * Writes the MongoDB entries of a run as text files into its folder, and returns their paths.
 * @throws {Error} when the folder cannot be written
 */
export async function writeEntries(
  evidence: Evidence,
  directory: string,
): Promise<{ readonly tasks: string; readonly ledger: string }> {
  const paths = { tasks: join(directory, ENTRY_FILES.tasks), ledger: join(directory, ENTRY_FILES.ledger) };
  await writeAtomically(paths.tasks, taskBlocks(evidence));
  await writeAtomically(paths.ledger, ledgerBlocks(evidence));
  return paths;
}
