/** For how long a result is shared: people do not notice that it is a second old. */
const MIN_SHARED_MS = 1_000;

/** For how many times as long as it took a result is shared at least, so that such reads take a tenth of the time. */
const MIN_SHARED_RATIO = 9;

/** Returns a function that reads at most once at a time, and shares the result among callers for a second or longer. */
export function createSharedRead<Result>(
  read: () => Promise<Result>,
  monotonicMs: () => number,
): () => Promise<Result> {
  let current: Promise<Result> | null = null;
  let sharedUntilMs = Infinity;

  const start = async (): Promise<Result> => {
    const startedMs = monotonicMs();
    sharedUntilMs = Infinity;
    try {
      const result = await read();
      const now = monotonicMs();
      sharedUntilMs = now + Math.max(MIN_SHARED_MS, MIN_SHARED_RATIO * (now - startedMs));
      return result;
    } catch (error) {
      // The next caller tries again.
      sharedUntilMs = -Infinity;
      throw error;
    }
  };

  return () => {
    if (current === null || monotonicMs() >= sharedUntilMs) current = start();
    return current;
  };
}
