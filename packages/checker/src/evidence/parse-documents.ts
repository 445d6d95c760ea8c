import type { Parsed } from '@steadfast/records';
import {
  definedOnly,
  isFields,
  MalformedError,
  numberOf,
  parsed,
  required,
  stringOf,
  timeOf,
  type Fields,
} from '@steadfast/records/fields';
import { BSON, ObjectId } from 'mongodb';
import type { HistoryLine, LedgerEntry, LedgerFact, StoredDocument } from './evidence.ts';

/** Formats the identifier of a task as all programs do: an ObjectId as its 24 digits, anything else as extended JSON. */
export function taskIdText(id: unknown): string {
  return id instanceof ObjectId ? id.toHexString() : BSON.EJSON.stringify(id, { relaxed: false });
}

/**
 * Returns a fact with the fields that have the right types.
 * @param task the identifier of its task, as text
 * @throws {MalformedError} when it has no kind
 */
export function factFrom(fields: Fields, task: string | undefined): LedgerFact {
  return {
    kind: required(stringOf(fields['kind']), 'kind'),
    ...definedOnly({
      task,
      taskname: stringOf(fields['taskname']),
      attempt: numberOf(fields['attempt']),
      host: stringOf(fields['host']),
      instance: stringOf(fields['instance']),
      reason: stringOf(fields['reason']),
      name: stringOf(fields['name']),
    }),
  };
}

function parseFact(value: unknown): LedgerFact {
  if (!isFields(value)) throw new MalformedError('a fact is not an object');
  return factFrom(value, value['task'] === undefined ? undefined : taskIdText(value['task']));
}

/** Parses a document of the ledger. */
export function parseLedgerEntry(raw: Fields): Parsed<LedgerEntry> {
  return parsed(() => ({
    number: required(numberOf(raw['_id']), '_id'),
    epoch: required(numberOf(raw['epoch']), 'epoch'),
    by: required(stringOf(raw['by']), 'by'),
    atMs: required(timeOf(raw['at']), 'at'),
    facts: required(Array.isArray(raw['facts']) ? (raw['facts'] as unknown[]) : undefined, 'facts').map(parseFact),
  }));
}

function parseAssignment(value: unknown): StoredDocument['assignment'] {
  if (!isFields(value)) return undefined;
  const [host, instance] = [stringOf(value['host']), stringOf(value['instance'])];
  const [epoch, atMs] = [numberOf(value['epoch']), timeOf(value['at'])];
  if (host === undefined || instance === undefined || epoch === undefined || atMs === undefined) return undefined;
  return { host, instance, epoch, atMs };
}

function parseParked(value: unknown): StoredDocument['parked'] {
  if (!isFields(value)) return undefined;
  const [reason, atMs] = [stringOf(value['reason']), timeOf(value['at'])];
  return reason === undefined || atMs === undefined ? undefined : { reason, atMs };
}

function parseHistoryLine(value: unknown): HistoryLine | undefined {
  if (!isFields(value)) return undefined;
  const [event, atMs, epoch] = [stringOf(value['event']), timeOf(value['at']), numberOf(value['epoch'])];
  if (event === undefined || atMs === undefined || epoch === undefined) return undefined;
  const fields = definedOnly({
    host: stringOf(value['host']),
    attempt: numberOf(value['attempt']),
    reason: stringOf(value['reason']),
  });
  return { event, atMs, epoch, ...fields };
}

function parseHistory(value: unknown): readonly HistoryLine[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const lines = (value as unknown[]).map(parseHistoryLine);
  return lines.every((line) => line !== undefined) ? lines : undefined;
}

/** Enough to recognize a value in a verdict. All documents are kept in memory, and a field may have 16 MB. */
const MAX_ODD_LENGTH = 1_000;

/** Returns a value as JSON, or the beginning of it. */
function oddText(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length <= MAX_ODD_LENGTH ? text : `${text.slice(0, MAX_ODD_LENGTH)}…`;
}

/** Parses a task document. Never fails: fields that it cannot use are returned in `odd`. */
export function parseTaskDocument(raw: Fields): StoredDocument {
  const fields = definedOnly({
    taskname: stringOf(raw['taskname']),
    sleeptime: numberOf(raw['sleeptime']),
    state: stringOf(raw['state']),
    host: stringOf(raw['host']),
    attempt: numberOf(raw['attempt']),
    assignment: parseAssignment(raw['assignment']),
    history: parseHistory(raw['history']),
    rev: numberOf(raw['rev']),
    parked: parseParked(raw['parked']),
  });
  const odd = Object.entries(raw)
    .filter(([field]) => field !== '_id' && !(field in fields))
    .map(([field, value]) => [field, oddText(value)] as const);
  return { taskId: taskIdText(raw['_id']), ...fields, odd: Object.fromEntries(odd) };
}
