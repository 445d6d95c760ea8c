import { MAX_WATCHED, MAX_WATCHED_PER_REQUEST, type TaskChange, type WatchedTask } from '@steadfast/protocol/tasks';
import { status } from '@grpc/grpc-js';
import { isTaskFact } from '../core/ledger/facts.ts';
import { InspectionError, invalidField } from '../inspection/errors.ts';
import type { TaskRow } from '../store/documents.ts';
import { toTaskId } from '../store/task-id.ts';
import type { TaskDatabase } from './database.ts';
import type { IndexedEntry } from './kept-entries.ts';
import type { LedgerTail } from './ledger-tail.ts';
import { toWatchedTask, WATCHED_FIELDS } from './read-tasks.ts';
import { toTaskChange } from './task-change.ts';
import { idFromText } from './task-reference.ts';

/**
 * How many entries the documents may lag behind the ledger for a watch to begin. They lag by a fraction of a second, which
 * at 10,000 tasks a second are a hundred entries.
 */
const MAX_LAG_ENTRIES = 10_000;

/** Documents per read: with results of the largest size, these take 3 MiB. */
const DOCUMENTS_PER_READ = 50;

/** The state of a task when it was named, and the entry that it reflects. */
export interface NamedTask {
  readonly taskId: string;
  readonly entry: number;
  /** Null if there is no such task. */
  readonly state: WatchedTask | null;
}

/** A change of a watched task. */
export interface WatchedChange {
  readonly entry: number;
  /** The index of its fact in the entry. */
  readonly index: number;
  readonly change: TaskChange;
}

/** The tasks that one stream watches. */
export interface WatchedTasks {
  /**
   * Watches more tasks, from `position` in the ledger on. Yields the state of each, and then what happened to it up to that
   * position but is not in its document yet.
   * @throws {InspectionError} when there are too many, or an identifier is malformed
   */
  readonly add: (taskIds: readonly string[], position: number) => AsyncGenerator<NamedTask | WatchedChange, void>;
  readonly forget: (taskIds: readonly string[]) => void;
  /** Returns what happened to the watched tasks in an entry. */
  readonly changesIn: (indexed: IndexedEntry) => readonly WatchedChange[];
}

/** Reads documents of tasks, and the watermark, which is not beyond what these documents reflect. */
async function readDocuments(database: TaskDatabase, taskIds: readonly string[]) {
  const ids = taskIds.map((taskId) => idFromText('task_ids', taskId));
  return await database.run(async ({ tasks, control, session }) => {
    const options = { session, readConcern: { level: 'majority' } } as const;
    const leader = await control.findOne({ _id: 'leader' }, options);
    const rows = await tasks.find({ _id: { $in: ids } }, { ...options, projection: WATCHED_FIELDS }).toArray();
    const watermark = leader?.projectedThrough;
    return {
      watermark: typeof watermark === 'number' && Number.isSafeInteger(watermark) ? watermark : 0,
      rows: new Map(rows.map((row) => [toTaskId(row._id), row])),
    };
  });
}

/** Returns the entry that a document reflects; 0 if it is one of another ledger, which counts for nothing here. */
function revisionOf({ rev }: TaskRow, position: number): number {
  return typeof rev === 'number' && Number.isSafeInteger(rev) && rev <= position + MAX_LAG_ENTRIES ? rev : 0;
}

/** Returns the identifiers in a request in their normal form, each once. */
function readTaskIds(taskIds: readonly string[]): string[] {
  if (taskIds.length > MAX_WATCHED_PER_REQUEST)
    throw invalidField('task_ids', `must contain at most ${MAX_WATCHED_PER_REQUEST} identifiers`);
  return [...new Set(taskIds.map((taskId) => toTaskId(idFromText('task_ids', taskId))))];
}

/**
 * Creates an empty set of watched tasks. The documents follow the ledger with a delay, so each task has a revision: the
 * entry that the state which was sent reflects. Only what happened after that is sent.
 */
export function createWatchedTasks(database: TaskDatabase, tail: Pick<LedgerTail, 'read'>): WatchedTasks {
  const revisions = new Map<string, number>();

  const changeOf = ({ entry }: IndexedEntry, index: number): WatchedChange | null => {
    const fact = entry.facts[index];
    if (fact === undefined || !isTaskFact(fact)) return null;
    const revision = revisions.get(fact.task);
    if (revision === undefined || entry.number <= revision) return null;
    // Nothing can happen to it any more.
    if (fact.kind === 'task.success') revisions.delete(fact.task);
    return { entry: entry.number, index, change: toTaskChange(fact, entry) };
  };

  const changesOf = (indexed: IndexedEntry, taskIds: Iterable<string>): WatchedChange[] => {
    const indexes = [...taskIds].flatMap((taskId) => indexed.byTask.get(taskId) ?? []);
    return indexes
      .toSorted((a, b) => a - b)
      .map((index) => changeOf(indexed, index))
      .filter((change) => change !== null);
  };

  /** Yields what happened to tasks after the watermark, up to a position. */
  async function* lagging(taskIds: readonly string[], watermark: number, position: number) {
    if (position - watermark > MAX_LAG_ENTRIES)
      throw new InspectionError(
        status.UNAVAILABLE,
        'the task documents are too far behind the ledger; try again later',
      );
    let after = watermark;
    while (after < position) {
      const { entries } = await tail.read(after);
      if (entries.length === 0) return;
      for (const indexed of entries) {
        after = indexed.entry.number;
        if (after <= position) yield* changesOf(indexed, taskIds);
      }
    }
  }

  return {
    async *add(taskIds, position) {
      const named = readTaskIds(taskIds);
      if (revisions.size + named.length > MAX_WATCHED)
        throw new InspectionError(status.RESOURCE_EXHAUSTED, `a stream may watch at most ${MAX_WATCHED} tasks`);
      for (let first = 0; first < named.length; first += DOCUMENTS_PER_READ) {
        const some = named.slice(first, first + DOCUMENTS_PER_READ);
        const { watermark, rows } = await readDocuments(database, some);
        for (const taskId of some) {
          const row = rows.get(taskId);
          const entry = row === undefined ? position : revisionOf(row, position);
          if (row !== undefined && row.state !== 'success') revisions.set(taskId, entry);
          yield { taskId, entry, state: row === undefined ? null : toWatchedTask(row) };
        }
        yield* lagging(some, watermark, position);
      }
    },
    forget: (taskIds) => {
      for (const taskId of taskIds) revisions.delete(taskId);
    },
    changesIn: (indexed) =>
      changesOf(indexed, revisions.size < indexed.byTask.size ? [...revisions.keys()] : indexed.byTask.keys()),
  };
}
