/** An event that occurs at a simulated time. */
interface ScheduledEvent {
  readonly atMs: number;
  /** Breaks ties: events at the same time run in the order in which they were scheduled. */
  readonly order: number;
  /** The kind of event, for the trace. */
  readonly code: number;
  readonly run: () => void;
  /** True once it has been cancelled: it then does not occur. */
  cancelled: boolean;
}

/** The future of a simulated world, ordered by time. Running an event advances the clock to its time. */
export interface EventQueue {
  /** Returns the simulated time in milliseconds. */
  readonly nowMs: () => number;
  readonly schedule: (afterMs: number, code: number, run: () => void) => void;
  /** Schedules an event, and returns a function that cancels it. */
  readonly scheduleCancellable: (afterMs: number, code: number, run: () => void) => () => void;
  /** Runs the next event and returns its code; returns null if none is due by the given time. */
  readonly runNext: (untilMs: number) => number | null;
}

/** The minimum time from an event to one that it causes: nothing is instantaneous. */
const MIN_DELAY_MS = 0.001;

function isBefore(one: ScheduledEvent, other: ScheduledEvent): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}

/** Adds an event to a binary heap. */
function pushHeap(heap: ScheduledEvent[], event: ScheduledEvent): void {
  let index = heap.length;
  heap.push(event);
  while (index > 0) {
    const parentIndex = (index - 1) >> 1;
    const parent = heap[parentIndex] as ScheduledEvent;
    if (!isBefore(event, parent)) break;
    heap[index] = parent;
    index = parentIndex;
  }
  heap[index] = event;
}

/** Removes the earliest event from a binary heap. */
function popHeap(heap: ScheduledEvent[]): ScheduledEvent | undefined {
  const first = heap[0];
  const event = heap.pop();
  if (event === undefined || heap.length === 0) return first;
  let index = 0;
  for (;;) {
    let childIndex = 2 * index + 1;
    if (childIndex >= heap.length) break;
    if (
      childIndex + 1 < heap.length &&
      isBefore(heap[childIndex + 1] as ScheduledEvent, heap[childIndex] as ScheduledEvent)
    )
      childIndex += 1;
    const child = heap[childIndex] as ScheduledEvent;
    if (!isBefore(child, event)) break;
    heap[index] = child;
    index = childIndex;
  }
  heap[index] = event;
  return first;
}

/** Returns an empty queue at time 0. */
export function createEventQueue(): EventQueue {
  const heap: ScheduledEvent[] = [];
  let nowMs = 0;
  let scheduled = 0;
  const add = (afterMs: number, code: number, run: () => void): ScheduledEvent => {
    scheduled += 1;
    const atMs = nowMs + Math.max(afterMs, MIN_DELAY_MS);
    const event = { atMs, order: scheduled, code, run, cancelled: false };
    pushHeap(heap, event);
    return event;
  };
  return {
    nowMs: () => nowMs,
    schedule: (afterMs, code, run) => void add(afterMs, code, run),
    scheduleCancellable: (afterMs, code, run) => {
      const event = add(afterMs, code, run);
      return () => void (event.cancelled = true);
    },
    runNext: (untilMs) => {
      while (heap[0]?.cancelled === true) popHeap(heap);
      if ((heap[0]?.atMs ?? Infinity) > untilMs) return null;
      const event = popHeap(heap);
      if (event === undefined) return null;
      nowMs = event.atMs;
      event.run();
      return event.code;
    },
  };
}
