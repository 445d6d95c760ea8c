import type { Logger } from '@steadfast/runtime';
import type { Alarm } from './alarm.ts';
import type { Effect, Event } from './core/events.ts';
import { factLine } from './fact-log.ts';
import type { Failpoint } from './failpoint.ts';
import type { SessionPort } from './grpc-sessions.ts';
import type { Persist } from './persistence.ts';
import type { Store } from './store/store.ts';

/** What effects are carried out with. */
export interface Means {
  readonly sessions: SessionPort;
  readonly store: Store;
  readonly persist: Persist;
  readonly logger: Logger;
  readonly failpoint: Failpoint;
  readonly alarm: Alarm;
  /** Whether answers to requests of a term are still of interest. */
  readonly wanted: (term: number) => boolean;
  readonly deliver: (event: Event) => void;
  readonly stopped: () => void;
  readonly failed: (error: unknown) => void;
}

/** Asks the store until it answers, then tells the core. */
const request = async (means: Means, effect: Extract<Effect, { kind: 'store' }>): Promise<void> => {
  const { store, persist, failpoint, wanted, deliver } = means;
  const { term } = effect;
  const response = await persist(
    () => failpoint.around(effect.request, () => store.perform(effect.request)),
    () => wanted(term),
  );
  if (response !== null) deliver({ kind: 'store', term, response });
};

/** Does what the core asks for. */
export const carryOut = (means: Means, effect: Effect): void => {
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
    case 'wake':
      return means.alarm.set(effect.afterMs);
    case 'stopped':
      return means.stopped();
  }
};
