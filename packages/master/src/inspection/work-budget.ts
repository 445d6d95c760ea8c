import { createTokenBucket, type Rate } from '../token-bucket.ts';

/** Requests that are worked on at the same moment: the others must not wait long for the scheduler's own work. */
const MAX_WORKING = 2;

/**
 * How many milliseconds may be spent on requests, by the clock: a quarter of the time in the long run, after two seconds at
 * once. A page of a thousand tasks takes about 20 ms.
 */
const WORK: Rate = { burst: 2_000, perSecond: 250 };

/** Bounds the time that is spent on requests, on a monotonic clock. */
export function createWorkBudget(monotonicMs: () => number) {
  const budgetMs = createTokenBucket(WORK);
  let working = 0;
  return {
    allowsMore: (): boolean => working < MAX_WORKING && budgetMs.tokens(monotonicMs()) > 0,
    begin: (): void => void (working += 1),
    end: (startedMs: number): void => {
      const nowMs = monotonicMs();
      working -= 1;
      budgetMs.spend(nowMs, nowMs - startedMs);
    },
  };
}
