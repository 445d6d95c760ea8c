import type { LogLevel } from '@steadfast/records';
import type { LineLogger } from '@steadfast/runtime';
import type { LogEntry, LoggedAttempt } from './core/effects.ts';
import type { JournalOwner } from './journal.ts';

/** A slave without a master warns in the first round over its addresses, then about twice a minute. */
const ROUNDS_PER_WARNING = 60;

/** A reason may come from a peer: long enough to understand it, too short to flood the log. */
const MAX_REASON_LENGTH = 500;

function levelOf(entry: LogEntry): LogLevel {
  switch (entry.event) {
    case 'session.failed':
      return entry.lastOfRound && entry.rounds % ROUNDS_PER_WARNING === 0 ? 'warn' : 'debug';
    case 'task.returned':
      return entry.reason === 'recalled' ? 'info' : 'warn';
    case 'session.lost':
    case 'task.killed':
    case 'task.failed':
    case 'report.refused':
    case 'report.abandoned':
    case 'report.unkept':
    case 'epoch.forgotten':
      return 'warn';
    case 'journal.failed':
      return 'error';
    case 'session.opened':
    case 'task.placed':
    case 'task.running':
    case 'task.finished':
    case 'task.success':
    case 'report.confirmed':
    case 'report.kept':
    case 'drain.began':
      return 'info';
  }
}

function nameOf({ taskname, attempt }: LoggedAttempt): string {
  return `${taskname} attempt ${attempt}`;
}

function formatMessage(entry: LogEntry): string {
  switch (entry.event) {
    case 'session.opened':
      return `registered with ${entry.address} in epoch ${entry.epoch}`;
    case 'session.lost':
      return `lost ${entry.address} (${entry.reason}); reconnecting`;
    case 'session.failed':
      return `cannot register with ${entry.address} (${entry.reason}); retrying`;
    case 'epoch.forgotten':
      return `forgot epoch ${entry.epoch}, since every master that answers has a lower one; ${entry.reports} unacknowledged reports dropped`;
    case 'task.placed':
      return `${nameOf(entry)} assigned`;
    case 'task.running':
      return `${nameOf(entry)} running`;
    case 'task.finished':
      return `${nameOf(entry)} finished after ${(entry.sleptMs / 1000).toFixed(3)} s`;
    case 'task.failed':
      return `${nameOf(entry)} failed after ${(entry.sleptMs / 1000).toFixed(3)} s: ${entry.reason}`;
    case 'report.confirmed':
      return `${nameOf(entry)} recorded as failed`;
    case 'task.success':
      return `${nameOf(entry)} recorded as success${entry.replayed ? ' after its report was replayed' : ''}`;
    case 'task.killed':
      return `${nameOf(entry)} killed: ${entry.reason}`;
    case 'task.returned':
      return `${nameOf(entry)} returned before it started: ${entry.reason}`;
    case 'report.refused':
      return `${nameOf(entry)} finished but is stale; report discarded`;
    case 'report.abandoned':
      return `${nameOf(entry)} finished but was not acknowledged before the drain timeout; the task will be rerun`;
    case 'report.kept':
      return `${nameOf(entry)} ended but was not acknowledged before the drain timeout; the report is kept for the next process of this slave`;
    case 'report.unkept':
      return `cannot write the report of ${nameOf(entry)} to disk (${entry.reason}); it is lost if this process dies before it is acknowledged`;
    case 'journal.failed':
      return `cannot write the journal (${entry.reason}); declining tasks until it can be written`;
    case 'drain.began':
      return `draining (${entry.running ? 'a task is running' : 'no task is running'}, ${entry.reports} reports unacknowledged)`;
  }
}

type LoggedFields = Record<string, unknown> & { readonly event: string };

/** Returns the fields of a log line: the taskname is called `task` there. */
function fieldsOf(entry: LogEntry): LoggedFields {
  if ('reason' in entry && entry.reason.length > MAX_REASON_LENGTH)
    return fieldsOf({ ...entry, reason: entry.reason.slice(0, MAX_REASON_LENGTH) } as LogEntry);
  if (!('taskname' in entry)) return entry;
  const { taskname: task, ...fields } = entry;
  return { task, ...fields };
}

/** Writes a log line about this slave. */
export function writeLogEntry(logger: LineLogger, slave: JournalOwner, entry: LogEntry): void {
  const level = levelOf(entry);
  if (!logger.isLevelEnabled(level)) return;
  const message = formatMessage(entry).slice(0, MAX_REASON_LENGTH * 2);
  logger.log({ level, message, ...fieldsOf(entry), ...slave });
}
