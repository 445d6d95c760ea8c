import type { StoreRequest } from '../store-requests.ts';
import { isAttemptFact, isTaskFact, type AttemptFact, type Entry, type TaskFact } from './facts.ts';
import { followsAnotherLedger, type HistoryItem, type TaskUpdate } from './task-update.ts';
import { changeOf } from './transitions.ts';

/** Updates per bulk write. This many take about 100 ms; larger writes gain no throughput. */
const MAX_UPDATES = 1_000;

/** Minimum time between two bulk writes. Under load, several facts of a task are merged into one update. */
const PROJECTION_INTERVAL_MS = 50;

/**
 * How long the update of an assigned task is held back, counted from its first fact: a short task is then written once,
 * when it has finished, and not once more before. An update costs the database more than a fact. Short enough for people
 * who watch the documents of longer tasks, which reflect each fact after at most this time and an interval.
 */
const MAX_HOLD_MS = 100;

/** An update that later entries may extend until it is written. */
interface PendingUpdate extends TaskUpdate {
  rev: number;
  releases?: true;
  readonly history: HistoryItem[];
  /** The first entry that it covers. */
  readonly firstEntry: number;
  /** How many facts it covers. */
  facts: number;
  /** The revision that the document should have before the update, unless someone edited it. */
  readonly expected: number | null;
  /** Until when it may be held back while more facts are to be expected. */
  readonly heldUntilMs: number;
}

/** The changes that are committed to the ledger but not yet written to the task documents. */
export interface Projection {
  /** By task identifier, oldest first. */
  pending: Map<string, PendingUpdate>;
  /** The tasks with a pending update that is not held back, because no slave is responsible for them. */
  readonly settled: Set<string>;
  inFlight: readonly PendingUpdate[];
  /** The last entry that was added. */
  committedThrough: number;
  lastWriteMs: number;
}

/** Returns a projection for documents that reflect everything up to entry `through`. */
export function createProjection(through: number): Projection {
  return {
    pending: new Map(),
    settled: new Set(),
    inFlight: [],
    committedThrough: through,
    lastWriteMs: -Infinity,
  };
}

function historyItem(fact: AttemptFact, { atMs, epoch }: Entry): HistoryItem {
  return {
    event: fact.kind,
    atMs,
    epoch,
    host: fact.host,
    attempt: fact.attempt,
    reason: 'reason' in fact ? fact.reason : null,
  };
}

/** Returns whether a slave is responsible for a task after a fact, so that more of them will follow. */
function isAssignedAfter({ kind }: TaskFact): boolean {
  return kind === 'task.placed' || kind === 'task.running';
}

/**
 * Merges the task facts of an entry into the pending updates. `revisionOf` returns the entry up to which the document
 * of a task reflects the ledger, or will after the writes in flight; null if it reflects none. New updates may be held
 * back until `heldUntilMs`.
 */
export function mergeEntry(
  pending: Map<string, PendingUpdate>,
  entry: Entry,
  revisionOf: (taskId: string) => number | null,
  heldUntilMs: number,
): void {
  for (const fact of entry.facts) {
    if (!isTaskFact(fact)) continue;
    let update = pending.get(fact.task);
    if (update === undefined) {
      const follows = revisionOf(fact.task);
      update = {
        taskId: fact.task,
        follows,
        ...(fact.kind === 'task.adopted' ? { followsAttempt: fact.attempt } : {}),
        expected: follows,
        rev: entry.number,
        change: {},
        history: [],
        firstEntry: entry.number,
        facts: 0,
        heldUntilMs,
      };
      pending.set(fact.task, update);
    }
    update.rev = entry.number;
    Object.assign(update.change, changeOf(fact, entry));
    update.facts += 1;
    if (fact.kind === 'task.released') update.releases = true;
    // The document of a parked task may have any shape, so only `parked` is written to it.
    if (isAttemptFact(fact)) update.history.push(historyItem(fact, entry));
  }
}

/** Adds a committed entry to the projection; see `mergeEntry`. */
export function entryCommitted(
  projection: Projection,
  entry: Entry,
  revisionOf: (taskId: string) => number | null,
  nowMs: number,
): void {
  const { pending, settled } = projection;
  mergeEntry(pending, entry, revisionOf, nowMs + MAX_HOLD_MS);
  for (const fact of entry.facts.filter(isTaskFact)) {
    if (isAssignedAfter(fact)) settled.delete(fact.task);
    else settled.add(fact.task);
  }
  projection.committedThrough = entry.number;
}

