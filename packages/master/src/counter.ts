/** Counts by key. Holds nothing for keys with a count of 0. */
export interface Counter<Key> {
  readonly get: (key: Key) => number;
  /** Adds one, and returns the new count. */
  readonly increment: (key: Key) => number;
  /** Subtracts one, and returns the new count. */
  readonly decrement: (key: Key) => number;
}

/** Creates a counter in which all counts are 0. */
export function createCounter<Key>(): Counter<Key> {
  const counts = new Map<Key, number>();
  const get = (key: Key): number => counts.get(key) ?? 0;
  const set = (key: Key, count: number): number => {
    if (count > 0) counts.set(key, count);
    else counts.delete(key);
    return count;
  };
  return { get, increment: (key) => set(key, get(key) + 1), decrement: (key) => set(key, get(key) - 1) };
}
