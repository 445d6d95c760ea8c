import type { Timers } from '@steadfast/runtime';
import { createFairQueue, type FairQueueBounds } from './fair-queue.ts';

/**
 * Lookups at the same moment, over all sessions: each reads from a majority of the replica set, and must leave most of the
 * database to the scheduler.
 */
const MAX_CONCURRENT = 4;

const BOUNDS: FairQueueBounds = {
  // A thousand slaves that return after a partition have a stale report each; more than that does not happen twice.
  total: { burst: 1_000, perSecond: 200 },
  // As many as an outbox holds (MAX_HELD). An honest slave has one stale report after each partition.
  perKey: { burst: 32, perSecond: 5 },
};

/** Paces the lookups of reported attempts, so that false reports leave the database to others. Sessions take turns. */
export interface ReportLookups {
  /**
   * Starts a lookup when it is the turn of its session, unless the session ends first; `lookUp` must call `done` when the
   * lookup is over. How many lookups of a session may wait is bounded by the core.
   */
  readonly run: (session: number, lookUp: (done: () => void) => void) => void;
}

/** Creates the pacing; `isOpen` returns whether a session has not ended. */
export function createReportLookups(isOpen: (session: number) => boolean, timers: Timers): ReportLookups {
  let inProgress = 0;
  const queue = createFairQueue<number>(BOUNDS, timers, () => inProgress >= MAX_CONCURRENT);
  const done = (): void => {
    inProgress -= 1;
    queue.advance();
  };
  return {
    run: (session, lookUp) => {
      queue.enter(session, () => {
        if (!isOpen(session)) return;
        inProgress += 1;
        lookUp(done);
      });
    },
  };
}
