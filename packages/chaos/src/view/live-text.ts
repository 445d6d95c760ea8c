import { seconds, type Happening, type Tone } from './events.ts';
import { nameRunning, type Member, type Progress } from './progress.ts';
import { bar, field, type Line, type Piece, type Style } from './styled-text.ts';

/** The room there is, in characters. */
export interface Room {
  readonly columns: number;
  readonly rows: number;
}

/** Columns of the bar of a running task. */
const TASK_BAR_COLUMNS = 14;

/** The bar of the whole run is not longer than this: more says no more. */
const MOST_RUN_BAR_COLUMNS = 60;

/** So many happenings are shown where there is room: enough to see a kill and all that follows from it. */
const MOST_HAPPENINGS = 14;

const NOTHING: Piece = ['', 'plain'];
const EMPTY_LINE: Line = [NOTHING];

const BY_TONE: Record<Tone, Style> = { harm: 'red', loss: 'yellow', repair: 'cyan', good: 'green', plain: 'plain' };

/** A number of things: `1 kill`, `3 kills`. */
export function count(amount: number, singular: string, plural = `${singular}s`): string {
  return `${amount} ${amount === 1 ? singular : plural}`;
}

/** How often master and slaves were hit, and what followed. */
export function hitsText({ hits, counts }: Progress): string {
  const { masterKills, slaveKills, freezes, cuts, replayed } = hits;
  const kills = `${count(masterKills + slaveKills, 'kill')} (${masterKills} of the master)`;
  const faults = [kills, count(freezes, 'freeze'), ...(cuts > 0 ? [count(cuts, 'cut')] : [])];
  return [...faults, count(counts.reruns, 'rerun'), `${count(replayed, 'report')} replayed`].join(', ');
}

/** How many tasks are in each state: one line with a bar, one with figures. */
function runLines(progress: Progress, nowMs: number, { columns }: Room): Line[] {
  const { counts, tasks, startedAtMs } = progress;
  const share = tasks === 0 ? 1 : counts.success / tasks;
  const barColumns = Math.max(10, Math.min(MOST_RUN_BAR_COLUMNS, columns - 45));
  const { done, left } = bar(share, barColumns);
  return [
    [
      [done, 'green'],
      [left, 'dim'],
      [`  ${counts.success} of ${count(tasks, 'task')}`, 'bold'],
      [`  after ${seconds(nowMs - startedAtMs)}`, 'plain'],
    ],
    [
      ['MongoDB  ', 'bold'],
      [`created ${counts.created}`, 'plain'],
      [`   running ${counts.running}`, 'yellow'],
      [`   killed ${counts.killed}`, counts.killed > 0 ? 'red' : 'plain'],
      [`   success ${counts.success}`, 'green'],
    ],
    [
      ['Chaos    ', 'bold'],
      [hitsText(progress), 'plain'],
    ],
  ];
}

function absence({ kind, sinceMs, untilMs }: Extract<Member['presence'], { sinceMs: number }>, nowMs: number): Piece[] {
  const leftMs = untilMs - nowMs;
  const back = leftMs > 0 ? `back in ${seconds(leftMs)}` : 'about to be back';
  return [
    [kind.toUpperCase(), 'red'],
    [` ${seconds(nowMs - sinceMs)} ago, ${back}`, 'plain'],
  ];
}

function runningPieces(member: Member, { sleeptimeOf }: Progress, nowMs: number): Piece[] {
  const { running } = member.activity;
  if (running === undefined) return [];
  const ranMs = nowMs - running.sinceMs;
  const wholeMs = (sleeptimeOf(running.taskId) ?? 0) * 1_000;
  const { done, left } = bar(wholeMs === 0 ? 1 : ranMs / wholeMs, TASK_BAR_COLUMNS);
  return [
    [done, 'yellow'],
    [left, 'dim'],
    [` ${seconds(ranMs)} of ${seconds(wholeMs)}  ${nameRunning(member.activity) ?? ''}`, 'plain'],
  ];
}

