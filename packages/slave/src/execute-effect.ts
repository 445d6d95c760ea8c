import type { LineLogger } from '@steadfast/runtime';
import type { Effect } from './core/effects.ts';
import type { Event } from './core/events.ts';
import type { EndReport } from './core/outbox.ts';
import type { Executor } from './executor.ts';
import type { JournalOwner } from './journal.ts';
import { writeLogEntry } from './log-format.ts';
import type { ReportStore } from './report-store.ts';
import type { SessionPort } from './session-port.ts';
import type { Timer } from './timer.ts';

/** What effects are executed with. */
export interface EffectContext {
  readonly slave: JournalOwner;
  readonly sessions: SessionPort;
  readonly executor: Executor;
  readonly reportStore: ReportStore;
  readonly logger: LineLogger;
  /** Delivers `welcome.overdue`. */
  readonly welcomeTimer: Timer;
  /** Delivers `retry.due`. */
  readonly retryTimer: Timer;
  /** Returns a random number in [0, 1). */
  readonly random: () => number;
  readonly deliver: (...events: readonly Event[]) => void;
  readonly onStopped: () => void;
}

function abortExecution({ executor, logger, slave }: EffectContext): void {
  const failure = executor.abort();
  if (failure !== null) writeLogEntry(logger, slave, { event: 'journal.failed', reason: failure });
}

function keepReport({ reportStore, logger, slave }: EffectContext, report: EndReport): void {
  const { taskId, taskname, attempt } = report;
  const reason = reportStore.keep(report);
  if (reason !== null)
    writeLogEntry(logger, slave, { event: 'report.unkept', taskId, taskname, attempt, epoch: undefined, reason });
}

/** Executes one effect of the core; its results are delivered as events. */
export function executeEffect(context: EffectContext, effect: Effect): void {
  const { slave, sessions, executor, reportStore, logger, welcomeTimer, retryTimer, deliver, onStopped } = context;
  switch (effect.kind) {
    case 'connect':
      // The timeout set for the last session must not expire during this one.
      welcomeTimer.clear();
      return sessions.connect(effect.address);
    case 'send':
      return sessions.send(effect.message);
    case 'end':
      return sessions.end(effect.reason);
    case 'welcome.await':
      return welcomeTimer.start(effect.timeoutMs);
    case 'retry.schedule':
      return retryTimer.start(context.random() * effect.maxDelayMs);
    case 'execution.start':
      return deliver(executor.start(effect.assigned));
    case 'execution.abort':
      return abortExecution(context);
    case 'report.keep':
      return keepReport(context, effect.report);
    case 'report.drop':
      return reportStore.drop(effect.attempt);
    case 'log':
      return writeLogEntry(logger, slave, effect.entry);
    case 'stopped':
      return onStopped();
  }
}
