import { messageOf, monotonicMs, type Logger } from '@steadfast/runtime';
import { createWakeTimer } from './wake-timer.ts';
import { executeEffect, type EffectContext } from './execute-effect.ts';
import type { Event } from './core/events.ts';
import { createMaster } from './core/step.ts';
import { stepAll } from './core/step.ts';
import type { MasterConfig } from './core/state.ts';
import type { Failpoint } from './failpoint.ts';
import type { SessionPort } from './grpc-sessions.ts';
import { createLeadershipStats, recordEntry } from './inspection/leadership-stats.ts';
import { snapshotOf, type MasterView } from './inspection/snapshot.ts';
import { createNameConflictWarning } from './name-conflict.ts';
import { createRetryUntilDone } from './store-retry.ts';
import type { Store } from './store/store.ts';

/** Ten times within the second without events after which the core concludes that the process was stalled. */
const TICK_MS = 100;

/** What a driver runs on. */
export interface DriverOptions {
  readonly config: MasterConfig;
  readonly store: Store;
  readonly logger: Logger;
  readonly failpoint: Failpoint;
}

/** The loop around the core: feeds it events and executes its effects. */
export interface Driver {
  /** Queues an event for the core; events are held until `run` is called. */
  readonly deliver: (event: Event) => void;
  /**
   * Runs until an orderly stop is complete.
   * @throws when an invariant is broken, or the database needs an operator's attention
   */
  readonly run: (sessions: SessionPort) => Promise<void>;
  /** Returns a snapshot of the master for inspection. */
  readonly view: () => MasterView;
  /** Makes `run` reject with an error immediately, whatever is in progress. */
  readonly abort: (error: Error) => void;
}

/** Creates a driver; it does nothing until `run` is called. */
export function createDriver({ config, ...services }: DriverOptions): Driver {
  const { store, logger, failpoint } = services;
  const state = createMaster(config, monotonicMs());
  const stats = createLeadershipStats();
  const warnOfNameConflict = createNameConflictWarning(logger);
  const retryUntilDone = createRetryUntilDone(logger);
  const controller = new AbortController();
  const { signal } = controller;
  const events: Event[] = [];
  const { promise: ended, resolve: onStopped, reject } = Promise.withResolvers<void>();
  let effectContext: EffectContext | null = null;
  let drainScheduled = false;

  const abort = (error: unknown): void => {
    controller.abort();
    reject(error);
  };

  /** Passes all queued events to the core in one step and executes the resulting effects. */
  const drain = (): void => {
    drainScheduled = false;
    if (effectContext === null || signal.aborted) return;
    try {
      const effects = stepAll(state, events.splice(0), { nowMs: monotonicMs(), wallMs: Date.now() });
      for (const effect of effects) {
        if (effect.kind === 'committed' && !effect.reread) recordEntry(stats, effect.entry);
        executeEffect(effectContext, effect);
      }
      warnOfNameConflict(state);
    } catch (error) {
      logger.error(`invariant broken, exiting: ${messageOf(error)}`, { event: 'invariant.broken' });
      abort(error);
    }
  };

  const deliver = (event: Event): void => {
    if (event.kind === 'session.message') failpoint.hit(`received/${event.message.kind}`);
    events.push(event);
    if (drainScheduled) return;
    drainScheduled = true;
    // Runs after all I/O that is ready has been read, so that events that arrive together share one ledger entry.
    setImmediate(drain);
  };
  const tick = (): void => deliver({ kind: 'tick' });

  const run = async (sessions: SessionPort): Promise<void> => {
    const prepared = retryUntilDone(
      () => store.prepare(),
      () => !signal.aborted && !events.some(({ kind }) => kind === 'stop'),
    );
    await Promise.race([prepared, ended]);
    const wakeTimer = createWakeTimer(tick);
    const isCurrent = (generation: number): boolean => !signal.aborted && state.generation === generation;
    const callbacks = { isCurrent, deliver, onStopped, onFailed: abort };
    effectContext = { ...services, ...callbacks, sessions, retryUntilDone, wakeTimer, signal };
    const ticker = setInterval(tick, TICK_MS);
    tick();
    await ended.finally(() => {
      controller.abort();
      clearInterval(ticker);
      wakeTimer.clear();
    });
  };
  return { deliver, run, view: () => snapshotOf(state, stats), abort };
}
