import type { Time } from '../events.ts';
import type { Ability, TaskClass } from './ability.ts';
import { MAX_BACKOFF_SECONDS } from './task-spec.ts';
import type { PageStart, StoreRequest } from '../store-requests.ts';

/** Tasks per page in production: enough for a few hundred milliseconds of the shortest tasks. */
export const PAGE_SIZE = 1_000;

/** How often the database is polled while slaves are idle and no watch is open: short enough to seem immediate. */
const STARVED_POLL_MS = 150;

/**
 * How often it is polled while no slave is idle, or while a watch is open and polling only finds what the watch missed.
 */
const RELAXED_POLL_MS = 1_000;

/**
 * How often the leader looks for strays: documents in none of the states that a master writes, or running without an
 * assignment. They are mistakes, so a user should learn of them soon, but they may cost hardly anything.
 */
const SWEEP_MS = 30_000;

/**
 * How many open assignments a leader reads at a time: as many as there can be, one for each of 10,000 slaves, and 10,000
 * that wait behind these (`MAX_AHEAD`). If there are more, users have written them. The rest is read when these are parked
 * or revoked.
 */
export const MAX_ASSIGNED = 20_000;

/**
 * A back-off that seems to end later than this was set by a master with a wrong clock, for none is longer. The task is due.
 */
const DOUBTED_MS = MAX_BACKOFF_SECONDS * 1_000;

/** How many pages may be ready in all, if there are tasks of many queues and kinds: 20,000 tasks take about 10 MB. */
const MAX_PAGES = 20;

/** The states of documents that are read into the queue. */
const READ_STATES = ['killed', 'created'] as const;

/** A state of documents that are read into the queue: those killed become retries, those created are fresh. */
type ReadState = (typeof READ_STATES)[number];

/** How far the documents in a state have been read, in passes over the order of their `_id`. */
export interface Cursor {
  /** Where the next page begins; null at the start of a pass. */
  next: PageStart | null;
  /** Whether a page has been read in this epoch. */
  opened: boolean;
  /** When the last pass ended; -Infinity if the next page should be read without a rest. */
  restingSinceMs: number;
  /** Whether tasks were inserted that no pass has read: if slaves are idle, the next pass begins at once. */
  inserted: boolean;
  /** The watch opened or fired during this pass, which may have missed the new task: the cursor must not rest after it. */
  outdated: boolean;
}

/**
 * The tasks that wait to be placed, as far as they are in memory, and the cursors that read more of them.
 *
 * There are two kinds. Retries were placed before: they were killed or returned, or their document is in state killed.
 * Fresh tasks come from documents in state created. These rules keep any task from waiting forever:
 *
 * - **While both kinds wait, they take turns**, a retry first, separately for the slaves of each ability (`abilities.ts`).
 *   So a killed task is rerun soon, and tasks that outlive every slave take at most half of the placements. A slave is
 *   given the first task of the kind that it can run; others wait for their slaves, and hold it up no longer than this.
 * - **Within a kind, tasks are placed in the order in which they became ready.** A task that is killed again joins at
 *   the end. (Least-tried first would be unfair: while new tasks keep arriving, one tried twice could wait forever.)
 *   So a task with n others of its kind before it is overtaken by at most 2n + 1 placements in an epoch.
 * - **Each kind has a window of its own**: a cursor, and a low-water mark that only its own tasks count towards. Neither
 *   kind keeps the other out of memory. A task that is killed while the window of retries is full is forgotten once
 *   its document is up to date, and read again in its turn; otherwise those in memory would keep those in the
 *   database waiting.
 * - **A pass of a cursor ends at what was the last document when it began**, so that an endless stream of new tasks
 *   cannot keep it from returning to tasks behind it.
 * - **Nothing is placed before a page of each kind was read**, and the tasks of a page join by the number of their
 *   attempts. A leader does not know the order of its predecessors; even if every epoch is too short for more than the
 *   first placements, these do not fall to the same tasks each time.
 */
export interface ReadyQueue {
  /** How many documents a page has. The low-water mark is half of it. */
  readonly pageSize: number;
  /** Tasks that were placed before, in the order in which they became ready. */
  readonly retries: Set<string>;
  /** Tasks that were never placed, in the order in which they were read. */
  readonly fresh: Set<string>;
  /** How many tasks are ready of each queue and kind. */
  readonly classes: Map<string, ReadyClass>;
  readonly cursors: Readonly<Record<ReadState, Cursor>>;
  /** What is being read. One page at a time, so that `departed` is short. */
  reading: ReadState | 'strays' | 'assigned' | null;
  /** The state that was read last: if both are due, the other one is next. */
  lastRead: ReadState;
  /** Tasks that left the memory while a page was being read, which may still contain their old documents. */
  readonly departed: Set<string>;
  /** When strays are read next. */
  sweepDueMs: number;
  /** When more open assignments are read; Infinity if all were. */
  assignedDueMs: number;
  /** The watch for new tasks, which fires once. */
  watch: 'closed' | 'opening' | 'open';
}

