import type { StoreRequest } from '../store-requests.ts';
import { isTaskFact, type Entry } from './facts.ts';
import type { HistoryFact, HistoryItem, TaskUpdate } from './task-update.ts';
import { changeOf } from './transitions.ts';

/** Updates in one bulk write: this many take about 100 ms; longer writes gain nothing. */
const MAX_UPDATES = 1_000;

/** Minimum time between two bulk writes: under load, what happens to a task meanwhile becomes one update. */
const PROJECTION_INTERVAL_MS = 50;

/** An update that later entries may still extend. */
interface PendingUpdate extends TaskUpdate {
  rev: number;
  readonly history: HistoryItem[];
  /** The first entry that it reflects. */
  readonly firstEntry: number;
  /** How many facts it covers. */
  facts: number;
}

/** What is committed to the ledger but not yet written to the task documents. */
export interface Projection {
  /** By task, oldest first. */
  pending: Map<string, PendingUpdate>;
  inFlight: readonly PendingUpdate[];
  committedThrough: number;
  lastWriteMs: number;
}

/** Returns a projection in which everything up to entry `through` is written. */
export function createProjection(through: number): Projection {
  return {
    pending: new Map(),
    inFlight: [],
    committedThrough: through,
    lastWriteMs: -Infinity,
  };
}

function historyItem(fact: HistoryFact, { atMs, epoch }: Entry): HistoryItem {
  return {
    event: fact.kind,
    atMs,
    epoch,
    host: fact.host,
    attempt: fact.attempt,
    reason: 'reason' in fact ? fact.reason : null,
  };
}

/** Merges the task facts of an entry into updates; `revisionOf` returns the entry that a task's document reflects. */
export function mergeEntry(
  pending: Map<string, PendingUpdate>,
  entry: Entry,
  revisionOf: (taskId: string) => number | null,
): void {
  for (const fact of entry.facts) {
    if (!isTaskFact(fact)) continue;
    let update = pending.get(fact.task);
    if (update === undefined) {
      const follows = revisionOf(fact.task);
      update = {
        taskId: fact.task,
        follows,
        rev: entry.number,
        change: {},
        history: [],
        firstEntry: entry.number,
        facts: 0,
      };
      pending.set(fact.task, update);
    }
    update.rev = entry.number;
    Object.assign(update.change, changeOf(fact, entry));
    update.facts += 1;
    // A parked document may have any shape, so nothing but the mark is written to it.
    if (fact.kind !== 'task.parked') update.history.push(historyItem(fact, entry));
  }
}

/** Adds a committed entry. */
export function entryCommitted(
  projection: Projection,
  entry: Entry,
  revisionOf: (taskId: string) => number | null,
): void {
  mergeEntry(projection.pending, entry, revisionOf);
  projection.committedThrough = entry.number;
}

/** Returns when the next write may start: an interval after the last one; Infinity when there is nothing to write. */
export function projectionDueMs({ pending, inFlight, lastWriteMs }: Projection): number {
  return pending.size === 0 || inFlight.length > 0 ? Infinity : lastWriteMs + PROJECTION_INTERVAL_MS;
}

/** Starts the next bulk write, with the oldest updates. Call only when it is due. */
export function nextWrite(projection: Projection, nowMs: number): StoreRequest {
  projection.inFlight = projection.pending.values().take(MAX_UPDATES).toArray();
  for (const { taskId } of projection.inFlight) projection.pending.delete(taskId);
  projection.lastWriteMs = nowMs;
  return { kind: 'project', updates: projection.inFlight };
}

/** Ends the write in flight. Returns, for each of its tasks, how many facts were covered. */
export function writeDone(projection: Projection): readonly (readonly [taskId: string, facts: number])[] {
  const done = projection.inFlight.map(({ taskId, facts }) => [taskId, facts] as const);
  projection.inFlight = [];
  return done;
}

/** Returns the watermark: every entry up to this number is reflected by the documents. */
export function projectedThrough({ pending, inFlight, committedThrough }: Projection): number {
  const oldest = inFlight[0] ?? pending.values().next().value;
  return oldest === undefined ? committedThrough : oldest.firstEntry - 1;
}
