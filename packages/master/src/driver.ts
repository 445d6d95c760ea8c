import { createTimerScope, messageOf, type Timers, type TurnLogger } from '@steadfast/runtime';
import { createWakeTimer } from './wake-timer.ts';
import { executeEffects, type EffectContext } from './execute-effect.ts';
import type { Command, CommandOutcome } from './core/commands.ts';
import type { Event } from './core/events.ts';
import type { Entry } from './core/ledger/facts.ts';
import { tasksOn } from './core/leader/task-index.ts';
import type { MasterState } from './core/state.ts';
import { stepAll } from './core/step.ts';
import type { Failpoint } from './failpoint.ts';
import { createLeadershipStats, recordEntry } from './inspection/leadership-stats.ts';
import { snapshotOf, standingOf, type MasterView, type Standing } from './inspection/snapshot.ts';
import { createLimitedLog } from './limited-log.ts';
import { createNameConflictWarning } from './name-conflict.ts';
import type { SlaveIdentity } from './registrations.ts';
import { createPendingCommands } from './pending-commands.ts';
import { createReportLookups } from './report-lookups.ts';
import type { SessionPort } from './session-table.ts';
import { createRetryUntilDone } from './store-retry.ts';
import { createPreparedPort } from './store/prepared-port.ts';
import type { Settle, StorePort } from './store/store-port.ts';

/** Ten times within the second without events after which the core concludes that the process was stalled. */
const TICK_MS = 100;

/** An orderly stop took too long. Nothing is lost: the next leader continues from what the ledger holds. */
export class StopTimedOut extends Error {
  override readonly name = 'StopTimedOut';
}

/** What a driver runs on. */
export interface DriverOptions {
  /** The state of the core, as `createMaster` returns it. Only the driver changes it from now on. */
  readonly state: MasterState;
  readonly store: StorePort;
  readonly timers: Timers;
  readonly logger: TurnLogger;
  readonly failpoint: Failpoint;
  /** How long an orderly stop may take. */
  readonly stopTimeoutMs: number;
  /** Called for each entry that this master has committed, before its effects are executed. */
  readonly onCommitted?: (entry: Entry) => void;
  /**
   * Called once: when an orderly stop is complete, or with an error when it took too long, an invariant is broken, or the
   * database needs an operator's attention.
   */
  readonly onEnded: Settle<void>;
}

/** The loop around the core: feeds it events and executes its effects. It uses no promises; see `StorePort`. */
export interface Driver {
  /** Queues an event for the core; events are held until `run` is called. */
  readonly deliver: (event: Event) => void;
  /** Runs until it has ended. */
  readonly run: (sessions: SessionPort) => void;
  /** Starts an orderly stop. */
  readonly stop: (reason: string) => void;
  /** Returns a snapshot of the master for inspection. */
  readonly view: () => MasterView;
  /** Returns which part the master plays, and who leads. */
  readonly standing: () => Standing;
  /** Passes a command to the core, and calls back with its outcome. */
  readonly command: (command: Command, settle: (outcome: CommandOutcome) => void) => void;
  /** Returns whether a slave is connected, or responsible for a task. */
  readonly isKnownSlave: (slave: SlaveIdentity) => boolean;
}

/** Returns a function that passes events to the core in one step and executes the resulting effects. */
function createStep({
  state,
  logger,
  timers,
  onCommitted = () => undefined,
}: Pick<DriverOptions, 'state' | 'logger' | 'timers' | 'onCommitted'>) {
  const stats = createLeadershipStats();
  const warnOfNameConflict = createNameConflictWarning(logger);
  const perform = (context: EffectContext, events: readonly Event[]): void => {
    try {
      const effects = stepAll(state, events, { nowMs: timers.monotonicMs(), wallMs: timers.wallMs() });
      for (const effect of effects) {
        if (effect.kind !== 'committed' || effect.reread) continue;
        recordEntry(stats, effect.entry);
        onCommitted(effect.entry);
      }
      executeEffects(context, effects);
      warnOfNameConflict(state);
    } catch (error) {
      const message = `invariant broken, exiting: ${messageOf(error)}`;
      logger.log({ level: 'error', message, event: 'invariant.broken' });
      context.onFailed(error);
    }
  };
  return {
    perform,
    view: (): MasterView => snapshotOf(state, stats),
    standing: (): Standing => standingOf(state, stats),
  };
}

