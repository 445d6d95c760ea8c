import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Evidence, HistoryLine, LedgerEntry, LedgerFact, TaskDocument } from './evidence.ts';
import { parseTaskDocument } from './parse-documents.ts';
import { count } from './format.ts';

/** The files that the entries of MongoDB are written to, within the folder of the run. */
export const ENTRY_FILES = {
  before: 'mongodb-tasks-before.txt',
  tasks: 'mongodb-tasks.txt',
  ledger: 'mongodb-ledger.txt',
} as const;

/** Lines that are written at once. */
const BATCH = 1_000;

function moment(atMs: number): string {
  return new Date(atMs).toISOString();
}

/** Texts stand as they are, unless they could be misread or steer a terminal. */
function text(value: string | number | undefined): string {
  if (value === undefined) return '-';
  return /^[\w.:-]+$/.test(String(value)) ? String(value) : JSON.stringify(value);
}

function historyText({ event, atMs, epoch, host, attempt, reason }: HistoryLine): string {
  const where = host === undefined ? '' : ` on ${host}`;
  const which = attempt === undefined ? '' : ` attempt ${attempt}`;
  return `    ${moment(atMs)}  ${event.padEnd(13)}${which}${where}, epoch ${epoch}${reason === undefined ? '' : `: ${text(reason)}`}`;
}

/** One task as a block of lines: its four fields first, then the other fields, then its history. */
function taskBlock(document: TaskDocument): string {
  const { taskId, taskname, sleeptime, state, host, attempt, assignment, history, rev, parked, odd } = document;
  const optional = [
    ...(attempt === undefined ? [] : [`  attempt:   ${attempt}`]),
    ...(assignment === undefined
      ? []
      : [
          `  assigned:  to ${assignment.host}/${assignment.instance} in epoch ${assignment.epoch} at ${moment(assignment.atMs)}`,
        ]),
    ...(parked === undefined ? [] : [`  parked:    ${text(parked.reason)} at ${moment(parked.atMs)}`]),
    ...(rev === undefined ? [] : [`  rev:       ${rev}`]),
    ...Object.entries(odd).map(([field, value]) => `  ${text(field)}: ${value}`),
    ...(history === undefined ? [] : ['  history:', ...history.map(historyText)]),
  ];
  return [
    `taskname:    ${text(taskname)}`,
    `  sleeptime: ${sleeptime === undefined ? '-' : `${sleeptime} seconds`}`,
    `  state:     ${text(state)}`,
    `  host:      ${text(host)}`,
    `  _id:       ${taskId}`,
    ...optional,
    '',
  ].join('\n');
}

function factText({ kind, task, taskname, attempt, host, instance, name, reason }: LedgerFact): string {
  const about = task === undefined ? '' : ` ${text(taskname)} [${task}]`;
  const which = attempt === undefined ? '' : ` attempt ${attempt}`;
  const where = host === undefined ? '' : ` on ${host}`;
  const who = name === undefined ? '' : ` ${text(name)}`;
  const life = instance === undefined ? '' : ` (${instance})`;
  return `    ${kind.padEnd(13)}${about}${which}${where}${who}${life}${reason === undefined ? '' : `: ${text(reason)}`}`;
}

/** One entry of the ledger as a block of lines. */
function entryBlock({ number, epoch, by, atMs, facts }: LedgerEntry): string {
  return [`entry ${number}  ${moment(atMs)}  epoch ${epoch}  by ${by}`, ...facts.map(factText), ''].join('\n');
}

/** The task documents as text, in blocks. */
export const taskBlocks = function* ({ documents }: Pick<Evidence, 'documents'>): Generator<string> {
  yield `${count(documents.length, 'document')} in the collection tasks\n`;
  for (const document of documents) yield taskBlock(document);
};

/** The ledger as text, in blocks. */
export const ledgerBlocks = function* (evidence: Evidence): Generator<string> {
  yield `${count(evidence.ledger.length, 'document')} in the collection ledger\n`;
  for (const entry of evidence.ledger) yield entryBlock(entry);
};

/** The line of a text at which each of its blocks begins, from 1, but for the first, which says how many there are. */
const blockLines = function* (blocks: Iterable<string>): Generator<number> {
  let line = 1;
  let isFirst = true;
  for (const block of blocks) {
    if (!isFirst) yield line;
    isFirst = false;
    // Each block ends with a line break, and another one parts it from the next.
    line += block.split('\n').length;
  }
};

/** Where the document of each task begins in the text of the tasks, by its identifier. */
export function taskLines(evidence: Evidence): Map<string, number> {
  return new Map(
    blockLines(taskBlocks(evidence)).map((line, index) => [evidence.documents[index]?.taskId ?? '', line]),
  );
}

/** Where each entry begins in the text of the ledger, by its number. */
export function ledgerLines(evidence: Evidence): Map<number, number> {
  return new Map(blockLines(ledgerBlocks(evidence)).map((line, index) => [evidence.ledger[index]?.number ?? 0, line]));
}

/** Writes a file that either is whole or is not there. */
async function writeWhole(path: string, blocks: Iterator<string, unknown, unknown> & Iterable<string>): Promise<void> {
  const file = await open(`${path}.new`, 'w');
  try {
    let batch: string[] = [];
    for (const block of blocks) {
      batch.push(block);
      if (batch.length < BATCH) continue;
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
 * Writes the task documents as they are before any master has seen them, as text, into the folder of the run.
 * @throws {Error} when the folder cannot be written
 */
export function writeTasksBefore(
  documents: readonly Readonly<Record<string, unknown>>[],
  directory: string,
): Promise<void> {
  return writeWhole(join(directory, ENTRY_FILES.before), taskBlocks({ documents: documents.map(parseTaskDocument) }));
}

/**
 * Writes the MongoDB entries of a run as text files into its folder; gives their paths.
 * @throws {Error} when the folder cannot be written
 */
export async function writeEntries(
  evidence: Evidence,
  directory: string,
): Promise<{ readonly tasks: string; readonly ledger: string }> {
  const paths = { tasks: join(directory, ENTRY_FILES.tasks), ledger: join(directory, ENTRY_FILES.ledger) };
  await writeWhole(paths.tasks, taskBlocks(evidence));
  await writeWhole(paths.ledger, ledgerBlocks(evidence));
  return paths;
}
