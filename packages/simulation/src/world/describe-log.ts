import type { LogEntry } from '@steadfast/slave/core/effects';

/** What a slave logs, as a sentence without its subject; empty where the messages say it already. */
export function describeLog(entry: LogEntry): string {
  const attempt = 'taskId' in entry ? `${entry.taskId}#${entry.attempt}` : '';
  switch (entry.event) {
    case 'session.opened':
      return `has a session with ${entry.address}, in reign ${entry.epoch}`;
    case 'session.lost':
      return `has lost its session with ${entry.address}: ${entry.reason}`;
    case 'session.failed':
      return `gets no session with ${entry.address}: ${entry.reason}`;
    case 'task.placed':
      return '';
    case 'task.running':
      return `begins ${attempt}`;
    case 'task.finished':
      return `has finished ${attempt}`;
    case 'task.success':
      return `hears that ${attempt} is recorded${entry.replayed ? ', as it had reported before' : ''}`;
    case 'task.killed':
      return `drops ${attempt}: ${entry.reason}`;
    case 'task.returned':
      return `does not take ${attempt}: ${entry.reason}`;
    case 'report.refused':
      return `hears that ${attempt}, which it has finished, counts no more`;
    case 'report.abandoned':
      return `leaves without an answer to its report of ${attempt}`;
    case 'journal.failed':
      return `cannot write its journal: ${entry.reason}`;
    case 'drain.began':
      return `is to leave; ${entry.running ? 'one task runs' : 'no task runs'}, ${entry.reports} reports wait`;
  }
}
