import { CLOCK_TOLERANCE_MS } from './tolerances.ts';

/** When something happened, in milliseconds since 1970, by key. */
export type TimesByKey = ReadonlyMap<string, readonly number[]>;

/** Groups times by their keys. */
export function groupTimes(pairs: readonly (readonly [key: string, atMs: number])[]): TimesByKey {
  const times = new Map<string, number[]>();
  for (const [key, atMs] of pairs) {
    const known = times.get(key);
    if (known === undefined) times.set(key, [atMs]);
    else known.push(atMs);
  }
  return times;
}

/** Returns whether one of the times of a key lies within a span of the wall clock. */
export function occurredWithin(times: TimesByKey, key: string, fromMs: number, toMs: number): boolean {
  return (
    times.get(key)?.some((atMs) => atMs >= fromMs - CLOCK_TOLERANCE_MS && atMs <= toMs + CLOCK_TOLERANCE_MS) === true
  );
}
