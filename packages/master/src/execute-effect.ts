import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@steadfast/runtime';
import type { Alarm } from './alarm.ts';
import type { Effect, Event } from './core/events.ts';
import { factLine } from './fact-log.ts';
import type { Failpoint } from './failpoint.ts';
import type { SessionPort } from './grpc-sessions.ts';
import type { Persist } from './persistence.ts';
import { StoreError, type Store } from './store/store.ts';

/** What effects are carried out with. */
export interface EffectContext {
  readonly sessions: SessionPort;
  readonly store: Store;
  readonly persist: Persist;
  readonly logger: Logger;
  readonly failpoint: Failpoint;
  readonly alarm: Alarm;
  /** Whether answers to requests of a term are still of interest. */
  readonly wanted: (generation: number) => boolean;
  /** Aborts when the master ends. */
  readonly ending: AbortSignal;
  readonly deliver: (event: Event) => void;
  readonly stopped: () => void;
  readonly failed: (error: unknown) => void;
}

/** Asks the store until it answers, then tells the core. */
async function request(means: EffectContext, effect: Extract<Effect, { kind: 'store' }>): Promise<void> {
  const { store, persist, failpoint, wanted, deliver } = means;
  const { generation } = effect;
  const response = await persist(
    () => failpoint.around(effect.request, () => store.perform(effect.request)),
    () => wanted(generation),
  );
  if (response !== null) deliver({ kind: 'store', generation, response });
}

/** A bell that could not be set is tried again after so long, in milliseconds; meanwhile the core polls. */
const WATCH_RETRY_MS = 2_000;

/** Tells the core when there is a new task. A server without change streams, or that is away, makes it poll. */
async function openTaskWatch({ store, ending, deliver }: EffectContext, generation: number): Promise<void> {
  try {
    await store.taskWatch(() => deliver({ kind: 'watch.opened', generation }), ending);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    await delay(WATCH_RETRY_MS, undefined, { ref: false });
  }
  deliver({ kind: 'watch.fired', generation });
}

/** Does what the core asks for. */
export function executeEffect(means: EffectContext, effect: Effect): void {
  const { sessions, logger, failpoint } = means;
  switch (effect.kind) {
    case 'store':
      return void request(means, effect).catch(means.failed);
    case 'send':
      failpoint.pass(`send.before/${effect.message.kind}`);
      sessions.send(effect.session, effect.message);
      return failpoint.pass(`send.after/${effect.message.kind}`);
    case 'end':
      return sessions.end(effect.session, effect.code, effect.detail);
    case 'committed':
      for (const index of effect.entry.facts.keys()) logger.info(factLine(effect.entry, index, effect.reread));
      return;
    case 'log':
      logger.log({ level: effect.level, message: effect.message, event: effect.event, ...effect.fields });
      return;
    case 'watch.open':
      return void openTaskWatch(means, effect.generation).catch(means.failed);
    case 'wake':
      return means.alarm.set(effect.afterMs);
    case 'stopped':
      return means.stopped();
  }
}
