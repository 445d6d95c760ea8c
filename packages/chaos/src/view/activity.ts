import { attemptKey } from '@steadfast/protocol/messages';
import type { LogLine } from '@steadfast/records';

/** A task that a slave runs. */
export interface RunningTask {
  readonly task: string;
  readonly taskId: string;
  readonly attempt: number;
  /** When it started, in milliseconds since 1970. */
  readonly sinceMs: number;
}

/** What a master or a slave is doing, according to its own log. Does not tell whether its process is still alive. */
export interface Activity {
  /** How often it has started. */
  incarnations: number;
  /** It has logged its start, and has not been killed or stopped since. */
  started: boolean;
  /** For a slave, the epoch of the master that it has a session with; for a master, the epoch that it leads. */
  epoch: number | undefined;
  running: RunningTask | undefined;
  /** Names of the finished tasks with unacknowledged reports, by task and attempt. */
  unacknowledged: Map<string, string>;
}

/** Returns the activity of a process that has not logged anything. */
export function newActivity(): Activity {
  return {
    incarnations: 0,
    started: false,
    epoch: undefined,
    running: undefined,
    unacknowledged: new Map(),
  };
}

/** Forgets, in place, what a process held: it was killed or stopped. */
export function resetActivity(activity: Activity): void {
  const { incarnations } = activity;
  Object.assign(activity, { ...newActivity(), incarnations });
}

function recordStart(activity: Activity): void {
  const incarnations = activity.incarnations + 1;
  Object.assign(activity, { ...newActivity(), incarnations, started: true });
}

/** True for a line that was written before its process was killed, but read afterwards. */
function isStale({ started }: Activity, { event }: LogLine): boolean {
  return !started && event !== 'process.started';
}

function reportKey({ taskId = '', attempt = 0 }: LogLine): string {
  return attemptKey({ taskId, attempt });
}

function endRunning(activity: Activity, { taskId, attempt }: LogLine): void {
  const { running } = activity;
  if (running?.taskId === taskId && running?.attempt === attempt) activity.running = undefined;
}

/** Applies a line of a slave's log, in place. */
export function applySlaveLine(activity: Activity, line: LogLine): void {
  if (isStale(activity, line)) return;
  switch (line.event) {
    case 'process.started':
      recordStart(activity);
      break;
    case 'session.opened':
      activity.epoch = line.epoch;
      break;
    case 'session.lost':
      activity.epoch = undefined;
      break;
    case 'task.running': {
      const { task = '', taskId = '', attempt = 0, atMs } = line;
      activity.running = { task, taskId, attempt, sinceMs: atMs };
      break;
    }
    case 'task.finished':
      endRunning(activity, line);
      activity.unacknowledged.set(reportKey(line), line.task ?? '');
      break;
    case 'task.killed':
      endRunning(activity, line);
      break;
    case 'task.success':
    case 'report.refused':
    case 'report.abandoned':
      activity.unacknowledged.delete(reportKey(line));
      break;
    default:
  }
}

/** Applies a line of a master's log, in place. */
export function applyMasterLine(activity: Activity, line: LogLine): void {
  if (isStale(activity, line)) return;
  switch (line.event) {
    case 'process.started':
      recordStart(activity);
      break;
    case 'epoch.began':
      // A master also logs facts that its predecessors wrote; their epochs are not its own.
      if (line.reread !== true) activity.epoch = line.epoch;
      break;
    case 'epoch.deposed':
    case 'epoch.ended':
      activity.epoch = undefined;
      break;
    default:
  }
}
