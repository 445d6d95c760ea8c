import type { Timers, TurnLogger } from '@steadfast/runtime';
import type { Effect } from './core/effects.ts';
import type { Event } from './core/events.ts';
import type { StoreResponse } from './core/store-requests.ts';
import { factLine } from './fact-log.ts';
import type { Failpoint } from './failpoint.ts';
import type { PendingCommands } from './pending-commands.ts';
import type { ReportLookups } from './report-lookups.ts';
import type { SessionPort } from './session-table.ts';
import type { RetryUntilDone } from './store-retry.ts';
import type { StorePort } from './store/store-port.ts';
import { StoreError } from './store/store.ts';

/** What effects are executed with. */
export interface EffectContext {
  readonly sessions: SessionPort;
  readonly store: StorePort;
  readonly retryUntilDone: RetryUntilDone;
  readonly logger: TurnLogger;
  /** Paces the lookups of reported attempts. */
  readonly lookups: ReportLookups;
  /** Logs what peers can provoke. */
  readonly limitedLog: (effect: Extract<Effect, { kind: 'log' }>) => void;
  readonly timers: Timers;
  readonly failpoint: Failpoint;
  readonly commands: Pick<PendingCommands, 'done' | 'lost'>;
  /** Requests a tick within this time. */
  readonly wakeWithin: (afterMs: number) => void;
  /** Returns false once responses to requests of that generation would be ignored. */
  readonly isCurrent: (generation: number) => boolean;
  /** Aborts when the driver ends. */
  readonly signal: AbortSignal;
  readonly deliver: (event: Event) => void;
  readonly onStopped: () => void;
  readonly onFailed: (error: unknown) => void;
}

/** Repeats a store request until it succeeds, then delivers the response; `done` is called in any case. */
function repeatRequest(
  context: EffectContext,
  { request, generation }: Extract<Effect, { kind: 'store' }>,
  done: () => void,
): void {
  const { store, retryUntilDone, isCurrent, deliver, onFailed } = context;
  retryUntilDone<StoreResponse>(
    (settle) => store.execute(request, settle),
    () => isCurrent(generation),
    (outcome) => {
      done();
      if (!outcome.ok) return onFailed(outcome.error);
      if (outcome.result !== null) deliver({ kind: 'store', generation, response: outcome.result });
    },
  );
}

/** Performs a store request. Peers can provoke lookups of reports, so these are paced. */
function performRequest(context: EffectContext, effect: Extract<Effect, { kind: 'store' }>): void {
  const { request } = effect;
  if (request.kind !== 'read.report') return repeatRequest(context, effect, () => undefined);
  context.lookups.run(request.session, (done) => repeatRequest(context, effect, done));
}

/** Pause after a task watch fails. The core polls in the meantime, so retrying sooner would gain nothing. */
const WATCH_RETRY_MS = 2_000;

/** Opens a task watch and delivers its events. Without change streams, or during an outage, the core polls. */
function openTaskWatch({ store, signal, timers, deliver, onFailed }: EffectContext, generation: number): void {
  const fire = (): void => deliver({ kind: 'watch.fired', generation });
  store.watchForTask(
    () => deliver({ kind: 'watch.opened', generation }),
    signal,
    (outcome) => {
      if (outcome.ok) return fire();
      if (!(outcome.error instanceof StoreError)) return onFailed(outcome.error);
      timers.after(WATCH_RETRY_MS, fire);
    },
  );
}

/** Executes one effect of the core; asynchronous results are delivered as events. */
function executeEffect(context: EffectContext, effect: Effect): void {
  const { sessions, logger, failpoint } = context;
  switch (effect.kind) {
    case 'store':
      return performRequest(context, effect);
    case 'send':
      failpoint.hit(`send.before/${effect.message.kind}`);
      return sessions.send(effect.session, effect.message);
    case 'end':
      return sessions.end(effect.session, effect.code, effect.detail);
    case 'committed':
      for (const index of effect.entry.facts.keys()) logger.log(factLine(effect.entry, index, effect.reread));
      return;
    case 'log':
      return context.limitedLog(effect);
    case 'watch.open':
      return openTaskWatch(context, effect.generation);
    case 'wake':
      return context.wakeWithin(effect.afterMs);
    case 'command.done':
      return context.commands.done(effect.id, effect.outcome);
    case 'commands.lost':
      return context.commands.lost();
    case 'stopped':
    // Once the log lines of this step are written, too.
  }
}

/**
 * Executes the effects of one step in order. Its log lines are written together at the end, and then what it sends leaves,
 * together for each slave.
 */
export function executeEffects(context: EffectContext, effects: readonly Effect[]): void {
  context.logger.together(() => {
    for (const effect of effects) executeEffect(context, effect);
  });
  context.sessions.flush();
  for (const effect of effects) {
    if (effect.kind === 'send') context.failpoint.hit(`send.after/${effect.message.kind}`);
    if (effect.kind === 'stopped') context.onStopped();
  }
}
