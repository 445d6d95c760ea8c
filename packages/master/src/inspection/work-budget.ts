/** Requests that are worked on at the same moment: the others must not wait long for the scheduler's own work. */
const MAX_WORKING = 2;

/**
 * How much of the time may be spent on requests, by the clock: a quarter in the long run, after two seconds at once. A page
 * of a thousand tasks takes about 20 ms.
 */
const WORK = { share: 0.25, burstMs: 2_000 } as const;

/** Bounds the time that is spent on requests, on a monotonic clock. */
export function createWorkBudget(monotonicMs: () => number) {
  let working = 0;
  let budgetMs: number = WORK.burstMs;
  let updatedMs = monotonicMs();
  const refill = (): void => {
    const now = monotonicMs();
    budgetMs = Math.min(WORK.burstMs, budgetMs + WORK.share * (now - updatedMs));
    updatedMs = now;
  };
  return {
    allowsMore: (): boolean => {
      refill();
      return working < MAX_WORKING && budgetMs > 0;
    },
    begin: (): void => void (working += 1),
    end: (startedMs: number): void => {
      refill();
      working -= 1;
      budgetMs -= monotonicMs() - startedMs;
    },
  };
}
