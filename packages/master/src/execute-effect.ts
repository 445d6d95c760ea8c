import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@steadfast/runtime';
import type { WakeTimer } from './wake-timer.ts';
import type { Effect } from './core/effects.ts';
import type { Event } from './core/events.ts';
import { factLine } from './fact-log.ts';
import type { Failpoint } from './failpoint.ts';
import type { SessionPort } from './grpc-sessions.ts';
import type { RetryUntilDone } from './store-retry.ts';
import { StoreError, type Store } from './store/store.ts';

/** What effects are executed with. */
export interface EffectContext {
  readonly sessions: SessionPort;
  readonly store: Store;
  readonly retryUntilDone: RetryUntilDone;
  readonly logger: Logger;
  readonly failpoint: Failpoint;
  readonly wakeTimer: WakeTimer;
  /** Returns false once responses to requests of that generation would be ignored. */
  readonly isCurrent: (generation: number) => boolean;
  /** Aborts when the driver ends. */
  readonly signal: AbortSignal;
  readonly deliver: (event: Event) => void;
  readonly onStopped: () => void;
  readonly onFailed: (error: unknown) => void;
}

/** Repeats a store request until it succeeds, then delivers the response. */
async function performRequest(context: EffectContext, effect: Extract<Effect, { kind: 'store' }>): Promise<void> {
  const { store, retryUntilDone, failpoint, isCurrent, deliver } = context;
  const { generation } = effect;
  const response = await retryUntilDone(
    () => failpoint.wrap(effect.request, () => store.execute(effect.request)),
    () => isCurrent(generation),
  );
  if (response !== null) deliver({ kind: 'store', generation, response });
}

/** Pause after a task watch fails. The core polls in the meantime, so retrying sooner would gain nothing. */
const WATCH_RETRY_MS = 2_000;

/** Opens a task watch and delivers its events. Without change streams, or during an outage, the core polls. */
async function openTaskWatch({ store, signal, deliver }: EffectContext, generation: number): Promise<void> {
  try {
    await store.watchForTask(() => deliver({ kind: 'watch.opened', generation }), signal);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    await delay(WATCH_RETRY_MS, undefined, { ref: false });
  }
  deliver({ kind: 'watch.fired', generation });
}

/** Executes one effect of the core; asynchronous results are delivered as events. */
export function executeEffect(context: EffectContext, effect: Effect): void {
  const { sessions, logger, failpoint } = context;
  switch (effect.kind) {
    case 'store':
      return void performRequest(context, effect).catch(context.onFailed);
    case 'send':
      failpoint.hit(`send.before/${effect.message.kind}`);
      sessions.send(effect.session, effect.message);
      return failpoint.hit(`send.after/${effect.message.kind}`);
    case 'end':
      return sessions.end(effect.session, effect.code, effect.detail);
    case 'committed':
      for (const index of effect.entry.facts.keys()) logger.log(factLine(effect.entry, index, effect.reread));
      return;
    case 'log':
      logger.log({ level: effect.level, message: effect.message, event: effect.event, ...effect.fields });
      return;
    case 'watch.open':
      return void openTaskWatch(context, effect.generation).catch(context.onFailed);
    case 'wake':
      return context.wakeTimer.set(effect.afterMs);
    case 'stopped':
      return context.onStopped();
  }
}
