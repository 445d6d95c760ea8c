import { createTokenBucket, type Rate } from '../token-bucket.ts';

/** Requests that are worked on at the same moment: the others must not wait long for the scheduler's own work. */
const MAX_WORKING = 2;

/**
 * How many milliseconds may be spent on requests, by the clock: a quarter of the time in the long run, after two seconds at
 * once. A page of a thousand tasks takes about 20 ms.
 */
const WORK: Rate = { burst: 2_000, perSecond: 250 };

/** What bounds the work on requests. */
export interface WorkLimits {
  /** How many may be worked on at the same moment. */
  readonly maxWorking: number;
  /** How many milliseconds of work there may be. */
  readonly rate: Rate;
  /** Returns for how many milliseconds of work a request counts that took so long; by default all of them. */
  readonly costOf?: (elapsedMs: number) => number;
}

/** Bounds the work on requests. */
export interface WorkBudget {
  /** Returns whether another request may be worked on. */
  readonly allowsMore: () => boolean;
  readonly begin: () => void;
  readonly end: (startedMs: number) => void;
  /** Counts more work, in milliseconds. */
  readonly spend: (workMs: number) => void;
}

/** Bounds the work on requests, on a monotonic clock. By default, these are the bounds of inspection. */
export function createWorkBudget(
  monotonicMs: () => number,
  { maxWorking, rate, costOf = (elapsedMs) => elapsedMs }: WorkLimits = { maxWorking: MAX_WORKING, rate: WORK },
): WorkBudget {
  const budgetMs = createTokenBucket(rate);
  let working = 0;
  return {
    allowsMore: () => working < maxWorking && budgetMs.tokens(monotonicMs()) > 0,
    begin: () => void (working += 1),
    end: (startedMs) => {
      const nowMs = monotonicMs();
      working -= 1;
      budgetMs.spend(nowMs, costOf(nowMs - startedMs));
    },
    spend: (workMs) => budgetMs.spend(monotonicMs(), workMs),
  };
}