/** Returns what all effects share. */
function createSharedServices({ state, logger, timers }: Pick<DriverOptions, 'state' | 'logger' | 'timers'>) {
  return {
    retryUntilDone: createRetryUntilDone(logger, timers),
    lookups: createReportLookups((session) => state.registered.has(session), timers),
    limitedLog: createLimitedLog(logger, timers),
  };
}

function isKnownSlave({ role }: MasterState, { host, instance }: SlaveIdentity): boolean {
  if (role.kind !== 'leader') return false;
  const { slaves } = role.leadership;
  if (slaves.get(host)?.instance === instance) return true;
  return tasksOn(role.leadership, host).some(({ assignment }) => assignment.instance === instance);
}

/** Creates a driver; it does nothing until `run` is called. */
export function createDriver({ state, onEnded, stopTimeoutMs, ...services }: DriverOptions): Driver {
  const { logger, failpoint } = services;
  const store = createPreparedPort(services.store);
  const timers = createTimerScope(services.timers);
  const { perform, view, standing } = createStep({ ...services, state });
  const shared = createSharedServices({ state, logger, timers });
  const controller = new AbortController();
  const { signal } = controller;
  const events: Event[] = [];
  let effectContext: EffectContext | null = null;
  let drainScheduled = false;

  const end: Settle<void> = (outcome) => {
    if (signal.aborted) return;
    timers.close();
    controller.abort();
    commands.lost();
    onEnded(outcome);
  };
  const fail = (error: unknown): void => end({ ok: false, error });

  /** Passes all queued events to the core in one step and executes the resulting effects. */
  const drain = (): void => {
    drainScheduled = false;
    if (effectContext !== null && !signal.aborted) perform(effectContext, events.splice(0));
  };

  const deliver = (event: Event): void => {
    if (event.kind === 'session.message') failpoint.hit(`received/${event.message.kind}`);
    events.push(event);
    if (drainScheduled) return;
    drainScheduled = true;
    // Runs after all I/O that is ready has been read, so that events that arrive together share one ledger entry.
    timers.soon(drain);
  };

  const commands = createPendingCommands(deliver);
  const command: Driver['command'] = (requested, settle) =>
    signal.aborted ? settle('unknown') : commands.request(requested, settle);

  const tick = (): void => {
    deliver({ kind: 'tick' });
    timers.after(TICK_MS, tick);
  };

  const run = (sessions: SessionPort): void => {
    const callbacks = {
      isCurrent: (generation: number) => !signal.aborted && state.generation === generation,
      deliver,
      wakeWithin: createWakeTimer(timers, () => deliver({ kind: 'tick' })),
      onStopped: () => end({ ok: true, result: undefined }),
      onFailed: fail,
    };
    effectContext = { ...services, ...callbacks, ...shared, commands, store, timers, sessions, signal };
    tick();
    const isWanted = (): boolean => !signal.aborted;
    shared.retryUntilDone(store.prepare, isWanted, (outcome) => outcome.ok || fail(outcome.error));
  };

  const stop = (reason: string): void => {
    deliver({ kind: 'stop', reason });
    const giveUp = 'orderly stop timed out; the next leader continues from what the ledger holds';
    timers.after(stopTimeoutMs, () => fail(new StopTimedOut(giveUp)));
  };
  return { deliver, run, stop, view, standing, command, isKnownSlave: (slave) => isKnownSlave(state, slave) };
}
