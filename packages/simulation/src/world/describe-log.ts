import type { LogEntry } from '@steadfast/slave/core/effects';

/** Returns a log entry of a slave as a line of the transcript; empty where a message already says the same. */
export function describeLog(entry: LogEntry): string {
  const attempt = 'taskId' in entry ? `${entry.taskId}#${entry.attempt}` : '';
  switch (entry.event) {
    case 'session.opened':
      return `opened a session with ${entry.address} in epoch ${entry.epoch}`;
    case 'session.lost':
      return `lost its session with ${entry.address}: ${entry.reason}`;
    case 'session.failed':
      return `got no session with ${entry.address}: ${entry.reason}`;
    case 'task.placed':
      return '';
    case 'task.running':
      return `started ${attempt}`;
    case 'task.finished':
      return `finished ${attempt}`;
    case 'task.failed':
      return `failed ${attempt}: ${entry.reason}`;
    case 'report.confirmed':
      return `failure of ${attempt} acknowledged`;
    case 'task.success':
      return `${entry.replayed ? 'replayed ' : ''}report of ${attempt} acknowledged`;
    case 'task.killed':
      return `aborted ${attempt}: ${entry.reason}`;
    case 'task.returned':
      return `declined ${attempt}: ${entry.reason}`;
    case 'report.refused':
      return `report of ${attempt} refused: stale attempt`;
    case 'report.kept':
      return `exited, and left its report of ${attempt} on disk`;
    case 'report.unkept':
      return `cannot write its report of ${attempt} to disk`;
    case 'report.abandoned':
      return `exited without an answer to its report of ${attempt}`;
    case 'epoch.forgotten':
      return `forgot epoch ${entry.epoch}, and ${entry.reports} reports`;
    case 'journal.failed':
      return `cannot write its journal: ${entry.reason}`;
    case 'drain.began':
      return `is draining: ${entry.running ? 'one task' : 'no task'} running, ${entry.reports} reports unacknowledged`;
  }
}