/** The ready tasks of one queue and kind. */
export interface ReadyClass {
  readonly queue: string;
  readonly kind: string;
  count: number;
}

/** The start of the collection. */
const START: PageStart = { after: null, skip: 0, through: null };

function createCursor(): Cursor {
  return { next: null, opened: false, restingSinceMs: -Infinity, inserted: false, outdated: false };
}

/** Returns an empty queue with its cursors at the start. */
export function createReadyQueue(pageSize: number, nowMs: number): ReadyQueue {
  return {
    pageSize,
    retries: new Set(),
    fresh: new Set(),
    classes: new Map(),
    cursors: { killed: createCursor(), created: createCursor() },
    reading: null,
    lastRead: 'created',
    departed: new Set(),
    sweepDueMs: nowMs + SWEEP_MS,
    assignedDueMs: Infinity,
    watch: 'closed',
  };
}

/**
 * Returns which kind of task is placed first in an epoch. It must not be the same kind in every epoch that is too short
 * for a second placement. Nor would it do to take turns by epoch: if two begin whenever a cluster is restarted, only
 * every other one gets to place anything. The Thue–Morse sequence follows no such rhythm.
 */
export function firstTurn(epoch: number): Ability['turn'] {
  const ones = epoch.toString(2).replaceAll('0', '').length;
  return ones % 2 === 1 ? 'retries' : 'fresh';
}

/** Returns the ready tasks of the queue and kind of a task, as a number. */
export function classOf({ classes }: ReadyQueue, { queue, kind }: TaskClass): ReadyClass {
  // Names contain no spaces.
  const key = `${queue} ${kind}`;
  let ready = classes.get(key);
  if (ready === undefined) classes.set(key, (ready = { queue, kind, count: 0 }));
  return ready;
}

/** Records that a task of a queue and kind has left the ready queue. */
export function leaveClass(readyQueue: ReadyQueue, { queue, kind }: TaskClass): void {
  const ready = classOf(readyQueue, { queue, kind });
  ready.count -= 1;
  if (ready.count === 0) readyQueue.classes.delete(`${queue} ${kind}`);
}

/**
 * Returns whether a task may join the queue. When slaves are idle although many tasks are ready, because they can run none
 * of them, more tasks are read; those that are ready in plenty are then left in the database.
 */
export function hasRoomFor(readyQueue: ReadyQueue, task: TaskClass): boolean {
  const { classes, pageSize } = readyQueue;
  const count = classes.get(`${task.queue} ${task.kind}`)?.count ?? 0;
  return count < (readyCount(readyQueue) < MAX_PAGES * pageSize ? 2 * pageSize : 1);
}

/** Makes both cursors read what they have passed: there are slaves for tasks that were left out. */
export function readAgain({ cursors, reading }: ReadyQueue): void {
  for (const state of READ_STATES) {
    const cursor = cursors[state];
    cursor.restingSinceMs = -Infinity;
    cursor.outdated ||= reading === state || cursor.next !== null;
  }
}

/** Returns how many tasks are ready to be placed. */
export function readyCount({ retries, fresh }: ReadyQueue): number {
  return retries.size + fresh.size;
}

/** Returns whether there are more tasks in the database than in memory, as far as the present passes have shown. */
export function hasMore({ cursors }: ReadyQueue): boolean {
  return READ_STATES.some((state) => cursors[state].next !== null);
}

/** Returns whether enough tasks of a kind are in memory, so that slaves do not wait while more are read. */
function isFilled(waiting: ReadonlySet<string>, { pageSize }: ReadyQueue): boolean {
  return waiting.size >= pageSize / 2;
}

/** Returns whether a task that is killed or returned may stay in memory. */
export function hasRoomForRetry(readyQueue: ReadyQueue): boolean {
  return !isFilled(readyQueue.retries, readyQueue);
}

/**
 * Chooses the task to place next on a slave with an ability, and passes its turn to the other kind. Returns undefined if
 * none can be placed. `isRunnable` returns whether such a slave can run a task.
 */
export function chooseNext(
  { retries, fresh, cursors }: ReadyQueue,
  ability: Ability,
  isRunnable: (taskId: string) => boolean,
): string | undefined {
  if (!cursors.killed.opened || !cursors.created.opened) return undefined;
  const [retry, other] = [retries.values().find(isRunnable), fresh.values().find(isRunnable)];
  const retryNext = retry !== undefined && (ability.turn === 'retries' || other === undefined);
  const taskId = retryNext ? retry : other;
  if (taskId !== undefined) ability.turn = retryNext ? 'fresh' : 'retries';
  return taskId;
}

