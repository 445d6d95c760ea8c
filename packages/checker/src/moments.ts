import { CLOCK_TOLERANCE_MS } from './tolerances.ts';

/** Moments of the wall clock at which something was noted, in milliseconds since 1970, by key. */
export type Moments = ReadonlyMap<string, readonly number[]>;

/** Gathers moments by their keys. */
export function gatherMoments(pairs: readonly (readonly [key: string, atMs: number])[]): Moments {
  const moments = new Map<string, number[]>();
  for (const [key, atMs] of pairs) {
    const known = moments.get(key);
    if (known === undefined) moments.set(key, [atMs]);
    else known.push(atMs);
  }
  return moments;
}

/** True when something was noted under a key within a span of the wall clock. */
export function isWithin(moments: Moments, key: string, fromMs: number, toMs: number): boolean {
  return (
    moments.get(key)?.some((atMs) => atMs >= fromMs - CLOCK_TOLERANCE_MS && atMs <= toMs + CLOCK_TOLERANCE_MS) === true
  );
}
