import type { StoreRequest } from '../events.ts';

/** Tasks read at once: enough for a few hundred milliseconds of the fastest work. */
const PAGE = 1_000;

/** Below so many runnable tasks in memory the next page is read, so that slaves never wait for it. */
const LOW_WATER = 500;

/** While slaves are idle and the database is not listened to, so often the database is asked for them, in milliseconds. */
const HUNGRY_POLL_MS = 150;

/** The same while every slave is busy, or while the database is listened to. */
const RELAXED_POLL_MS = 1_000;

/** While there is always more to read, so often the cursor goes back to the start, in milliseconds: what was inserted
 *  or mended behind it is seen then. */
const REWIND_MS = 30_000;

/**
 * The runnable tasks in memory, and the cursor that fills it. The documents are read forwards, those in state killed
 * first; at the end the cursor goes back to the start.
 */
export interface ReadyQueue {
  /** Tasks that were placed before; they go first. */
  retries: Set<string>;
  /** Tasks that were never placed, by identifier. */
  fresh: Set<string>;
  cursor: { state: 'killed' | 'created'; after: string | null };
  reading: boolean;
  /** Tasks that left the memory while a read was under way: it may still bring their old documents. */
  departed: Set<string>;
  /** When the cursor last came to the end of everything. */
  endReachedMs: number;
  rewoundMs: number;
  /** Whether a bell is to ring at the next new task: it rings once. */
  watch: 'no' | 'beginning' | 'yes';
  /** The bell was set, or rang, while a page was being read that may be older: what follows must be read once more. */
  outdated: boolean;
}

/** An empty window with its cursor at the start. */
export function createReadyQueue(nowMs: number): ReadyQueue {
  return {
    retries: new Set(),
    fresh: new Set(),
    cursor: { state: 'killed', after: null },
    reading: false,
    departed: new Set(),
    endReachedMs: -Infinity,
    rewoundMs: nowMs,
    watch: 'no',
    outdated: false,
  };
}

/** How many tasks are ready to be placed. */
export function readyCount({ retries, fresh }: ReadyQueue): number {
  return retries.size + fresh.size;
}

/** Takes the task that is to be placed next. */
export function takeReady(readyQueue: ReadyQueue): string | undefined {
  const queue = readyQueue.retries.size > 0 ? readyQueue.retries : readyQueue.fresh;
  const taskId = queue.values().next().value;
  if (taskId !== undefined) queue.delete(taskId);
  return taskId;
}

function rewind(readyQueue: ReadyQueue, nowMs: number): void {
  readyQueue.cursor = { state: 'killed', after: null };
  readyQueue.rewoundMs = nowMs;
}

/** When the next page should be read; Infinity while one is, or while there is enough. */
export function pageDueMs(readyQueue: ReadyQueue, hungry: boolean): number {
  if (readyQueue.reading || readyCount(readyQueue) >= LOW_WATER) return Infinity;
  return readyQueue.endReachedMs + (hungry && readyQueue.watch !== 'yes' ? HUNGRY_POLL_MS : RELAXED_POLL_MS);
}

/** The request for the next page. */
export function nextPage(readyQueue: ReadyQueue, nowMs: number): StoreRequest {
  if (nowMs - readyQueue.rewoundMs > REWIND_MS) rewind(readyQueue, nowMs);
  readyQueue.reading = true;
  return { kind: 'read.runnable', ...readyQueue.cursor, limit: PAGE };
}

/** A page came: moves the cursor on. At the end of everything it goes back to the start and rests. */
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

/** True when it is worth to listen for new tasks: slaves are idle, and the database had nothing for them. */
export function wantsWatch({ watch, endReachedMs }: ReadyQueue, hungry: boolean): boolean {
  return hungry && watch === 'no' && endReachedMs > -Infinity;
}

/** The bell is set, has rung, or could not be set: whatever came before was missed, so the cursor does not rest. */
export function watchChanged(readyQueue: ReadyQueue, watch: 'no' | 'yes'): void {
  readyQueue.watch = watch;
  readyQueue.endReachedMs = -Infinity;
  readyQueue.outdated ||= readyQueue.reading;
}
