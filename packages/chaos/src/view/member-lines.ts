import { formatSeconds } from '@steadfast/runtime/format';
import type { LiveLayout } from './layout.ts';
import { formatRunningTask, type MemberStatus, type MemberView } from './members.ts';
import type { RunProgress } from './progress.ts';
import { bar, padded, type StyledLine, type StyledSpan } from './styled-text.ts';

function outageSpans({ kind, sinceMs, untilMs }: Exclude<MemberStatus, { kind: 'up' }>, nowMs: number): StyledSpan[] {
  const remainingMs = untilMs - nowMs;
  const back = remainingMs > 0 ? `back in ${formatSeconds(remainingMs)}` : 'about to be back';
  return [
    [kind.toUpperCase(), 'red'],
    [` ${formatSeconds(nowMs - sinceMs)} ago, ${back}`, 'plain'],
  ];
}

function formatTimes(elapsedMs: number, sleepMs: number, { inWords }: LiveLayout): string {
  const [elapsed, sleep] = [formatSeconds(elapsedMs), formatSeconds(sleepMs)];
  return inWords ? `${elapsed} of ${sleep}` : `${elapsed.replace(' s', '')}/${sleep}`;
}

function runningSpans(
  { activity }: MemberView,
  { sleeptimeOf }: RunProgress,
  nowMs: number,
  layout: LiveLayout,
): StyledSpan[] {
  const { running } = activity;
  if (running === undefined) return [];
  const elapsedMs = nowMs - running.sinceMs;
  const sleepMs = (sleeptimeOf(running.taskId) ?? 0) * 1_000;
  const { done, left } = bar(sleepMs === 0 ? 1 : elapsedMs / sleepMs, layout.taskBarColumns);
  const task = formatRunningTask(activity, layout.inWords) ?? '';
  return [
    [done, 'yellow'],
    [left, 'dim'],
    [` ${formatTimes(elapsedMs, sleepMs, layout)}  ${task}`, 'plain'],
  ];
}

function slaveSpans(member: MemberView, progress: RunProgress, nowMs: number, layout: LiveLayout): StyledSpan[] {
  const { started, epoch, running, unacknowledged } = member.activity;
  if (!started) return [['starting', 'cyan']];
  const noMaster = epoch === undefined ? ['no master'] : [];
  const unreported =
    unacknowledged.size === 0 ? [] : [`${[...unacknowledged.values()].join(', ')} finished, report pending`];
  if (running !== undefined) {
    const remarks = [...noMaster, ...unreported];
    return [
      ...runningSpans(member, progress, nowMs, layout),
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
function memberLine(
  member: MemberView,
  progress: RunProgress,
  nowMs: number,
  layout: LiveLayout,
  nameColumns: number,
): StyledLine {
  const { name, role, status, activity } = member;
  const restarts = Math.max(0, activity.incarnations - 1);
  const head: StyledSpan[] = [
    padded(name, nameColumns, 'bold'),
    ...(layout.restartColumns === 0 ? [] : [padded(`restarts ${restarts}`, layout.restartColumns, 'dim')]),
  ];
  const spans = role === 'master' ? masterSpans(member) : slaveSpans(member, progress, nowMs, layout);
  return [...head, ...(status.kind === 'up' ? spans : outageSpans(status, nowMs))];
}

/** Renders the members that fit, and one line that sums up the others. */
export function memberLines(progress: RunProgress, nowMs: number, layout: LiveLayout, rows: number): StyledLine[] {
  const { members } = progress;
  const nameColumns = Math.max(...members.map(({ name }) => name.length)) + 2;
  const fitting = members.length <= rows ? members : members.slice(0, Math.max(1, rows - 1));
  const rest = members.slice(fitting.length);
  const lines = fitting.map((member) => memberLine(member, progress, nowMs, layout, nameColumns));
  if (rest.length === 0) return lines;
  const up = rest.filter(({ status }) => status.kind === 'up').length;
  const running = rest.filter(({ activity }) => activity.running !== undefined).length;
  return [...lines, [[`and ${rest.length} more: ${up} up, ${running} running a task`, 'dim']]];
}
