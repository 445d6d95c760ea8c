import { formatJournalLine } from '@steadfast/records';
import type { FaultAction } from '../src/faults/record.ts';
import { trackProgress, type ProgressTracker } from '../src/view/progress.ts';

/** When the tracked runs start, in milliseconds since 1970. */
export const STARTED_AT_MS = Date.parse('2026-03-01T12:00:00.000Z');

/** Returns the time a number of milliseconds after the start, in milliseconds since 1970. */
export function at(ms: number): number {
  return STARTED_AT_MS + ms;
}

/** Returns a log line as a master or a slave writes it. */
export function logLine(ms: number, event: string, fields: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    timestamp: new Date(at(ms)).toISOString(),
    level: 'info',
    message: `message of ${event}`,
    event,
    ...fields,
  });
}

/** Returns the fields that name a task in a log line. */
export function task(number: number, attempt = 1) {
  return { task: `task${number}`, taskId: `id${number}`, attempt };
}

/** Returns a line of a slave's journal. */
export function journalLine(ms: number, event: 'started' | 'finished', number: number, attempt: number): string {
  const nonce = `${number}.${attempt}`;
  return formatJournalLine({
    event,
    taskId: `id${number}`,
    taskname: `task${number}`,
    attempt,
    nonce,
    host: 'slave2',
    instance: 'i',
    pid: 1,
    atMs: at(ms),
    monotonicMs: ms,
    ...(event === 'started' ? {} : { sleptMs: 1 }),
  });
}

/** Tracks a master, three slaves and ten tasks of two seconds; nothing has happened yet. */
export function newTracker(): ProgressTracker {
  return trackProgress({
    masters: ['master1'],
    slaves: ['slave1', 'slave2', 'slave3'],
    sleeptimes: new Map(Array.from({ length: 10 }, (_, index) => [`id${index}`, 2])),
    startedAtMs: STARTED_AT_MS,
  });
}

const KILL: FaultAction = {
  atMs: at(4_500),
  action: 'kill',
  target: 'slave2',
  signal: 'SIGKILL',
  pid: 4711,
  forMs: 1_200,
};

/** Tracks a run, five seconds in, with an epoch, a running task, a killed slave, and a slave with a pending report. */
export function busyTracker(): ProgressTracker {
  const tracker = newTracker();
  tracker.onLogLine('master1', logLine(100, 'process.started'));
  tracker.onLogLine('master1', logLine(200, 'epoch.began', { epoch: 3, entry: 7, index: 0 }));
  for (const slave of ['slave1', 'slave2', 'slave3']) {
    tracker.onLogLine(slave, logLine(300, 'process.started'));
    tracker.onLogLine(slave, logLine(400, 'session.opened', { epoch: 3 }));
  }
  // The clock of a run begins with the first placement of a task.
  tracker.onLogLine('master1', logLine(0, 'task.placed', { ...task(1), entry: 8, index: 0 }));
  tracker.onLogLine('slave1', logLine(4_000, 'task.running', task(1)));
  tracker.onLogLine('slave2', logLine(4_000, 'task.running', task(2, 2)));
  tracker.onLogLine('slave3', logLine(2_000, 'task.running', task(3)));
  tracker.onLogLine('slave3', logLine(4_100, 'session.lost'));
  tracker.onLogLine('slave3', logLine(4_200, 'task.finished', task(3)));
  tracker.onJournalLine('slave2', journalLine(4_000, 'started', 2, 2));
  tracker.onFaultAction(KILL);
  tracker.onLogLine('master1', logLine(4_510, 'task.killed', { ...task(2, 2), entry: 9, index: 1 }));
  tracker.onTaskCounts({ created: 5, running: 2, killed: 1, success: 2 });
  return tracker;
}
