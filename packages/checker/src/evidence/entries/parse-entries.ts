import { definedOnly, MalformedError } from '@steadfast/records/fields';
import type { Damage, HistoryLine, LedgerEntry, StoredDocument } from '../evidence.ts';
import type { TextLine } from '../text-lines.ts';
import { capture, parseBlocks, type BlockReader } from './blocks.ts';
import { numberIn, parseFactText, unquoted } from './fact-text.ts';

/** @throws {MalformedError} when the text is not a time as `formatEntries` writes it */
function timeIn(text: string): number {
  const atMs = Date.parse(text);
  if (!Number.isNaN(atMs) && new Date(atMs).toISOString() === text) return atMs;
  throw new MalformedError(`${text} is not a time`);
}

const VALUE = String.raw`"(?:[^"\\]|\\.)*"|[\w.:-]+`;

const ASSIGNED = new RegExp(String.raw`^to (${VALUE})/(${VALUE}) in epoch (\S+) at (\S+)$`);
const PARKED = new RegExp(String.raw`^(${VALUE}) at (\S+)$`);
const ODD_FIELD = new RegExp(String.raw`^ {2}(${VALUE}): (\S.*)$`, 's');
/** A field that every valid document has; unlike other fields, its value is aligned with the first four. */
const KNOWN_FIELD = /^ {2}(attempt|assigned|parked|rev): {2,}(\S.*)$/s;
const HISTORY_LINE = /^ {4}(\S+) {2}epoch (\S+) {2}(.+)$/s;
const ENTRY = new RegExp(String.raw`^entry (\S+) {2}(\S+) {2}epoch (\S+) {2}by (${VALUE})$`);

function parseKnownField(field: string, value: string): Partial<StoredDocument> {
  switch (field) {
    case 'attempt':
    case 'rev':
      return { [field]: numberIn(value) };
    case 'assigned': {
      const [host = '', instance = '', epoch = '', at = ''] = capture(ASSIGNED, value, 'an assignment');
      const names = { host: unquoted(host) ?? '', instance: unquoted(instance) ?? '' };
      return { assignment: { ...names, epoch: numberIn(epoch), atMs: timeIn(at) } };
    }
    default: {
      const [reason = '', at = ''] = capture(PARKED, value, 'a reason and a time');
      return { parked: { reason: unquoted(reason) ?? '', atMs: timeIn(at) } };
    }
  }
}

function parseHistoryLine(text: string): HistoryLine {
  const [at = '', epoch = '', fact = ''] = capture(HISTORY_LINE, text, 'a line of a history');
  const { kind: event, host, attempt, reason } = parseFactText(fact);
  return { event, atMs: timeIn(at), epoch: numberIn(epoch), ...definedOnly({ host, attempt, reason }) };
}

function parseSleeptime(text: string): number | undefined {
  if (text === '-') return undefined;
  return numberIn(capture(/^(\S+) seconds$/, text, 'a number of seconds').join());
}

/** Reads a task as `taskBlocks` writes it. */
function parseTask(reader: BlockReader): StoredDocument {
  const labelled = (label: string): string =>
    capture(
      new RegExp(`^${label.padEnd(13)}(\\S.*)$`, 's'),
      reader.next(),
      `a line that begins with ${label.trim()}`,
    ).join();
  const taskname = unquoted(labelled('taskname:'));
  const sleeptime = parseSleeptime(labelled('  sleeptime:'));
  const state = unquoted(labelled('  state:'));
  const host = unquoted(labelled('  host:'));
  const document: { -readonly [Field in keyof StoredDocument]: StoredDocument[Field] } = {
    taskId: labelled('  _id:'),
    ...definedOnly({ taskname, sleeptime, state, host }),
    odd: {},
  };
  const odd: Record<string, string> = {};
  for (let text = reader.next(); text !== undefined; text = reader.next()) {
    const [field, value] = KNOWN_FIELD.exec(text)?.slice(1) ?? [];
    if (field !== undefined && value !== undefined) Object.assign(document, parseKnownField(field, value));
    else if (text === '  history:') {
      const history: HistoryLine[] = [];
      for (let line = reader.next(); line !== undefined; line = reader.next()) history.push(parseHistoryLine(line));
      document.history = history;
    } else {
      const [name = '', json = ''] = capture(ODD_FIELD, text, 'a field');
      odd[unquoted(name) ?? ''] = json;
    }
  }
  return { ...document, odd };
}

/** Reads an entry of the ledger as `ledgerBlocks` writes it. */
function parseEntry(reader: BlockReader): LedgerEntry {
  const [number = '', at = '', epoch = '', by = ''] = capture(ENTRY, reader.next(), 'an entry of the ledger');
  const head = { number: numberIn(number), epoch: numberIn(epoch), by: unquoted(by) ?? '', atMs: timeIn(at) };
  const facts = [];
  for (let text = reader.next(); text !== undefined; text = reader.next())
    facts.push(parseFactText(capture(/^ {4}(\S.*)$/s, text, 'a fact').join()));
  return { ...head, facts };
}

/** Reads the task documents of a text file. What cannot be read is added to `damage`. */
export function parseTasks(file: string, lines: AsyncIterable<TextLine>, damage: Damage[]): Promise<StoredDocument[]> {
  return parseBlocks(file, lines, parseTask, damage);
}

/** Reads the ledger from a text file. What cannot be read is added to `damage`. */
export function parseLedger(file: string, lines: AsyncIterable<TextLine>, damage: Damage[]): Promise<LedgerEntry[]> {
  return parseBlocks(file, lines, parseEntry, damage);
}
