import type { LineLogger, Timers } from '@steadfast/runtime';
import type { Settle } from './store/store-port.ts';
import { StoreError } from './store/store.ts';

/** Short at first, because most failures are brief elections; bounded, so that recovery is noticed within a second. */
const BACKOFF_MS = { initial: 50, max: 1_000 } as const;

/** How often an outage that persists is logged again: often enough to be found, too rarely to flood the log. */
const REMINDER_MS = 10_000;

/**
 * How long a database that rejects this master may do so. A member of a replica set that starts rejects everybody until
 * it has read its users, and an administrator may create them after the master was started: seconds. A wrong password
 * is logged at once, and the process ends after this time.
 */
export const REJECTION_GRACE_MS = 10_000;

/** Logs the start of an outage, reminders while it lasts, and its end. */
function createAvailabilityLog(logger: LineLogger, { monotonicMs }: Timers) {
  let loggedAtMs: number | null = null;
  return {
    failed(error: StoreError): void {
      if (loggedAtMs !== null && monotonicMs() - loggedAtMs < REMINDER_MS) return;
      loggedAtMs = monotonicMs();
      const what = error.retryable
        ? 'database unavailable, retrying'
        : `database rejects this master, retrying for ${REJECTION_GRACE_MS / 1_000} s`;
      const message = `${what}: ${error.message}`;
      logger.log({ level: 'warn', message, event: 'store.unavailable' });
    },
    succeeded(): void {
      if (loggedAtMs === null) return;
      loggedAtMs = null;
      logger.log({ level: 'info', message: 'database available again', event: 'store.available' });
    },
  };
}

/**
 * Repeats a store operation until it succeeds. Settles with null once `isWanted` returns false, and with the error when
 * that is not a `StoreError`, or when the database rejects the operation throughout `REJECTION_GRACE_MS`.
 */
export type RetryUntilDone = <Result>(
  operation: (settle: Settle<Result>) => void,
  isWanted: () => boolean,
  settle: Settle<Result | null>,
) => void;

/** Creates a retry loop that logs outages. Repeating is safe because every request of the core is idempotent. */
export function createRetryUntilDone(logger: LineLogger, timers: Timers): RetryUntilDone {
  const availability = createAvailabilityLog(logger, timers);
  return (operation, isWanted, settle) => {
    let backoffMs: number = BACKOFF_MS.initial;
    let rejectedSinceMs: number | null = null;
    /** Returns whether the database has rejected the operation for too long. */
    const isRejected = ({ retryable }: StoreError): boolean => {
      rejectedSinceMs = retryable ? null : (rejectedSinceMs ?? timers.monotonicMs());
      return rejectedSinceMs !== null && timers.monotonicMs() - rejectedSinceMs >= REJECTION_GRACE_MS;
    };
    const attempt = (): void => {
      if (!isWanted()) return settle({ ok: true, result: null });
      operation((outcome) => {
        if (outcome.ok) {
          availability.succeeded();
          return settle(outcome);
        }
        const { error } = outcome;
        if (!(error instanceof StoreError)) return settle(outcome);
        if (!isWanted()) return settle({ ok: true, result: null });
        if (isRejected(error)) return settle(outcome);
        availability.failed(error);
        timers.after(backoffMs, attempt);
        backoffMs = Math.min(2 * backoffMs, BACKOFF_MS.max);
      });
    };
    attempt();
  };
}
