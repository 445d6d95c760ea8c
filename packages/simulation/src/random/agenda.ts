/** Something that is to happen at a time of the world. */
interface Item {
  readonly atMs: number;
  /** Breaks ties: what was planned first happens first. */
  readonly order: number;
  /** What kind of thing it is, for the trace. */
  readonly code: number;
  readonly act: () => void;
}

/** What is to happen, in the order of time. */
export interface Agenda {
  readonly nowMs: () => number;
  readonly plan: (afterMs: number, code: number, act: () => void) => void;
  /** Lets the next thing happen, unless it lies beyond a time; gives its code, or null. */
  readonly next: (untilMs: number) => number | null;
}

/** Time in the world goes on at least so far from one thing to what it causes, in milliseconds: nothing is instant. */
const LEAST_MS = 0.001;

function isBefore(one: Item, other: Item): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}

/** Moves the last item of a binary heap up to its place. */
function rise(heap: Item[], item: Item): void {
  let index = heap.length;
  heap.push(item);
  while (index > 0) {
    const parent = (index - 1) >> 1;
    const above = heap[parent] as Item;
    if (!isBefore(item, above)) break;
    heap[index] = above;
    index = parent;
  }
  heap[index] = item;
}

/** Takes the first item out of a binary heap. */
function takeFirst(heap: Item[]): Item | undefined {
  const first = heap[0];
  const item = heap.pop();
  if (item === undefined || heap.length === 0) return first;
  let index = 0;
  for (;;) {
    let child = 2 * index + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1] as Item, heap[child] as Item)) child += 1;
    const below = heap[child] as Item;
    if (!isBefore(below, item)) break;
    heap[index] = below;
    index = child;
  }
  heap[index] = item;
  return first;
}

/** An empty agenda at time 0. */
export function createAgenda(): Agenda {
  const heap: Item[] = [];
  let nowMs = 0;
  let planned = 0;
  return {
    nowMs: () => nowMs,
    plan: (afterMs, code, act) => {
      planned += 1;
      rise(heap, { atMs: nowMs + Math.max(afterMs, LEAST_MS), order: planned, code, act });
    },
    next: (untilMs) => {
      if ((heap[0]?.atMs ?? Infinity) > untilMs) return null;
      const item = takeFirst(heap);
      if (item === undefined) return null;
      nowMs = item.atMs;
      item.act();
      return item.code;
    },
  };
}
