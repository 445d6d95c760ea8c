import type { Logger } from '@steadfast/runtime';
import type { LogEntry, LoggedTask } from './core/effects.ts';

/** A slave without a master says so in the first round over all addresses, and then in every so-manieth: twice a minute. */
const ROUNDS_BETWEEN_WARNINGS = 60;

/** Characters of a reason that a peer gave: enough to understand it, too few to flood a log. */
const MAX_REASON_LENGTH = 500;

type Level = 'error' | 'warn' | 'info' | 'debug';

function levelOf(entry: LogEntry): Level {
  switch (entry.event) {
    case 'session.failed':
      return entry.lastOfRound && entry.rounds % ROUNDS_BETWEEN_WARNINGS === 0 ? 'warn' : 'debug';
    case 'session.lost':
    case 'task.killed':
    case 'task.returned':
    case 'report.refused':
    case 'report.abandoned':
      return 'warn';
    case 'journal.failed':
      return 'error';
    case 'session.opened':
    case 'task.placed':
    case 'task.running':
    case 'task.finished':
    case 'task.success':
    case 'drain.began':
      return 'info';
  }
}

function nameOf({ taskname, attempt }: LoggedTask): string {
  return `${taskname} (attempt ${attempt})`;
}

function sentenceOf(entry: LogEntry): string {
  switch (entry.event) {
    case 'session.opened':
      return `the master at ${entry.address} took this slave in epoch ${entry.epoch}`;
    case 'session.lost':
      return `the session with the master at ${entry.address} was lost: ${entry.reason}`;
    case 'session.failed':
      return `no session with ${entry.address}: ${entry.reason}`;
    case 'task.placed':
      return `${nameOf(entry)} was placed here`;
    case 'task.running':
      return `${nameOf(entry)} is running`;
    case 'task.finished':
      return `${nameOf(entry)} finished after ${(entry.sleptMs / 1000).toFixed(3)} s`;
    case 'task.success':
      return `${nameOf(entry)} is recorded as a success${entry.replayed ? '; its report was replayed' : ''}`;
    case 'task.killed':
      return `${nameOf(entry)} was killed: ${entry.reason}`;
    case 'task.returned':
      return `${nameOf(entry)} was declined: ${entry.reason}`;
    case 'report.refused':
      return `${nameOf(entry)} finished, but counts no more: its report was refused`;
    case 'report.abandoned':
      return `${nameOf(entry)} finished, but no master acknowledged it in time: it will be rerun`;
    case 'journal.failed':
      return `the journal cannot be written, so no task can be run: ${entry.reason}`;
    case 'drain.began':
      return `stopping: ${entry.running ? 'one task runs' : 'no task runs'}, ${entry.reports} reports wait`;
  }
}

/** The fields of an entry under the names that the log has for them. */
function fieldsOf(entry: LogEntry): Record<string, unknown> {
  const fields: Record<string, unknown> = { ...entry };
  if ('taskname' in entry) {
    delete fields['taskname'];
    fields['task'] = entry.taskname;
  }
  if ('reason' in entry) fields['reason'] = entry.reason.slice(0, MAX_REASON_LENGTH);
  return fields;
}

/** Writes a line about what happened to the slave of this host and instance. */
export function narrate(logger: Logger, slave: { host: string; instance: string }, entry: LogEntry): void {
  const level = levelOf(entry);
  if (!logger.isLevelEnabled(level)) return;
  logger.log({ ...fieldsOf(entry), ...slave, level, message: sentenceOf(entry).slice(0, MAX_REASON_LENGTH * 2) });
}
