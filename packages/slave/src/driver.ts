import type { Logger } from '@steadfast/runtime';
import type { Event } from './core/events.ts';
import { createSlave } from './core/state.ts';
import { step } from './core/step.ts';
import { executeEffect, type EffectContext } from './execute-effect.ts';
import { createExecutor } from './executor.ts';
import { createFailpoint, type FailpointName } from './failpoint.ts';
import { openJournal, type Journal } from './journal.ts';
import { createSessionPort } from './session-port.ts';
import { createTimer } from './timer.ts';

/** What a slave runs with. */
export interface SlaveOptions {
  /** The addresses of the masters as HOST:PORT, tried in turn. At least one. */
  readonly addresses: readonly string[];
  /** The name of the slave; must satisfy `isValidHost`. */
  readonly name: string;
  /** A random identifier of this incarnation of the slave, never used before. */
  readonly instance: string;
  /** The file that executions are recorded in. */
  readonly journalPath: string;
  /** How long the slave may take to finish and report its task after a stop; less than 2^31 ms. */
  readonly drainTimeoutMs: number;
  readonly logger: Logger;
  /** Asks the slave to stop: it drains, then leaves. */
  readonly signal: AbortSignal;
  /** Where the process kills itself, for tests. */
  readonly failpoint?: FailpointName | undefined;
}

/** Creates everything that effects are executed with. Nothing is running yet. */
function createEffectContext(
  { name, instance, logger, failpoint: failpointName }: SlaveOptions,
  journal: Journal,
  { signal, deliver, onStopped }: Pick<EffectContext, 'deliver' | 'onStopped'> & { readonly signal: AbortSignal },
): EffectContext {
  const failpoint = createFailpoint(failpointName);
  const executor = createExecutor(journal, (end) => {
    if (end.kind === 'execution.finished') failpoint.hit('finished');
    deliver(end);
  });
  return {
    slave: { host: name, instance },
    sessions: createSessionPort({ deliver, failpoint, signal }),
    executor,
    logger,
    welcomeTimer: createTimer(() => deliver({ kind: 'welcome.overdue' })),
    retryTimer: createTimer(() => deliver({ kind: 'retry.due' })),
    deliver,
    onStopped,
  };
}

/** The loop around the core: feeds it one event after the other and executes its effects, until the slave has left. */
async function runLoop(options: SlaveOptions, journal: Journal): Promise<void> {
  const { name, instance, addresses, drainTimeoutMs, signal } = options;
  const { promise: ended, resolve: onStopped, reject } = Promise.withResolvers<void>();
  const controller = new AbortController();
  const state = createSlave({ name, instance, addresses });
  const events: Event[] = [];
  let isProcessing = false;

  const deliver = (event: Event): void => {
    events.push(event);
    // Delivered while an effect is executed: the loop below is running and takes it next.
    if (isProcessing) return;
    isProcessing = true;
    try {
      for (let next = events.shift(); next !== undefined; next = events.shift())
        for (const effect of step(state, next)) executeEffect(context, effect);
      isProcessing = false;
    } catch (error) {
      // Remains set, so that no further event is processed: the state can no longer be trusted.
      reject(error);
    }
  };
  const context = createEffectContext(options, journal, { signal: controller.signal, deliver, onStopped });
  const drainTimer = createTimer(() => deliver({ kind: 'drain.expired' }));
  const stop = (): void => {
    drainTimer.start(drainTimeoutMs);
    deliver({ kind: 'stop' });
  };

  deliver({ kind: 'start' });
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop);
  await ended.finally(() => {
    signal.removeEventListener('abort', stop);
    for (const timer of [drainTimer, context.welcomeTimer, context.retryTimer]) timer.clear();
    controller.abort();
    context.executor.abort();
  });
}

/**
 * Runs a slave: it registers with a master and runs the tasks it is assigned until `signal` aborts and it has left.
 * Several slaves can run in one process.
 * @throws {UsageError} when the journal cannot be opened
 */
export async function runSlave(options: SlaveOptions): Promise<void> {
  const { name, instance, logger } = options;
  const journal = openJournal(options.journalPath, { host: name, instance });
  const fields = { role: 'slave', name, host: name, instance, pid: process.pid };
  try {
    logger.info({ event: 'process.started', message: `started (instance ${instance})`, ...fields });
    await runLoop(options, journal);
    logger.info({ event: 'process.stopped', message: 'stopped', ...fields });
  } finally {
    journal.close();
  }
}
