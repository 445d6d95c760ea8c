import { setTimeout as delay } from 'node:timers/promises';
import { monotonicMs, type Logger } from '@steadfast/runtime';
import { StoreError } from './store/store.ts';

/** Short at first, because most failures are brief elections; bounded, so that recovery is noticed within a second. */
const BACKOFF_MS = { initial: 50, max: 1_000 } as const;

/** How often an outage that persists is logged again: often enough to be found, too rarely to flood the log. */
const REMINDER_MS = 10_000;

/** Logs the start of an outage, reminders while it lasts, and its end. */
function createAvailabilityLog(logger: Logger) {
  let loggedAtMs: number | null = null;
  return {
    failed(error: StoreError): void {
      if (loggedAtMs !== null && monotonicMs() - loggedAtMs < REMINDER_MS) return;
      loggedAtMs = monotonicMs();
      logger.warn(`database unavailable, retrying: ${error.message}`, { event: 'store.unavailable' });
    },
    succeeded(): void {
      if (loggedAtMs === null) return;
      loggedAtMs = null;
      logger.info('database available again', { event: 'store.available' });
    },
  };
}

/**
 * Repeats a store operation until it succeeds. Resolves to null once `isWanted` returns false.
 * @throws {StoreError} when the error is not retryable
 */
export type RetryUntilDone = <Result>(
  operation: () => Promise<Result>,
  isWanted: () => boolean,
) => Promise<Result | null>;

/** Creates a retry loop that logs outages. Repeating is safe because every request of the core is idempotent. */
export function createRetryUntilDone(logger: Logger): RetryUntilDone {
  const availability = createAvailabilityLog(logger);
  return async (operation, isWanted) => {
    for (let backoffMs: number = BACKOFF_MS.initial; isWanted(); backoffMs = Math.min(2 * backoffMs, BACKOFF_MS.max)) {
      try {
        const result = await operation();
        availability.succeeded();
        return result;
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        if (!isWanted()) return null;
        if (!error.retryable) throw error;
        availability.failed(error);
        await delay(backoffMs);
      }
    }
    return null;
  };
}
