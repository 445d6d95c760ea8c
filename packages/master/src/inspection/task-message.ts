import { BSON } from 'mongodb';
import type { TaskMessage, Timestamp } from '@steadfast/protocol/inspection';
import { MAX_ATTEMPT, MAX_TASK_ID_LENGTH } from '@steadfast/protocol';
import { HISTORY_LIMIT } from '../core/ledger/projection.ts';
import type { TaskRow } from '../store/documents.ts';
import { toTaskId } from '../store/task-id.ts';

/** Characters of a text that a document holds in some place: anything may have been put there. */
const MAX_TEXT = 256;

/** Characters of a document that is shown as it is. */
const MAX_DOCUMENT = 16_384;

type Fields = Readonly<Record<string, unknown>>;

/** A time in milliseconds since 1970 as a message. */
export function toTimestamp(ms: number): Timestamp {
  return {
    seconds: Math.floor(ms / 1_000),
    nanos: Math.round((ms - 1_000 * Math.floor(ms / 1_000)) * 1e6),
  };
}

/** The same where the time may not be known. */
export function toOptionalTimestamp(ms: number | null): Timestamp | null {
  return ms === null ? null : toTimestamp(ms);
}

function json(value: unknown): string {
  return BSON.EJSON.stringify(value, { relaxed: true });
}

/** Any value as a text of bounded length; that of a missing one is empty. */
function text(value: unknown): string {
  if (value === undefined || value === null) return '';
  return (typeof value === 'string' ? value : json(value)).slice(0, MAX_TEXT);
}

/** A value as a number that fits the field; 0 where it does not. */
function count(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}

function time(value: unknown): Timestamp | null {
  return value instanceof Date ? toTimestamp(value.getTime()) : null;
}

function fieldsOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null ? (value as Fields) : null;
}

function assignmentOf(value: unknown): NonNullable<TaskMessage['assignment']> | null {
  const row = fieldsOf(value);
  if (row === null) return null;
  const { host, instance, epoch, at } = row;
  return { host: text(host), instance: text(instance), epoch: count(epoch), placedAt: time(at) };
}

function parkedOf(value: unknown): NonNullable<TaskMessage['parked']> | null {
  const row = fieldsOf(value);
  return row === null ? null : { reason: text(row['reason']), at: time(row['at']) };
}

/** The fields of a document that a task without its history shows. */
export const TASK_FIELDS = {
  taskname: 1,
  sleeptime: 1,
  state: 1,
  host: 1,
  attempt: 1,
  assignment: 1,
  parked: 1,
  rev: 1,
} as const;

/** A task document as a message, without its history. */
export function taskMessage(row: TaskRow): TaskMessage {
  return {
    taskId: toTaskId(row._id).slice(0, MAX_TASK_ID_LENGTH),
    taskname: text(row.taskname),
    sleepSeconds: typeof row.sleeptime === 'number' ? row.sleeptime : 0,
    state: text(row.state),
    host: text(row.host),
    attempt: Math.min(count(row.attempt), MAX_ATTEMPT),
    assignment: assignmentOf(row.assignment),
    parked: parkedOf(row.parked),
    rev: count(row.rev),
  };
}

/** The same with its history. */
export function fullTaskMessage(row: TaskRow): TaskMessage {
  const lines: readonly unknown[] = Array.isArray(row.history) ? row.history.slice(-HISTORY_LIMIT) : [];
  const history = lines.map((line) => {
    const { at, event, host, attempt, epoch, reason } = fieldsOf(line) ?? {};
    return {
      at: time(at),
      event: text(event),
      host: text(host),
      attempt: Math.min(count(attempt), MAX_ATTEMPT),
      epoch: count(epoch),
      reason: text(reason),
    };
  });
  return { ...taskMessage(row), history };
}

/** A task document as it is stored, as JSON, cut where it is too long. */
export function documentText(row: TaskRow): string {
  return json(row).slice(0, MAX_DOCUMENT);
}
