import type { LogLine } from './log-line.ts';

/** A task that a slave runs. */
export interface RunningTask {
  readonly task: string;
  readonly taskId: string;
  readonly attempt: number;
  /** When it began, in milliseconds since 1970. */
  readonly sinceMs: number;
}

/** What a master or a slave does, by its own log. It says nothing of whether the process still lives. */
export interface Activity {
  /** How many times it has started. */
  lives: number;
  /** It has written that it started, and has not ended since. */
  started: boolean;
  /** A slave: the epoch of the master it has a session with. A master: the reign it leads. None without one. */
  epoch: number | undefined;
  running: RunningTask | undefined;
  /** Names of the finished tasks whose reports wait to be acknowledged, by task and attempt. */
  reports: Map<string, string>;
}

/** The activity of a process that has not written anything yet. */
export function newActivity(): Activity {
  return {
    lives: 0,
    started: false,
    epoch: undefined,
    running: undefined,
    reports: new Map(),
  };
}

/** Its process was killed: whatever it held is gone, in place. */
export function noteEnd(activity: Activity): void {
  const { lives } = activity;
  Object.assign(activity, { ...newActivity(), lives });
}

function noteStart(activity: Activity): void {
  const lives = activity.lives + 1;
  Object.assign(activity, { ...newActivity(), lives, started: true });
}

/** A line that its process wrote before it was killed, and that was read only afterwards, counts no more. */
function isStale({ started }: Activity, { event }: LogLine): boolean {
  return !started && event !== 'process.started';
}

function reportKey({ taskId = '', attempt = 0 }: LogLine): string {
  return `${taskId} ${attempt}`;
}

function stopRunning(activity: Activity, { taskId, attempt }: LogLine): void {
  const { running } = activity;
  if (running?.taskId === taskId && running?.attempt === attempt) activity.running = undefined;
}

/** Notes a line of the log of a slave, in place. */
export function noteSlaveLine(activity: Activity, line: LogLine): void {
  if (isStale(activity, line)) return;
  switch (line.event) {
    case 'process.started':
      noteStart(activity);
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
      stopRunning(activity, line);
      activity.reports.set(reportKey(line), line.task ?? '');
      break;
    case 'task.killed':
      stopRunning(activity, line);
      break;
    case 'task.success':
    case 'report.refused':
    case 'report.abandoned':
      activity.reports.delete(reportKey(line));
      break;
    default:
  }
}

/** Notes a line of the log of a master, in place. */
export function noteMasterLine(activity: Activity, line: LogLine): void {
  if (isStale(activity, line)) return;
  switch (line.event) {
    case 'process.started':
      noteStart(activity);
      break;
    case 'epoch.began':
      // A master also logs what its predecessors wrote; that is not its own reign.
      if (line.reread !== true) activity.epoch = line.epoch;
      break;
    case 'epoch.deposed':
    case 'epoch.ended':
      activity.epoch = undefined;
      break;
    default:
  }
}
