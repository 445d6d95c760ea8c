import { formatPlural, formatSeconds } from '@steadfast/runtime/format';
import type { EventCategory, ViewEvent } from './events.ts';
import { formatFaultCounts } from './fault-counts.ts';
import { formatElapsed } from './format-elapsed.ts';
import { formatRunningTask, type MemberStatus, type MemberView } from './members.ts';
import type { RunProgress } from './progress.ts';
import { bar, padded, type StyledLine, type StyledSpan, type TextStyle } from './styled-text.ts';

/** The size of the view, in characters. */
export interface ViewSize {
  readonly columns: number;
  readonly rows: number;
}

const TASK_BAR_COLUMNS = 14;

/** One column is then less than two percent of the run; a longer bar shows nothing more. */
const MAX_RUN_BAR_COLUMNS = 60;

/** Room for the text to the right of the run's bar. */
const RUN_BAR_TEXT_COLUMNS = 45;

/** Enough for a kill and everything that follows from it. */
const MAX_EVENTS_SHOWN = 14;

const EMPTY_LINE: StyledLine = [['', 'plain']];

const STYLE_OF_CATEGORY: Record<EventCategory, TextStyle> = {
  fault: 'red',
  loss: 'yellow',
  recovery: 'cyan',
  success: 'green',
  info: 'plain',
};

/** The progress of the whole run, the tasks in each state, and the faults so far. */
function summaryLines(progress: RunProgress, nowMs: number, { columns }: ViewSize): StyledLine[] {
  const { taskCounts, faults, tasks, startedAtMs } = progress;
  const share = tasks === 0 ? 1 : taskCounts.success / tasks;
  const barColumns = Math.max(10, Math.min(MAX_RUN_BAR_COLUMNS, columns - RUN_BAR_TEXT_COLUMNS));
  const { done, left } = bar(share, barColumns);
  return [
    [
      [done, 'green'],
      [left, 'dim'],
      [`  ${taskCounts.success} of ${formatPlural(tasks, 'task')}`, 'bold'],
      [`  after ${formatSeconds(nowMs - startedAtMs)}`, 'plain'],
    ],
    [
      ['MongoDB  ', 'bold'],
      [`created ${taskCounts.created}`, 'plain'],
      [`   running ${taskCounts.running}`, 'yellow'],
      [`   killed ${taskCounts.killed}`, taskCounts.killed > 0 ? 'red' : 'plain'],
      [`   success ${taskCounts.success}`, 'green'],
    ],
    [
      ['Chaos    ', 'bold'],
      [formatFaultCounts(faults, taskCounts.reruns), 'plain'],
    ],
  ];
}

function outageSpans({ kind, sinceMs, untilMs }: Exclude<MemberStatus, { kind: 'up' }>, nowMs: number): StyledSpan[] {
  const remainingMs = untilMs - nowMs;
  const back = remainingMs > 0 ? `back in ${formatSeconds(remainingMs)}` : 'about to be back';
  return [
    [kind.toUpperCase(), 'red'],
    [` ${formatSeconds(nowMs - sinceMs)} ago, ${back}`, 'plain'],
  ];
}

function runningSpans(member: MemberView, { sleeptimeOf }: RunProgress, nowMs: number): StyledSpan[] {
  const { running } = member.activity;
  if (running === undefined) return [];
  const elapsedMs = nowMs - running.sinceMs;
  const sleepMs = (sleeptimeOf(running.taskId) ?? 0) * 1_000;
  const { done, left } = bar(sleepMs === 0 ? 1 : elapsedMs / sleepMs, TASK_BAR_COLUMNS);
  return [
    [done, 'yellow'],
    [left, 'dim'],
    [` ${formatSeconds(elapsedMs)} of ${formatSeconds(sleepMs)}  ${formatRunningTask(member.activity) ?? ''}`, 'plain'],
  ];
}

