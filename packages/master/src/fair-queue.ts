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

/** Creates the buckets of keys: they begin full, and are dropped when they are full again. */
function createBuckets(perKey: Rate) {
  const buckets = new Map<unknown, TokenBucket>();
  let sweptMs = -Infinity;
  return {
    of: (key: unknown): TokenBucket => {
      const bucket = buckets.get(key) ?? createTokenBucket(perKey);
      buckets.set(key, bucket);
      return bucket;
    },
    sweep: (nowMs: number): void => {
      if (nowMs - sweptMs < SWEEP_MS) return;
      sweptMs = nowMs;
      for (const [key, bucket] of buckets) if (bucket.tokens(nowMs) >= perKey.burst) buckets.delete(key);
    },
  };
}

/** Creates a queue. While `isBlocked` returns true, nothing starts. */
export function createFairQueue<Key>(
  { total, perKey }: FairQueueBounds,
  { monotonicMs, after }: Timers,
  isBlocked: () => boolean = () => false,
): FairQueue<Key> {
  const totalBucket = createTokenBucket(total);
  const buckets = createBuckets(perKey);
  /** The calls of the keys that may start, in the order in which these are served. */
  const ready = new Map<Key, Set<() => void>>();
  /** Those of the keys that have used up their rate. They are not looked at before the next retry. */
  const throttled = new Map<Key, Set<() => void>>();
  let retry: Cancel | null = null;

  /** Starts the next call of a key, if its rate allows, and puts the key behind all others. */
  const serve = (key: Key, starts: Set<() => void>, nowMs: number): void => {
    ready.delete(key);
    const [start] = starts;
    if (start === undefined) return;
    if (!buckets.of(key).take(nowMs)) {
      throttled.set(key, starts);
      return;
    }
    totalBucket.take(nowMs);
    starts.delete(start);
    if (starts.size > 0) ready.set(key, starts);
    start();
  };

  const retryThrottled = (): void => {
    retry = null;
    for (const [key, starts] of throttled) {
      if (buckets.of(key).tokens(monotonicMs()) < 1) continue;
      throttled.delete(key);
      ready.set(key, starts);
    }
    advance();
  };

  const advance = (): void => {
    const nowMs = monotonicMs();
    buckets.sweep(nowMs);
    for (const [key, starts] of ready) {
      if (isBlocked() || totalBucket.tokens(nowMs) < 1) break;
      serve(key, starts, nowMs);
    }
    if (ready.size + throttled.size > 0) retry ??= after(RETRY_MS, retryThrottled);
  };

  return {
    enter: (key, start) => {
      const starts = ready.get(key) ?? throttled.get(key) ?? new Set();
      starts.add(start);
      if (!throttled.has(key)) ready.set(key, starts);
      advance();
      return () => {
        if (!starts.delete(start) || starts.size > 0) return;
        for (const keys of [ready, throttled]) if (keys.get(key) === starts) keys.delete(key);
      };
    },
    advance,
  };
}
