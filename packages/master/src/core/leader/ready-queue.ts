import type { StoreRequest } from '../store-requests.ts';

/** Tasks read at once: enough for a few hundred milliseconds of the fastest work. */
const PAGE = 1_000;

/** With fewer ready tasks than this in memory the next page is read, so that slaves never wait for it. */
const LOW_WATER = 500;

/** How often the database is polled while slaves are idle and no watch is open: short enough to seem immediate. */
const HUNGRY_POLL_MS = 150;

/** How often it is polled while every slave is busy, or while a watch is open and polling only covers what that missed. */
const RELAXED_POLL_MS = 1_000;

/**
 * How often the cursor returns to the start while there is always more to read: tasks that were inserted or repaired
 * behind it are seen then.
 */
const REWIND_MS = 30_000;

/**
 * The ready tasks in memory, and the cursor that reads more. Documents are read forwards, those in state `killed`
 * first; at the end the cursor returns to the start.
 */
export interface ReadyQueue {
  /** Tasks that were placed before; they go first. */
  retries: Set<string>;
  /** Tasks that were never placed, by identifier. */
  fresh: Set<string>;
  cursor: { state: 'killed' | 'created'; after: string | null };
  reading: boolean;
  /** Tasks that were forgotten while a read was under way, which may still return their old documents. */
  departed: Set<string>;
  /** When the cursor last reached the end of everything. */
  endReachedMs: number;
  rewoundMs: number;
  /** The watch for new tasks; it fires once. */
  watch: 'closed' | 'opening' | 'open';
  /** The watch opened or fired while a page was being read that may predate it: the rest must be read once more. */
  outdated: boolean;
}

/** Returns an empty queue with its cursor at the start. */
export function createReadyQueue(nowMs: number): ReadyQueue {
  return {
    retries: new Set(),
    fresh: new Set(),
    cursor: { state: 'killed', after: null },
    reading: false,
    departed: new Set(),
    endReachedMs: -Infinity,
    rewoundMs: nowMs,
    watch: 'closed',
    outdated: false,
  };
}

/** Returns how many tasks are ready to be placed. */
export function readyCount({ retries, fresh }: ReadyQueue): number {
  return retries.size + fresh.size;
}

/** Returns the task to place next; undefined when none is ready. */
export function nextReady({ retries, fresh }: ReadyQueue): string | undefined {
  return (retries.size > 0 ? retries : fresh).values().next().value;
}

function rewind(readyQueue: ReadyQueue, nowMs: number): void {
  readyQueue.cursor = { state: 'killed', after: null };
  readyQueue.rewoundMs = nowMs;
}

/** Returns when the next page should be read; Infinity while one is, or while enough tasks are ready. */
export function pageDueMs(readyQueue: ReadyQueue, hungry: boolean): number {
  if (readyQueue.reading || readyCount(readyQueue) >= LOW_WATER) return Infinity;
  return readyQueue.endReachedMs + (hungry && readyQueue.watch !== 'open' ? HUNGRY_POLL_MS : RELAXED_POLL_MS);
}

/** Returns the request for the next page. */
export function nextPage(readyQueue: ReadyQueue, nowMs: number): StoreRequest {
  if (nowMs - readyQueue.rewoundMs > REWIND_MS) rewind(readyQueue, nowMs);
  readyQueue.reading = true;
  return { kind: 'read.runnable', ...readyQueue.cursor, limit: PAGE };
}

/** Moves the cursor past a page that was read. At the end of everything it returns to the start and rests. */
export function pageRead(readyQueue: ReadyQueue, taskIds: readonly string[], nowMs: number): void {
  readyQueue.reading = false;
  readyQueue.departed.clear();
  readyQueue.endReachedMs = -Infinity;
  const last = taskIds.at(-1);
  if (last !== undefined && taskIds.length === PAGE) {
    readyQueue.cursor = { state: readyQueue.cursor.state, after: last };
  } else if (readyQueue.cursor.state === 'killed') {
    readyQueue.cursor = { state: 'created', after: null };
  } else {
    rewind(readyQueue, nowMs);
    readyQueue.endReachedMs = readyQueue.outdated ? -Infinity : nowMs;
    readyQueue.outdated = false;
  }
}

/** Returns whether a watch for new tasks is worth opening: slaves are idle, and the database had nothing for them. */
export function wantsWatch({ watch, endReachedMs }: ReadyQueue, hungry: boolean): boolean {
  return hungry && watch === 'closed' && endReachedMs > -Infinity;
}

/** Takes note that the watch opened or closed. Tasks that came before were missed, so the cursor does not rest. */
export function watchChanged(readyQueue: ReadyQueue, watch: 'closed' | 'open'): void {
  readyQueue.watch = watch;
  readyQueue.endReachedMs = -Infinity;
  readyQueue.outdated ||= readyQueue.reading;
}
