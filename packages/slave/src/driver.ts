import type { Logger } from '@steadfast/runtime';
import type { SlaveEvent } from './core/events.ts';
import { step } from './core/step.ts';
import { createSlave } from './core/state.ts';
import type { Failpoint } from './failpoint.ts';
import { openJournal, type Journal } from './journal.ts';
import { createPerformer } from './execute-effect.ts';

/** What a slave is run with. */
export interface SlaveOptions {
  /** Where masters listen, as HOST:PORT; tried in turn. At least one. */
  readonly addresses: readonly string[];
  /** The name of the slave: one that `isValidHost` accepts. */
  readonly name: string;
  /** A fresh random identifier of this life of the slave. */
  readonly instance: string;
  /** The file to which executions are written. */
  readonly journalPath: string;
  /** How long it may finish and deliver what it holds once it was asked to stop, in milliseconds; less than 2^31. */
  readonly drainTimeoutMs: number;
  readonly logger: Logger;
  /** Asks the slave to stop: it finishes what it can, and leaves. */
  readonly signal: AbortSignal;
  /** Where the process is to kill itself, for tests. */
  readonly failpoint?: Failpoint | undefined;
}

/** Feeds the core with events and has its effects carried out, one event after the other, until it leaves. */
function live(options: SlaveOptions, journal: Journal): Promise<void> {
  const { name, instance, addresses, drainTimeoutMs, logger, signal, failpoint } = options;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const state = createSlave({ name, instance, addresses });
  const queue: SlaveEvent[] = [];
  let busy = false;
  let drainTimer: NodeJS.Timeout | undefined;

  const dispatch = (event: SlaveEvent): void => {
    queue.push(event);
    if (busy) return;
    busy = true;
    try {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        for (const effect of step(state, next)) {
          if (effect.kind === 'leave') resolve();
          else performer.perform(effect);
        }
      }
      busy = false;
    } catch (error) {
      // Still busy, so that nothing more happens: the state is not to be trusted any longer.
      reject(error);
    }
  };
  const performer = createPerformer({ slave: { host: name, instance }, journal, logger, dispatch, failpoint });
  const stop = (): void => {
    drainTimer = setTimeout(dispatch, drainTimeoutMs, { kind: 'drain deadline passed' });
    dispatch({ kind: 'stop requested' });
  };

  dispatch({ kind: 'started' });
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop);
  return promise.finally(() => {
    signal.removeEventListener('abort', stop);
    clearTimeout(drainTimer);
    performer.dispose();
  });
}

/**
 * Runs a slave: it registers with a master and runs what it is assigned, until `signal` asks it to stop and it has left.
 * Several may run in one process.
 * @throws {UsageError} when the journal cannot be opened
 */
export async function runSlave(options: SlaveOptions): Promise<void> {
  const { name, instance, logger } = options;
  const journal = openJournal(options.journalPath, { host: name, instance });
  const identity = { role: 'slave', name, host: name, instance, pid: process.pid };
  try {
    logger.info({ event: 'process.started', message: `slave ${name} started (instance ${instance})`, ...identity });
    await live(options, journal);
    logger.info({ event: 'process.stopped', message: `slave ${name} left`, ...identity });
  } finally {
    journal.close();
  }
}