/** Returns whether the document of a task is to be updated to continue after the attempts of another ledger. */
export function isBeingAdopted({ pending, inFlight }: Projection, taskId: string): boolean {
  const updates = [pending.get(taskId), inFlight.find((update) => update.taskId === taskId)];
  return updates.some((update) => update?.followsAttempt !== undefined);
}

/** Returns when the next write is due; Infinity while one is in flight or there is nothing to write. */
export function projectionDueMs({ pending, settled, inFlight, lastWriteMs }: Projection): number {
  const oldest = pending.values().next().value;
  if (oldest === undefined || inFlight.length > 0) return Infinity;
  const dueMs = lastWriteMs + PROJECTION_INTERVAL_MS;
  return settled.size > 0 ? dueMs : Math.max(dueMs, oldest.heldUntilMs);
}

/**
 * Starts the next bulk write, with the oldest updates that are not held back. Returns the request. Call only when it is
 * due.
 */
export function nextWrite(projection: Projection, nowMs: number): StoreRequest {
  const { pending, settled } = projection;
  const due = pending.values().filter(({ taskId, heldUntilMs }) => settled.has(taskId) || heldUntilMs <= nowMs);
  projection.inFlight = due.take(MAX_UPDATES).toArray();
  for (const { taskId } of projection.inFlight) {
    pending.delete(taskId);
    settled.delete(taskId);
  }
  projection.lastWriteMs = nowMs;
  return currentWrite(projection);
}

/** Returns the request of the write in flight. */
export function currentWrite({ inFlight }: Projection): StoreRequest {
  return { kind: 'project', updates: inFlight };
}

/** The number of facts that were written to the document of each task. */
export type WrittenFacts = readonly (readonly [taskId: string, facts: number])[];

function factsOf(updates: readonly PendingUpdate[]): WrittenFacts {
  return updates.map(({ taskId, facts }) => [taskId, facts] as const);
}

/** Ends the write in flight. Returns the facts that it covered. */
export function writeDone(projection: Projection): WrittenFacts {
  const done = factsOf(projection.inFlight);
  projection.inFlight = [];
  return done;
}

/**
 * Removes the updates of some tasks from the write in flight, if they adopt these tasks. Returns the facts that they
 * cover.
 */
export function withdrawAdoptions(projection: Projection, taskIds: ReadonlyMap<string, unknown>): WrittenFacts {
  const { inFlight } = projection;
  const isWithdrawn = (update: PendingUpdate): boolean => taskIds.has(update.taskId) && followsAnotherLedger(update);
  projection.inFlight = inFlight.filter((update) => !isWithdrawn(update));
  return factsOf(inFlight.filter(isWithdrawn));
}

/**
 * Reduces the write in flight to the documents that do not have the revision that it should have given them; those
 * that are absent from `revisions` were deleted. Their updates now follow the revision that was found. Returns the rest.
 */
export function compareRevisions(
  projection: Projection,
  revisions: ReadonlyMap<string, number | null>,
): { readonly done: WrittenFacts; readonly deleted: readonly string[] } {
  const { inFlight } = projection;
  const behind: PendingUpdate[] = [];
  const done: PendingUpdate[] = [];
  for (const update of inFlight) {
    const found = revisions.get(update.taskId);
    const { followsAttempt: _unguarded, ...rest } = update;
    if (found === undefined || found === update.rev) done.push(update);
    else behind.push({ ...rest, follows: found });
  }
  projection.inFlight = behind;
  return {
    done: factsOf(done),
    deleted: inFlight.map(({ taskId }) => taskId).filter((taskId) => !revisions.has(taskId)),
  };
}

/** Returns the watermark: the documents reflect every entry up to this number. */
export function projectedThrough({ pending, inFlight, committedThrough }: Projection): number {
  // One that is held back may be older than those in flight.
  const oldest = [inFlight[0], pending.values().next().value].filter((update) => update !== undefined);
  return Math.min(committedThrough, ...oldest.map(({ firstEntry }) => firstEntry - 1));
}
