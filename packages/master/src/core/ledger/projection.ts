import type { StoreRequest } from '../events.ts';
import { isTaskFact, type Entry, type TaskFact } from './facts.ts';
import { changeOf, type Task } from './transitions.ts';

/** Tasks in one bulk write: a write of so many takes about 100 ms, and is not worth making longer. */
const MAX_UPDATES = 1_000;

/** Under load the documents are written at most so often, in milliseconds: what happens meanwhile is one update. */
const PROJECTION_INTERVAL_MS = 50;

/** Lines of history in a task document: enough for a task that had bad luck; the ledger has the whole story. */
export const HISTORY_LIMIT = 50;

/** The facts that a task's history shows. */
type PlacementFact = Exclude<TaskFact, { readonly kind: 'task.parked' }>;

/** One line of a task's history: a fact, as its document shows it. */
export interface HistoryItem {
  readonly event: PlacementFact['kind'];
  readonly atMs: number;
  readonly epoch: number;
  readonly host: string;
  readonly attempt: number;
  readonly reason: string | null;
}

/** What a task document must be given so that it reflects the ledger up to entry `rev`. */
export interface TaskUpdate {
  readonly taskId: string;
  /** The guard: the document must reflect the ledger exactly up to this entry; null for one never projected. */
  readonly follows: number | null;
  readonly rev: number;
  readonly change: Partial<Task>;
  readonly history: readonly HistoryItem[];
}

/** An update that still grows, and the first entry that it reflects. */
interface PendingUpdate extends TaskUpdate {
  rev: number;
  readonly history: HistoryItem[];
  readonly firstEntry: number;
  /** How many facts it covers. */
  facts: number;
}

/** The documents follow the ledger: what is committed but not yet written to them. */
export interface Projection {
  /** By task, the oldest first. */
  pending: Map<string, PendingUpdate>;
  inFlight: readonly PendingUpdate[];
  committedThrough: number;
  lastWriteMs: number;
}

/** A projection of which everything up to `through` is written. */
export function createProjection(through: number): Projection {
  return {
    pending: new Map(),
    inFlight: [],
    committedThrough: through,
    lastWriteMs: -Infinity,
  };
}

function historyItem(fact: PlacementFact, { atMs, epoch }: Entry): HistoryItem {
  return {
    event: fact.kind,
    atMs,
    epoch,
    host: fact.host,
    attempt: fact.attempt,
    reason: 'reason' in fact ? fact.reason : null,
  };
}

/** Merges the task facts of an entry into updates; `revisionOf` says what the document of a task reflects so far. */
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
    // A document that is set aside may be of any shape: nothing but the mark is written on it.
    if (fact.kind !== 'task.parked') update.history.push(historyItem(fact, entry));
  }
}

/** Takes in a committed entry. */
export function entryCommitted(
  projection: Projection,
  entry: Entry,
  revisionOf: (taskId: string) => number | null,
): void {
  mergeEntry(projection.pending, entry, revisionOf);
  projection.committedThrough = entry.number;
}

/** When the next write may begin: at once after a pause, else an interval after the last; Infinity with nothing to do. */
export function projectionDueMs({ pending, inFlight, lastWriteMs }: Projection): number {
  return pending.size === 0 || inFlight.length > 0 ? Infinity : lastWriteMs + PROJECTION_INTERVAL_MS;
}

/** The next bulk write: the oldest updates. Call only when it is due. */
export function nextWrite(projection: Projection, nowMs: number): StoreRequest {
  projection.inFlight = projection.pending.values().take(MAX_UPDATES).toArray();
  for (const { taskId } of projection.inFlight) projection.pending.delete(taskId);
  projection.lastWriteMs = nowMs;
  return { kind: 'project', updates: projection.inFlight };
}

/** The write in flight is done: gives, for each task, how many of its facts it covered. */
export function writeDone(projection: Projection): readonly (readonly [taskId: string, facts: number])[] {
  const done = projection.inFlight.map(({ taskId, facts }) => [taskId, facts] as const);
  projection.inFlight = [];
  return done;
}

/** The watermark: every entry up to this number is reflected by the documents. */
export function projectedThrough({ pending, inFlight, committedThrough }: Projection): number {
  const oldest = inFlight[0] ?? pending.values().next().value;
  return oldest === undefined ? committedThrough : oldest.firstEntry - 1;
}
