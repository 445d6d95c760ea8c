import { BSON, ObjectId } from 'mongodb';
import type { HistoryLine, LedgerEntry, LedgerFact, TaskDocument } from './evidence.ts';
import { isFields, Malformed, momentOf, need, numberOf, present, textOf, type Fields } from './fields.ts';

/** The identifier of a task as everybody writes it: an ObjectId as its 24 digits, anything else as extended JSON. */
export function taskIdText(id: unknown): string {
  return id instanceof ObjectId ? id.toHexString() : BSON.EJSON.stringify(id, { relaxed: false });
}

function parseFact(value: unknown): LedgerFact {
  if (!isFields(value)) throw new Malformed('a fact is not an object');
  const fields = present({
    taskname: textOf(value['taskname']),
    attempt: numberOf(value['attempt']),
    host: textOf(value['host']),
    instance: textOf(value['instance']),
    reason: textOf(value['reason']),
    name: textOf(value['name']),
  });
  const task = value['task'] === undefined ? {} : { task: taskIdText(value['task']) };
  return { kind: need(textOf(value['kind']), 'kind'), ...task, ...fields };
}

/** Reads a document of the ledger. @throws {Malformed} */
export function parseLedgerEntry(raw: Fields): LedgerEntry {
  return {
    number: need(numberOf(raw['_id']), '_id'),
    epoch: need(numberOf(raw['epoch']), 'epoch'),
    by: need(textOf(raw['by']), 'by'),
    atMs: need(momentOf(raw['at']), 'at'),
    facts: need(Array.isArray(raw['facts']) ? (raw['facts'] as unknown[]) : undefined, 'facts').map(parseFact),
  };
}

function parseAssignment(value: unknown): TaskDocument['assignment'] {
  if (!isFields(value)) return undefined;
  const [host, instance] = [textOf(value['host']), textOf(value['instance'])];
  const [epoch, atMs] = [numberOf(value['epoch']), momentOf(value['at'])];
  if (host === undefined || instance === undefined || epoch === undefined || atMs === undefined) return undefined;
  return { host, instance, epoch, atMs };
}

function parseParked(value: unknown): TaskDocument['parked'] {
  if (!isFields(value)) return undefined;
  const [reason, atMs] = [textOf(value['reason']), momentOf(value['at'])];
  return reason === undefined || atMs === undefined ? undefined : { reason, atMs };
}

function parseHistoryLine(value: unknown): HistoryLine | undefined {
  if (!isFields(value)) return undefined;
  const [event, atMs, epoch] = [textOf(value['event']), momentOf(value['at']), numberOf(value['epoch'])];
  if (event === undefined || atMs === undefined || epoch === undefined) return undefined;
  const fields = present({
    host: textOf(value['host']),
    attempt: numberOf(value['attempt']),
    reason: textOf(value['reason']),
  });
  return { event, atMs, epoch, ...fields };
}

function parseHistory(value: unknown): readonly HistoryLine[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const lines = (value as unknown[]).map(parseHistoryLine);
  return lines.every((line) => line !== undefined) ? lines : undefined;
}

/** Reads a task document. Nothing is too odd for it: what it cannot use stands under `odd`. */
export function parseTaskDocument(raw: Fields): TaskDocument {
  const fields = present({
    taskname: textOf(raw['taskname']),
    sleeptime: numberOf(raw['sleeptime']),
    state: textOf(raw['state']),
    host: textOf(raw['host']),
    attempt: numberOf(raw['attempt']),
    assignment: parseAssignment(raw['assignment']),
    history: parseHistory(raw['history']),
    rev: numberOf(raw['rev']),
    parked: parseParked(raw['parked']),
  });
  const odd = Object.entries(raw)
    .filter(([field]) => field !== '_id' && !(field in fields))
    .map(([field, value]) => [field, JSON.stringify(value) ?? 'undefined'] as const);
  return { taskId: taskIdText(raw['_id']), ...fields, odd: Object.fromEntries(odd) };
}