function slavePieces(member: Member, progress: Progress, nowMs: number): Piece[] {
  const { started, epoch, running, reports } = member.activity;
  if (!started) return [['starting', 'cyan']];
  const waiting = reports.size;
  const held = waiting === 0 ? '' : `${[...reports.values()].join(', ')} finished, report waits`;
  const alone = epoch === undefined ? 'no master' : '';
  if (running !== undefined) {
    const remarks = [alone, held].filter((remark) => remark !== '').join('; ');
    return [...runningPieces(member, progress, nowMs), [remarks === '' ? '' : `  (${remarks})`, 'cyan']];
  }
  if (held !== '')
    return [
      [held, 'cyan'],
      [alone === '' ? '' : ', no master', 'cyan'],
    ];
  return alone === '' ? [['idle', 'dim']] : [['looks for the master', 'cyan']];
}

function masterPieces({ activity }: Member): Piece[] {
  if (!activity.started) return [['starting', 'cyan']];
  return activity.epoch === undefined
    ? [['up, does not lead yet', 'cyan']]
    : [[`leads, reign ${activity.epoch}`, 'green']];
}

/** One master or slave: its name, how many lives it has had, what it does. */
function memberLine(member: Member, progress: Progress, nowMs: number, nameColumns: number): Line {
  const { name, role, presence, activity } = member;
  const head: Piece[] = [field(name, nameColumns, 'bold'), field(`life ${activity.lives}`, 9, 'dim')];
  const lines = role === 'master' ? masterPieces(member) : slavePieces(member, progress, nowMs);
  return [...head, ...(presence.kind === 'up' ? lines : absence(presence, nowMs))];
}

/** A moment of the run, as seconds since its beginning. */
export function moment(atMs: number, { startedAtMs }: Progress): string {
  return `${((atMs - startedAtMs) / 1_000).toFixed(1)} s`.padStart(7);
}

/** A happening as a line. */
export function happeningLine({ atMs, tone, text }: Happening, progress: Progress): Line {
  return [
    [moment(atMs, progress), 'dim'],
    [`  ${text}`, BY_TONE[tone]],
  ];
}

/** The members that fit, and a line for those that do not. */
function memberLines(progress: Progress, nowMs: number, rows: number): Line[] {
  const { members } = progress;
  const nameColumns = Math.max(...members.map(({ name }) => name.length)) + 2;
  const fitting = members.length <= rows ? members : members.slice(0, Math.max(1, rows - 1));
  const rest = members.slice(fitting.length);
  const lines = fitting.map((member) => memberLine(member, progress, nowMs, nameColumns));
  if (rest.length === 0) return lines;
  const up = rest.filter(({ presence }) => presence.kind === 'up').length;
  const running = rest.filter(({ activity }) => activity.running !== undefined).length;
  return [...lines, [[`and ${rest.length} more: ${up} up, ${running} running a task`, 'dim']]];
}

/** The live view as lines: never more than there are rows. */
export function renderLive(progress: Progress, nowMs: number, room: Room): Line[] {
  const head = runLines(progress, nowMs, room);
  // Half of what is left may go to the members; what they leave, to the happenings.
  const free = room.rows - 1 - head.length - 2;
  const members = memberLines(progress, nowMs, Math.max(2, Math.floor(free / 2)));
  const forHappenings = Math.max(0, Math.min(MOST_HAPPENINGS, free - members.length));
  const happenings = forHappenings === 0 ? [] : progress.happenings.slice(-forHappenings);
  const padding = Array.from({ length: forHappenings - happenings.length }, () => EMPTY_LINE);
  const lines = [
    ...head,
    EMPTY_LINE,
    ...members,
    EMPTY_LINE,
    ...happenings.map((happening) => happeningLine(happening, progress)),
    ...padding,
  ];
  return lines.slice(0, Math.max(1, room.rows - 1));
}
