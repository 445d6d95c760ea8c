import { formatEffects, formatFaults } from '@steadfast/checker';
import { formatPlural } from '@steadfast/runtime/format';
import type { EventCategory, ViewEvent } from './events.ts';
import { formatDurationSoFar, formatElapsed } from './format-elapsed.ts';
import { flow, layoutFor, type LiveLayout } from './layout.ts';
import { memberLines } from './member-lines.ts';
import type { RunProgress } from './progress.ts';
import { bar, type StyledLine, type TextStyle } from './styled-text.ts';

/** The size of the view, in characters. */
export interface ViewSize {
  readonly columns: number;
  readonly rows: number;
}

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

/** Renders labelled parts, on as many lines as they need. The label is as wide as `MongoDB  `. */
function labelledLines(label: string, parts: readonly string[], columns: number): StyledLine[] {
  return flow(label.padEnd(9), parts, columns).map((line) => [
    [line.slice(0, 9), 'bold'],
    [line.slice(9), 'plain'],
  ]);
}

/** The progress of the whole run, the tasks in each state, and the faults so far. */
function summaryLines(progress: RunProgress, nowMs: number, columns: number, { gap }: LiveLayout): StyledLine[] {
  const { taskCounts, summary, tasks } = progress;
  const share = tasks === 0 ? 1 : taskCounts.success / tasks;
  const barColumns = Math.max(10, Math.min(MAX_RUN_BAR_COLUMNS, columns - RUN_BAR_TEXT_COLUMNS));
  const { done, left } = bar(share, barColumns);
  return [
    [
      [done, 'green'],
      [left, 'dim'],
      [`  ${taskCounts.success} of ${formatPlural(tasks, 'task')}`, 'bold'],
      [`  after ${formatDurationSoFar(progress, nowMs)}`, 'plain'],
    ],
    [
      ['MongoDB  ', 'bold'],
      [`created ${taskCounts.created}`, 'plain'],
      [`${gap}running ${taskCounts.running}`, 'yellow'],
      [`${gap}killed ${taskCounts.killed}`, taskCounts.killed > 0 ? 'red' : 'plain'],
      [`${gap}success ${taskCounts.success}`, 'green'],
    ],
    ...labelledLines('Faults', formatFaults(summary), columns),
    ...labelledLines('Effects', formatEffects(summary), columns),
  ];
}

/** Renders an event: when it happened, in seconds since the first task was placed, and what. */
export function eventLine(
  { atMs, category, text, details }: ViewEvent,
  progress: RunProgress,
  withDetails: boolean,
): StyledLine {
  const shown = withDetails || details === undefined ? text : text.replace(details, '');
  return [
    [formatElapsed(atMs, progress), 'dim'],
    [`  ${shown}`, STYLE_OF_CATEGORY[category]],
  ];
}

/** Renders the live view as lines: at most one fewer than the view has rows. */
export function renderLive(progress: RunProgress, nowMs: number, { columns, rows }: ViewSize): StyledLine[] {
  // Nothing is written to the last column; see `openBlock`.
  const layout = layoutFor(columns - 1);
  const summary = summaryLines(progress, nowMs, columns - 1, layout);
  // Two empty lines, and the row of the cursor. Members may take half of the remaining rows; events take the rest.
  const free = rows - 1 - summary.length - 2;
  const members = memberLines(progress, nowMs, layout, Math.max(2, Math.floor(free / 2)));
  const eventRows = Math.max(0, Math.min(MAX_EVENTS_SHOWN, free - members.length));
  const events = eventRows === 0 ? [] : progress.events.slice(-eventRows);
  const padding = Array.from({ length: eventRows - events.length }, () => EMPTY_LINE);
  const lines = [
    ...summary,
    EMPTY_LINE,
    ...members,
    EMPTY_LINE,
    ...events.map((event) => eventLine(event, progress, layout.faultDetails)),
    ...padding,
  ];
  return lines.slice(0, Math.max(1, rows - 1));
}