function slaveSpans(member: MemberView, progress: RunProgress, nowMs: number): StyledSpan[] {
  const { started, epoch, running, unacknowledged } = member.activity;
  if (!started) return [['starting', 'cyan']];
  const noMaster = epoch === undefined ? ['no master'] : [];
  const unreported =
    unacknowledged.size === 0 ? [] : [`${[...unacknowledged.values()].join(', ')} finished, report pending`];
  if (running !== undefined) {
    const remarks = [...noMaster, ...unreported];
    return [
      ...runningSpans(member, progress, nowMs),
      [remarks.length === 0 ? '' : `  (${remarks.join('; ')})`, 'cyan'],
    ];
  }
  if (unreported.length > 0) return [[[...unreported, ...noMaster].join(', '), 'cyan']];
  return epoch === undefined ? [['looking for a master', 'cyan']] : [['idle', 'dim']];
}

function masterSpans({ activity }: MemberView): StyledSpan[] {
  if (!activity.started) return [['starting', 'cyan']];
  return activity.epoch === undefined ? [['not leading yet', 'cyan']] : [[`leading epoch ${activity.epoch}`, 'green']];
}

/** A master or slave: its name, how often it was restarted, and what it is doing. */
function memberLine(member: MemberView, progress: RunProgress, nowMs: number, nameColumns: number): StyledLine {
  const { name, role, status, activity } = member;
  const restarts = Math.max(0, activity.incarnations - 1);
  const head: StyledSpan[] = [padded(name, nameColumns, 'bold'), padded(`restarts ${restarts}`, 13, 'dim')];
  const spans = role === 'master' ? masterSpans(member) : slaveSpans(member, progress, nowMs);
  return [...head, ...(status.kind === 'up' ? spans : outageSpans(status, nowMs))];
}

/** Renders an event: when it happened, in seconds since the run began, and what. */
export function eventLine({ atMs, category, text }: ViewEvent, { startedAtMs }: RunProgress): StyledLine {
  return [
    [formatElapsed(atMs, startedAtMs), 'dim'],
    [`  ${text}`, STYLE_OF_CATEGORY[category]],
  ];
}

/** The members that fit, and one line that sums up the others. */
function memberLines(progress: RunProgress, nowMs: number, rows: number): StyledLine[] {
  const { members } = progress;
  const nameColumns = Math.max(...members.map(({ name }) => name.length)) + 2;
  const fitting = members.length <= rows ? members : members.slice(0, Math.max(1, rows - 1));
  const rest = members.slice(fitting.length);
  const lines = fitting.map((member) => memberLine(member, progress, nowMs, nameColumns));
  if (rest.length === 0) return lines;
  const up = rest.filter(({ status }) => status.kind === 'up').length;
  const running = rest.filter(({ activity }) => activity.running !== undefined).length;
  return [...lines, [[`and ${rest.length} more: ${up} up, ${running} running a task`, 'dim']]];
}

/** Renders the live view as lines: at most one fewer than the view has rows. */
export function renderLive(progress: RunProgress, nowMs: number, size: ViewSize): StyledLine[] {
  const summary = summaryLines(progress, nowMs, size);
  // Two empty lines, and the row of the cursor. Members may take half of the remaining rows; events take the rest.
  const free = size.rows - 1 - summary.length - 2;
  const members = memberLines(progress, nowMs, Math.max(2, Math.floor(free / 2)));
  const eventRows = Math.max(0, Math.min(MAX_EVENTS_SHOWN, free - members.length));
  const events = eventRows === 0 ? [] : progress.events.slice(-eventRows);
  const padding = Array.from({ length: eventRows - events.length }, () => EMPTY_LINE);
  const lines = [
    ...summary,
    EMPTY_LINE,
    ...members,
    EMPTY_LINE,
    ...events.map((event) => eventLine(event, progress)),
    ...padding,
  ];
  return lines.slice(0, Math.max(1, size.rows - 1));
}
