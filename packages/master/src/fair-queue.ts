import type { Cancel, Timers } from '@steadfast/runtime';
import { createTokenBucket, type Rate, type TokenBucket } from './token-bucket.ts';

/** How often waiting callers look for tokens: unnoticeable next to a round trip of the ones that do not wait. */
const RETRY_MS = 20;

/** How often buckets that are full again are dropped. */
const SWEEP_MS = 1_000;

/** The bounds of a queue. */
export interface FairQueueBounds {
  /** The rate of all keys together. */
  readonly total: Rate;
  /** The rate of one key. */
  readonly perKey: Rate;
}

/** A queue in which keys are served in turn, as fast as their rates allow. */
export interface FairQueue<Key> {
  /** Calls `start` at once, or when it is the turn of its key. Returns a function that withdraws a call that waits. */
  readonly enter: (key: Key, start: () => void) => () => void;
  /** Starts whatever can start, for example because `isBlocked` no longer holds. */
  readonly advance: () => void;
}

/** Creates a queue. While `isBlocked` returns true, nothing starts. */
export function createFairQueue<Key>(
  { total, perKey }: FairQueueBounds,
  { monotonicMs, after }: Timers,
  isBlocked: () => boolean = () => false,
): FairQueue<Key> {
  const totalBucket = createTokenBucket(total);
  const buckets = new Map<Key, TokenBucket>();
  /** In the order in which keys are served. */
  const waiting = new Map<Key, Set<() => void>>();
  let retry: Cancel | null = null;
  let sweptMs = -Infinity;

  const bucketOf = (key: Key): TokenBucket => {
    const bucket = buckets.get(key) ?? createTokenBucket(perKey);
    buckets.set(key, bucket);
    return bucket;
  };

  const sweep = (nowMs: number): void => {
    if (nowMs - sweptMs < SWEEP_MS) return;
    sweptMs = nowMs;
    for (const [key, bucket] of buckets) if (bucket.tokens(nowMs) >= perKey.burst) buckets.delete(key);
  };

  const advance = (): void => {
    const nowMs = monotonicMs();
    sweep(nowMs);
    // A key that still waits comes last, and is visited again while there are tokens.
    for (const [key, starts] of waiting) {
      if (isBlocked() || totalBucket.tokens(nowMs) < 1) break;
      const [start] = starts;
      if (start === undefined || !bucketOf(key).take(nowMs)) continue;
      totalBucket.take(nowMs);
      starts.delete(start);
      waiting.delete(key);
      if (starts.size > 0) waiting.set(key, starts);
      start();
    }
    if (waiting.size > 0)
      retry ??= after(RETRY_MS, () => {
        retry = null;
        advance();
      });
  };

  return {
    enter: (key, start) => {
      const starts = waiting.get(key) ?? new Set();
      starts.add(start);
      waiting.set(key, starts);
      advance();
      return () => {
        if (starts.delete(start) && starts.size === 0) waiting.delete(key);
      };
    },
    advance,
  };
}