function cursorDueMs(readyQueue: ReadyQueue, state: ReadState, starved: boolean): number {
  const { retries, fresh, watch, cursors } = readyQueue;
  const { opened, inserted, restingSinceMs } = cursors[state];
  // Tasks that are revoked right after the beginning of an epoch may fill the window before the first page is read.
  if (opened && !starved && isFilled(state === 'killed' ? retries : fresh, readyQueue)) return Infinity;
  if (starved && inserted) return -Infinity;
  return restingSinceMs + (starved && watch !== 'open' ? STARVED_POLL_MS : RELAXED_POLL_MS);
}

/**
 * Returns when the next page should be read; Infinity while one is being read. While enough tasks are ready, only strays
 * are due. `starved`: a slave is idle, and no task is ready that it can run.
 */
export function pageDueMs(readyQueue: ReadyQueue, starved: boolean): number {
  if (readyQueue.reading !== null) return Infinity;
  const { sweepDueMs, assignedDueMs } = readyQueue;
  return Math.min(sweepDueMs, assignedDueMs, ...READ_STATES.map((state) => cursorDueMs(readyQueue, state, starved)));
}

/** Starts to read the page that is due. Returns the request. */
export function nextPage(readyQueue: ReadyQueue, starved: boolean, { nowMs, wallMs }: Time): StoreRequest {
  const { pageSize: limit, lastRead, cursors } = readyQueue;
  if (nowMs >= readyQueue.assignedDueMs) {
    readyQueue.reading = 'assigned';
    return { kind: 'read.assigned', limit: MAX_ASSIGNED };
  }
  if (nowMs >= readyQueue.sweepDueMs) {
    readyQueue.reading = 'strays';
    return { kind: 'read.strays', limit };
  }
  const other = lastRead === 'created' ? 'killed' : 'created';
  const state = cursorDueMs(readyQueue, other, starved) <= nowMs ? other : lastRead;
  readyQueue.reading = state;
  readyQueue.lastRead = state;
  // A pass that has begun may end before the new tasks.
  if (cursors[state].next === null) cursors[state].inserted = false;
  const due = { nowMs: wallMs, doubtedMs: state === 'killed' ? wallMs + DOUBTED_MS : null };
  return { kind: 'read.runnable', state, ...(cursors[state].next ?? START), due, limit };
}

function readingEnded(readyQueue: ReadyQueue): void {
  readyQueue.reading = null;
  readyQueue.departed.clear();
}

/**
 * Records that the requested page was read. Its cursor moves to the start of the next one, or, at the end of a pass,
 * returns to the start and rests. Strays have no cursor: those that were read are parked.
 * @throws when no page was requested
 */
export function pageRead(readyQueue: ReadyQueue, next: PageStart | null, nowMs: number): void {
  const { reading, cursors } = readyQueue;
  if (reading === null || reading === 'assigned') throw new Error('a page of tasks arrived that was not requested');
  readingEnded(readyQueue);
  if (reading === 'strays') {
    readyQueue.sweepDueMs = nowMs + (next === null ? SWEEP_MS : RELAXED_POLL_MS);
    return;
  }
  const cursor = cursors[reading];
  cursor.opened = true;
  cursor.next = next;
  cursor.restingSinceMs = next !== null || cursor.outdated ? -Infinity : nowMs;
  if (next === null) cursor.outdated = false;
}

/** Records that open assignments were read. If there are `more`, they are read after a while. */
export function assignedRead(readyQueue: ReadyQueue, more: boolean, nowMs: number): void {
  readingEnded(readyQueue);
  readyQueue.assignedDueMs = more ? nowMs + SWEEP_MS : Infinity;
}

/** Returns whether to open a watch for new tasks: slaves are idle, and the database had no tasks for them. */
export function wantsWatch({ watch, cursors }: ReadyQueue, starved: boolean): boolean {
  return starved && watch === 'closed' && READ_STATES.every((state) => cursors[state].restingSinceMs > -Infinity);
}

/** Records that the watch opened or closed. The cursors stop resting: there may be new tasks, unseen by the watch. */
export function watchChanged(readyQueue: ReadyQueue, watch: 'closed' | 'open'): void {
  readyQueue.watch = watch;
  readAgain(readyQueue);
}

/**
 * Records that tasks were inserted. They are read at once if slaves are idle; otherwise when they are needed, so that
 * programs that insert many tasks one by one do not cause as many reads.
 */
export function tasksInserted({ cursors }: ReadyQueue): void {
  cursors.created.inserted = true;
}
