import type { PageStart, StoreRequest } from '../store-requests.ts';

/** Tasks per page: enough for a few hundred milliseconds of the shortest tasks. */
const PAGE = 1_000;

/** The next page is read when fewer ready tasks than this are in memory, so that slaves never wait for it. */
const LOW_WATER = 500;

/** How often the database is polled while slaves are idle and no watch is open: short enough to seem immediate. */
const STARVED_POLL_MS = 150;

/**
 * How often it is polled while no slave is idle, or while a watch is open and polling only finds what the watch missed.
 */
const RELAXED_POLL_MS = 1_000;

/**
 * How often the cursor returns to the start even if it has not reached the end, to find tasks that were inserted or
 * repaired behind it.
 */
const REWIND_MS = 30_000;

/**
 * How often the cursor looks for strays: documents in none of the states that a master writes, or running without an
 * assignment. They are mistakes, so a user should learn of them soon, but they may cost hardly anything.
 */
const SWEEP_MS = 30_000;

/**
 * The ready tasks in memory, and the cursor that reads more. It reads documents in the order of their `_id`, first
 * those in state `killed`, then those in state `created`, and returns to the start. Strays are read in between.
 */
export interface ReadyQueue {
  /** Tasks that were placed before. They are placed first. */
  retries: Set<string>;
  /** Tasks that were never placed. */
  fresh: Set<string>;
  cursor: PageStart & { readonly state: 'killed' | 'created' };
  /** Whether a page is being read. */
  reading: boolean;
  /** Tasks that left the memory while a page was being read, which may still contain their old documents. */
  departed: Set<string>;
  /** When the cursor reached the end and began to rest; -Infinity while it does not rest. */
  endReachedMs: number;
  /** When the cursor last returned to the start. */
  rewoundMs: number;
  /** When strays are read next; Infinity while they are being read. */
  sweepDueMs: number;
  /** The watch for new tasks, which fires once. */
  watch: 'closed' | 'opening' | 'open';
  /** The watch opened or fired while a page was being read. That page may be older, so the cursor must not rest yet. */
  outdated: boolean;
}

/** The start of the collection. */
const START: PageStart = { after: null, skip: 0 };

/** Returns an empty queue with its cursor at the start. */
export function createReadyQueue(nowMs: number): ReadyQueue {
  return {
    retries: new Set(),
    fresh: new Set(),
    cursor: { state: 'killed', ...START },
    reading: false,
    departed: new Set(),
    endReachedMs: -Infinity,
    rewoundMs: nowMs,
    sweepDueMs: nowMs + SWEEP_MS,
    watch: 'closed',
    outdated: false,
  };
}

/** Returns how many tasks are ready to be placed. */
export function readyCount({ retries, fresh }: ReadyQueue): number {
  return retries.size + fresh.size;
}

/** Returns the task to place next; undefined if none is ready. */
export function nextReady({ retries, fresh }: ReadyQueue): string | undefined {
  return (retries.size > 0 ? retries : fresh).values().next().value;
}

function rewind(readyQueue: ReadyQueue, nowMs: number): void {
  readyQueue.cursor = { state: 'killed', ...START };
  readyQueue.rewoundMs = nowMs;
}

/**
 * Returns when the next page should be read; Infinity while one is being read. While enough tasks are ready, only strays
 * are due. `starved`: slaves are idle and no task is ready.
 */
export function pageDueMs(readyQueue: ReadyQueue, starved: boolean): number {
  const { reading, sweepDueMs, endReachedMs, watch } = readyQueue;
  if (reading) return Infinity;
  if (readyCount(readyQueue) >= LOW_WATER) return sweepDueMs;
  return Math.min(sweepDueMs, endReachedMs + (starved && watch !== 'open' ? STARVED_POLL_MS : RELAXED_POLL_MS));
}

/** Starts to read the next page. Returns the request. */
export function nextPage(readyQueue: ReadyQueue, nowMs: number): StoreRequest {
  readyQueue.reading = true;
  if (nowMs >= readyQueue.sweepDueMs) {
    readyQueue.sweepDueMs = Infinity;
    return { kind: 'read.strays', limit: PAGE };
  }
  if (nowMs - readyQueue.rewoundMs > REWIND_MS) rewind(readyQueue, nowMs);
  return { kind: 'read.runnable', ...readyQueue.cursor, limit: PAGE };
}

/**
 * Moves the cursor past a page that was read, to the start of the next one, unless it was a page of strays. At the end it
 * returns to the start and rests.
 */
export function pageRead(readyQueue: ReadyQueue, next: PageStart | null, nowMs: number): void {
  readyQueue.reading = false;
  readyQueue.departed.clear();
  if (readyQueue.sweepDueMs === Infinity) {
    readyQueue.sweepDueMs = nowMs + (next === null ? SWEEP_MS : RELAXED_POLL_MS);
    return;
  }
  readyQueue.endReachedMs = -Infinity;
  const { state } = readyQueue.cursor;
  if (next !== null) readyQueue.cursor = { state, ...next };
  else if (state === 'killed') readyQueue.cursor = { state: 'created', ...START };
  else {
    rewind(readyQueue, nowMs);
    readyQueue.endReachedMs = readyQueue.outdated ? -Infinity : nowMs;
    readyQueue.outdated = false;
  }
}

/** Returns whether to open a watch for new tasks: slaves are idle, and the database had no tasks for them. */
export function wantsWatch({ watch, endReachedMs }: ReadyQueue, starved: boolean): boolean {
  return starved && watch === 'closed' && endReachedMs > -Infinity;
}

/** Records that the watch opened or closed. The cursor stops resting: there may be new tasks, unseen by the watch. */
export function watchChanged(readyQueue: ReadyQueue, watch: 'closed' | 'open'): void {
  readyQueue.watch = watch;
  readyQueue.endReachedMs = -Infinity;
  readyQueue.outdated ||= readyQueue.reading;
}
