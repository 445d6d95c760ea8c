import { messageOf, monotonicMs, type Logger } from '@steadfast/runtime';
import { createAlarm } from './alarm.ts';
import { executeEffect, type EffectContext } from './execute-effect.ts';
import type { Event } from './core/events.ts';
import { createMaster } from './core/roles.ts';
import { stepAll } from './core/step.ts';
import type { MasterConfig } from './core/leader/leadership.ts';
import type { Failpoint } from './failpoint.ts';
import type { SessionPort } from './grpc-sessions.ts';
import { createReignNotes, noteEntry } from './inspection/leader-observations.ts';
import { snapshotOf, type MasterView } from './inspection/snapshot.ts';
import { createPersist } from './persistence.ts';
import type { Store } from './store/store.ts';

/** The core is told the time so often, in milliseconds; it takes a pause of a second for a stall of the process. */
const TICK_MS = 100;

/** What a driver is made of. */
export interface DriverParts {
  readonly config: MasterConfig;
  readonly store: Store;
  readonly logger: Logger;
  readonly failpoint: Failpoint;
}

/** The loop around the core: tells it what happens, and carries out what it asks for. */
export interface Driver {
  /** Tells the core what happened; before it runs, such events wait. */
  readonly deliver: (event: Event) => void;
  /**
   * Runs until an orderly stop is complete.
   * @throws when an invariant is broken, or a person must mend the database
   */
  readonly run: (sessions: SessionPort) => Promise<void>;
  /** What can be seen of the master now. */
  readonly view: () => MasterView;
  /** Makes `run` end at once with an error, whatever is under way. */
  readonly abandon: (error: Error) => void;
}

/** Makes the loop; nothing happens before it runs. */
export function createDriver({ config, ...tools }: DriverParts): Driver {
  const { store, logger, failpoint } = tools;
  const state = createMaster(config, monotonicMs());
  const notes = createReignNotes();
  const persist = createPersist(logger);
  const ending = new AbortController();
  const events: Event[] = [];
  const { promise: ended, resolve: stopped, reject: failed } = Promise.withResolvers<void>();
  let means: EffectContext | null = null;
  let drainDue = false;

  const abandon = (error: unknown): void => {
    ending.abort();
    failed(error);
  };

  /** Gives the core everything that came since it was last asked, and does what it asks for. */
  const drain = (): void => {
    drainDue = false;
    if (means === null || ending.signal.aborted) return;
    try {
      const effects = stepAll(state, events.splice(0), { nowMs: monotonicMs(), wallMs: Date.now() });
      for (const effect of effects) {
        if (effect.kind === 'committed' && !effect.reread) noteEntry(notes, effect.entry);
        executeEffect(means, effect);
      }
    } catch (error) {
      logger.error(`An invariant is broken, this master ends: ${messageOf(error)}`, { event: 'invariant.broken' });
      abandon(error);
    }
  };

  const deliver = (event: Event): void => {
    if (event.kind === 'session.message') failpoint.pass(`received/${event.message.kind}`);
    events.push(event);
    if (drainDue) return;
    drainDue = true;
    // After everything that has arrived by now was read: what came together forms one entry.
    setImmediate(drain);
  };
  const tick = (): void => deliver({ kind: 'tick' });

  const run = async (sessions: SessionPort): Promise<void> => {
    const prepared = persist(
      () => store.prepare(),
      () => !ending.signal.aborted && !events.some(({ kind }) => kind === 'stop'),
    );
    await Promise.race([prepared, ended]);
    const alarm = createAlarm(tick);
    const wanted = (generation: number): boolean => !ending.signal.aborted && state.generation === generation;
    const { signal } = ending;
    means = { ...tools, sessions, persist, alarm, wanted, ending: signal, deliver, stopped, failed: abandon };
    const ticker = setInterval(tick, TICK_MS);
    tick();
    await ended.finally(() => {
      ending.abort();
      clearInterval(ticker);
      alarm.clear();
    });
  };
  return { deliver, run, view: () => snapshotOf(state, notes), abandon };
}
