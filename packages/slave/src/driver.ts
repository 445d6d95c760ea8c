import { createTimerScope, type Timers, type TurnLogger } from '@steadfast/runtime';
import type { Event } from './core/events.ts';
import type { SlaveState } from './core/state.ts';
import { step } from './core/step.ts';
import { executeEffect, type EffectContext } from './execute-effect.ts';
import { createExecutor } from './executor.ts';
import type { Failpoint } from './failpoint.ts';
import type { Journal } from './journal.ts';
import type { OpenStream } from './master-stream.ts';
import { createSessionPort } from './session-port.ts';
import type { ReportStore } from './report-store.ts';
import type { WorkRunner } from './work/work-runner.ts';
import { createTimer } from './timer.ts';

/** What a driver runs on. */
export interface DriverOptions {
  /** The state of the core, as `createSlave` returns it. Only the driver changes it from now on. */
  readonly state: SlaveState;
  readonly timers: Timers;
  readonly openStream: OpenStream;
  readonly journal: Journal;
  readonly runner: WorkRunner;
  readonly reportStore: ReportStore;
  readonly logger: TurnLogger;
  readonly failpoint: Failpoint;
  /** Returns a random number in [0, 1). */
  readonly random: () => number;
  /** Returns an identifier of an execution, never used before. */
  readonly newNonce: () => string;
  /** How long the slave may take to finish and report its task after a stop; less than 2^31 ms. */
  readonly drainTimeoutMs: number;
  /** Called once: when the slave has left, or with the error when an invariant is broken. */
  readonly onEnded: (error: unknown) => void;
}

/**
 * The loop around the core: feeds it one event after the other and executes its effects, until the slave has left. An
 * event and all that follows from it at once are one turn: its log lines are written together at its end, and then its
 * reports leave together.
 */
export interface Driver {
  readonly start: () => void;
  /** Asks the slave to drain, then to leave. */
  readonly stop: () => void;
}

/** Creates everything that effects are executed with. Nothing is running yet. */
function createEffectContext(
  { state, journal, runner, newNonce, ...services }: Omit<DriverOptions, 'onEnded'>,
  callbacks: Pick<EffectContext, 'deliver' | 'onStopped'>,
  signal: AbortSignal,
): EffectContext {
  const { timers, failpoint, openStream } = services;
  const { deliver } = callbacks;
  const executor = createExecutor({
    journal,
    timers,
    runner,
    newNonce,
    onEnd: (end) => {
      if (end.kind === 'execution.finished') failpoint.hit('finished');
      deliver(end);
    },
  });
  return {
    ...services,
    ...callbacks,
    slave: { host: state.config.name, instance: state.config.instance },
    sessions: createSessionPort({ deliver, failpoint, timers, openStream, signal }),
    executor,
    welcomeTimer: createTimer(timers, () => deliver({ kind: 'welcome.overdue' })),
    retryTimer: createTimer(timers, () => deliver({ kind: 'retry.due' })),
  };
}

/** Creates a driver; it does nothing until it is started. */
export function createDriver({ onEnded, ...options }: DriverOptions): Driver {
  const { state, logger, drainTimeoutMs } = options;
  const timers = createTimerScope(options.timers);
  const controller = new AbortController();
  const events: Event[] = [];
  let isProcessing = false;
  let hasLeft = false;

  const end = (error: unknown): void => {
    if (controller.signal.aborted) return;
    controller.abort();
    context.executor.close();
    timers.close();
    onEnded(error);
  };

  const processEvents = (): void => {
    while (events.length > 0) {
      for (let next = events.shift(); next !== undefined; next = events.shift())
        for (const effect of step(state, next)) executeEffect(context, effect);
      context.executor.endDue();
    }
  };

  const deliver = (...delivered: readonly Event[]): void => {
    if (controller.signal.aborted) return;
    events.push(...delivered);
    // Delivered while an effect is executed: the loop below is running and takes it next.
    if (isProcessing) return;
    isProcessing = true;
    try {
      do {
        logger.together(processEvents);
        context.sessions.flush();
      } while (events.length > 0);
      isProcessing = false;
      if (hasLeft) end(null);
    } catch (error) {
      // Remains set, so that no further event is processed: the state can no longer be trusted.
      end(error);
    }
  };
  // Ends once the log lines of this turn are written.
  const onStopped = (): void => {
    hasLeft = true;
  };
  const context = createEffectContext({ ...options, timers }, { deliver, onStopped }, controller.signal);

  return {
    start: () => deliver({ kind: 'start' }),
    stop: () => {
      timers.after(drainTimeoutMs, () => deliver({ kind: 'drain.expired' }));
      deliver({ kind: 'stop' });
    },
  };
}
