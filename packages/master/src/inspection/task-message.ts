import { BSON, type Document } from 'mongodb';
import type { TaskMessage, Timestamp } from '@steadfast/protocol/inspection';
import { MAX_ATTEMPT, MAX_TASK_ID_LENGTH } from '@steadfast/protocol';
import { DEFAULT_QUEUE, SLEEP_KIND } from '@steadfast/protocol/messages';
import { isCancellation } from '../core/commands.ts';
import { HISTORY_LIMIT } from '../core/ledger/task-update.ts';
import { boundedField } from '../store/bounded-fields.ts';
import type { TaskRow } from '../store/documents.ts';
import { toTaskId } from '../store/task-id.ts';

/** Longest text taken from a field of a document: users may have stored anything there. */
const MAX_TEXT_LENGTH = 256;

/** Longest document shown as JSON. */
const MAX_DOCUMENT_LENGTH = 16_384;

type UnknownFields = Readonly<Record<string, unknown>>;

/** Converts milliseconds since 1970 to a timestamp. */
export function toTimestamp(ms: number): Timestamp {
  return {
    seconds: Math.floor(ms / 1_000),
    nanos: Math.round((ms - 1_000 * Math.floor(ms / 1_000)) * 1e6),
  };
}

/** Converts milliseconds since 1970, or null if unknown, to a timestamp. */
export function toOptionalTimestamp(ms: number | null): Timestamp | null {
  return ms === null ? null : toTimestamp(ms);
}

/** Converts any value to relaxed extended JSON. */
export function toJson(value: unknown): string {
  return BSON.EJSON.stringify(value, { relaxed: true });
}

/** Converts any value to a text of bounded length; empty if the value is missing. */
function toText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return (typeof value === 'string' ? value : toJson(value)).slice(0, MAX_TEXT_LENGTH);
}

/** Returns a value if it is a valid count, otherwise 0. */
function toCount(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}

/** Returns a value if it is a valid priority, otherwise 0. */
function toPriority(value: unknown): number {
  return Number.isInteger(value) && Math.abs(value as number) < 2 ** 31 ? (value as number) : 0;
}

function toTime(value: unknown): Timestamp | null {
  return value instanceof Date ? toTimestamp(value.getTime()) : null;
}

function fieldsOf(value: unknown): UnknownFields | null {
  return typeof value === 'object' && value !== null ? (value as UnknownFields) : null;
}

function assignmentOf(value: unknown): NonNullable<TaskMessage['assignment']> | null {
  const row = fieldsOf(value);
  if (row === null) return null;
  const { host, instance, epoch, at } = row;
  return { host: toText(host), instance: toText(instance), epoch: toCount(epoch), placedAt: toTime(at) };
}

function parkedOf(value: unknown): NonNullable<TaskMessage['parked']> | null {
  const row = fieldsOf(value);
  if (row === null) return null;
  const reason = toText(row['reason']);
  return { reason, at: toTime(row['at']), cancelled: isCancellation(reason) };
}

/** The projection for `toTaskMessage`. */
export const TASK_FIELDS = {
  taskname: 1,
  sleeptime: 1,
  state: 1,
  host: 1,
  attempt: 1,
  assignment: 1,
  parked: 1,
  rev: 1,
  kind: 1,
  queue: 1,
  priority: 1,
  notBefore: 1,
  failures: 1,
} as const;

/** Stands for a value that is too large to be shown. */
const TOO_LARGE = 'too large to be shown';

/** Returns the projection for `toTaskMessage` of many tasks. What an index consists of is read in full: its keys are needed. */
export function listedFields(index: Readonly<Document>): Document {
  const fields = Object.keys(TASK_FIELDS).map((field) => [
    field,
    field in index ? 1 : boundedField(field, { $literal: TOO_LARGE }),
  ]);
  return Object.fromEntries(fields) as Document;
}

/** More than the document shown as JSON may have: a longer field is not read, because it may have 16 MB. */
const MAX_SHOWN_FIELD_BYTES = 2 * MAX_DOCUMENT_LENGTH;

/** The last 50 items, as masters write them, take less than 100 KiB. */
const MAX_SHOWN_HISTORY_BYTES = 128 * 1024;

function shownField(field: string, maxBytes: number): Document {
  return boundedField(field, { $literal: TOO_LARGE }, maxBytes);
}

/**
 * The projection for `toFullTaskMessage` and `documentText`: the fields that docs/tasks.md describes. Whatever else users
 * keep in their documents is not for everybody who reaches a master.
 */
export const FULL_TASK_FIELDS: Document = {
  ...Object.fromEntries(
    ['_id', ...Object.keys(TASK_FIELDS)].map((field) => [field, shownField(field, MAX_SHOWN_FIELD_BYTES)]),
  ),
  history: shownField('history', MAX_SHOWN_HISTORY_BYTES),
};

/** Converts a task document to a message without its history. */
export function toTaskMessage(row: TaskRow): TaskMessage {
  return {
    taskId: toTaskId(row._id).slice(0, MAX_TASK_ID_LENGTH),
    taskname: toText(row.taskname),
    sleepSeconds: typeof row.sleeptime === 'number' ? row.sleeptime : 0,
    state: toText(row.state),
    host: toText(row.host),
    attempt: Math.min(toCount(row.attempt), MAX_ATTEMPT),
    assignment: assignmentOf(row.assignment),
    parked: parkedOf(row.parked),
    rev: toCount(row.rev),
    kind: row.kind === undefined ? SLEEP_KIND : toText(row.kind),
    queue: row.queue === undefined ? DEFAULT_QUEUE : toText(row.queue),
    priority: toPriority(row.priority),
    notBefore: toTime(row.notBefore),
    failures: Math.min(toCount(row.failures), MAX_ATTEMPT),
  };
}

/** Converts a task document to a message with its history. */
export function toFullTaskMessage(row: TaskRow): TaskMessage {
  const lines: readonly unknown[] = Array.isArray(row.history) ? row.history.slice(-HISTORY_LIMIT) : [];
  const history = lines.map((line) => {
    const { at, event, host, attempt, epoch, reason } = fieldsOf(line) ?? {};
    return {
      at: toTime(at),
      event: toText(event),
      host: toText(host),
      attempt: Math.min(toCount(attempt), MAX_ATTEMPT),
      epoch: toCount(epoch),
      reason: toText(reason),
    };
  });
  return { ...toTaskMessage(row), history };
}

/** Returns a task document as JSON, truncated if it is too long. */
export function documentText(row: TaskRow): string {
  return toJson(row).slice(0, MAX_DOCUMENT_LENGTH);
}
