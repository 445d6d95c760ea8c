import { setTimeout as delay } from 'node:timers/promises';
import { monotonicMs, type Logger } from '@steadfast/runtime';
import { StoreError } from './store/store.ts';

/** A request that failed is repeated after so long at first, then after ever longer, in milliseconds. */
const RETRY_MS = { first: 50, most: 1_000 } as const;

/** While the database is away, that is said again so often, in milliseconds. */
const SAY_AGAIN_MS = 10_000;

/** Says, once in a while, that the database is away, and once that it is back. */
function createHealth(logger: Logger) {
  let saidAtMs: number | null = null;
  return {
    failed(error: StoreError): void {
      if (saidAtMs !== null && monotonicMs() - saidAtMs < SAY_AGAIN_MS) return;
      saidAtMs = monotonicMs();
      logger.warn(`The database cannot be used, trying again: ${error.message}`, { event: 'store.unavailable' });
    },
    worked(): void {
      if (saidAtMs === null) return;
      saidAtMs = null;
      logger.info('The database can be used again', { event: 'store.available' });
    },
  };
}

/** Does some work of the store until it succeeds; gives null once it is not wanted any more. */
export type Persist = <Result>(work: () => Promise<Result>, wanted: () => boolean) => Promise<Result | null>;

/**
 * Repeats what the database could not do. That is safe, for every request of the core may be repeated; what a person
 * has to mend is thrown.
 */
export function createPersist(logger: Logger): Persist {
  const health = createHealth(logger);
  return async (work, wanted) => {
    for (let pauseMs: number = RETRY_MS.first; wanted(); pauseMs = Math.min(2 * pauseMs, RETRY_MS.most)) {
      try {
        const result = await work();
        health.worked();
        return result;
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        if (!wanted()) return null;
        if (!error.retryable) throw error;
        health.failed(error);
        await delay(pauseMs);
      }
    }
    return null;
  };
}
