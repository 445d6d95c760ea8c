import type { Document, ObjectId } from 'mongodb';
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
  readonly state?: unknown;
  readonly host?: unknown;
  readonly attempt?: unknown;
  readonly assignment?: unknown;
  readonly history?: Document[];
  readonly rev?: unknown;
  readonly parked?: unknown;
  readonly kind?: unknown;
  readonly input?: unknown;
  readonly queue?: unknown;
  readonly priority?: unknown;
  readonly notBefore?: unknown;
  readonly retry?: unknown;
  readonly timeout?: unknown;
  readonly failures?: unknown;
  readonly result?: unknown;
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
  return { ...fact, task: fromTaskId(fact.task) };
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
    facts: facts.map((row) => ('task' in row ? { ...row, task: toTaskId(row['task']) } : row) as Fact),
  };
}

function assignmentFromRow(row: unknown): unknown {
  if (typeof row !== 'object' || row === null) return row;
  const { at, ...rest } = row as Record<string, unknown>;
  return at instanceof Date ? { ...rest, atMs: at.getTime() } : row;
}

/** Converts a task document to the core's representation, without validating it. */
export function taskFromRow({ _id, ...row }: TaskRow): TaskDocument {
  return {
    ...row,
    taskId: toTaskId(_id),
    ...(row.assignment === undefined ? {} : { assignment: assignmentFromRow(row.assignment) }),
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
