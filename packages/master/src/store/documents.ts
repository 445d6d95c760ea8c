import { BSON, type Document, type ObjectId } from 'mongodb';
import { MAX_INPUT_BYTES } from '@steadfast/protocol/limits';
import { messageOf } from '@steadfast/runtime';
import { TOO_LONG_INPUT } from '../core/leader/task-spec.ts';
import type { ControlDocument } from '../core/control.ts';
import { isTaskFact, type Entry, type Fact } from '../core/ledger/facts.ts';
import type { HistoryItem } from '../core/ledger/task-update.ts';
import type { TaskDocument } from '../core/leader/task-document.ts';
import type { Assignment } from '../core/ledger/transitions.ts';
import { fromTaskId, toTaskId } from './task-id.ts';

/** A task document. Users write it, so any field may hold anything, `_id` included. */
export interface TaskRow {
  readonly _id: ObjectId;
  readonly taskname?: unknown;
  readonly sleeptime?: unknown;
  readonly kind?: unknown;
  readonly input?: unknown;
  /** Read in the place of an input that is too large: its size. */
  readonly oversizedInput?: unknown;
  readonly queue?: unknown;
  readonly priority?: unknown;
  readonly notBefore?: unknown;
  readonly retry?: unknown;
  readonly timeout?: unknown;
  readonly state?: unknown;
  readonly host?: unknown;
  readonly attempt?: unknown;
  readonly failures?: unknown;
  readonly result?: unknown;
  readonly assignment?: unknown;
  readonly history?: Document[];
  readonly rev?: unknown;
  readonly parked?: unknown;
}

/** An entry of the ledger. */
export interface EntryRow {
  readonly _id: number;
  readonly epoch: number;
  readonly by: string;
  readonly at: Date;
  readonly facts: readonly (Document & { readonly kind: string })[];
}

/** The control document. Somebody may have edited or restored it, so that any field may hold anything. */
export interface ControlRow extends ControlDocument {
  readonly _id: string;
}

function factToRow(fact: Fact): EntryRow['facts'][number] {
  if (!isTaskFact(fact)) return fact;
  const task = fromTaskId(fact.task);
  if (fact.kind !== 'task.failed') return { ...fact, task };
  const { retryAtMs, ...rest } = fact;
  return { ...rest, task, ...(retryAtMs === null ? {} : { retryAt: new Date(retryAtMs) }) };
}

function factFromRow(row: EntryRow['facts'][number]): Fact {
  if (!('task' in row)) return row as unknown as Fact;
  const fact = { ...row, task: toTaskId(row['task']) };
  if (row.kind !== 'task.failed') return fact as unknown as Fact;
  const { retryAt, ...rest } = fact as Document;
  return { ...rest, retryAtMs: retryAt instanceof Date ? retryAt.getTime() : null } as Fact;
}

/** Converts an entry to a ledger document, in which facts refer to their task by its `_id`. */
export function entryToRow({ number, epoch, by, atMs, facts }: Entry): EntryRow {
  return {
    _id: number,
    epoch,
    by,
    at: new Date(atMs),
    facts: facts.map(factToRow),
  };
}

/** Converts a ledger document to an entry. Only masters write the ledger, so it is not validated. */
export function entryFromRow({ _id, epoch, by, at, facts }: EntryRow): Entry {
  return {
    number: _id,
    epoch,
    by,
    atMs: at.getTime(),
    facts: facts.map(factFromRow),
  };
}

function assignmentFromRow(row: unknown): unknown {
  if (typeof row !== 'object' || row === null) return row;
  const { at, ...rest } = row as Record<string, unknown>;
  return at instanceof Date ? { ...rest, atMs: at.getTime() } : row;
}

function inputFromRow({ input, oversizedInput }: TaskRow): Pick<TaskDocument, 'input' | 'inputFlaw'> {
  if (oversizedInput !== undefined) return { inputFlaw: `input must have at most ${MAX_INPUT_BYTES} bytes as BSON` };
  if (input === undefined) return {};
  try {
    const text = BSON.EJSON.stringify(input, { relaxed: true });
    return Buffer.byteLength(text) <= MAX_INPUT_BYTES ? { input: text } : { inputFlaw: TOO_LONG_INPUT };
  } catch (error) {
    return { inputFlaw: `input cannot be represented as JSON: ${messageOf(error)}` };
  }
}

/** Converts a task document to the core's representation, without validating it. */
export function taskFromRow(row: TaskRow): TaskDocument {
  const { _id, input: _input, oversizedInput: _oversizedInput, notBefore, assignment, ...rest } = row;
  return {
    ...rest,
    taskId: toTaskId(_id),
    ...inputFromRow(row),
    ...(notBefore === undefined ? {} : { notBeforeMs: notBefore instanceof Date ? notBefore.getTime() : notBefore }),
    ...(assignment === undefined ? {} : { assignment: assignmentFromRow(assignment) }),
  };
}

/** Returns the fields of a row that say how a task is to be run. */
export function specToRow(document: TaskDocument): Partial<TaskRow> {
  const { kind, input, queue, priority, notBeforeMs, retry, timeout } = document;
  const notBefore = typeof notBeforeMs === 'number' ? new Date(notBeforeMs) : undefined;
  const fields = { kind, queue, priority, notBefore, retry, timeout };
  return {
    ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
    ...(input === undefined ? {} : { input: BSON.EJSON.parse(input) as unknown }),
  };
}

/** Converts an assignment to the form in which a task document holds it. */
export function assignmentToRow({ host, instance, epoch, atMs }: Assignment): Document {
  return {
    host,
    instance,
    epoch,
    at: new Date(atMs),
  };
}

/** Converts a history item to the form in which a task document holds it. */
export function historyItemToRow({ atMs, event, host, attempt, epoch, reason }: HistoryItem): Document {
  return {
    at: new Date(atMs),
    event,
    host,
    attempt,
    epoch,
    ...(reason === null ? {} : { reason }),
  };
}
