import type { IndexedRun } from '@steadfast/checker/run';
import { formatPlural, formatSeconds } from '@steadfast/runtime/format';
import { html, type Content, type Markup } from '../page/html.ts';
import type { GanttBar, TimeRange } from './bars.ts';
import { drawLegend, drawPatterns } from './legend.ts';
import { buildChart, type GanttChart, type GanttMark, type GanttRow } from './rows.ts';
import { createScale, ticksOf, type TimeScale } from './scale.ts';

/** The layout of a row, in pixels from its top. */
const ROW_HEIGHT = 46;
const BAR = { top: 6, height: 22 };
const ALIVE_BAR = { top: 31, height: 5 };
const AXIS_HEIGHT = 26;

/** The average width of a character of a label, and the space around a label. */
const CHARACTER_WIDTH = 5.6;
const LABEL_MARGIN = 6;

/** Longer row names are truncated. */
const MAX_NAME_LENGTH = 16;

/** The average width of a character of a row name. */
const NAME_CHARACTER_WIDTH = 8;

/** Formats a time as seconds since the beginning of the scale. */
function formatSinceStart({ fromMs }: TimeScale, atMs: number): string {
  return formatSeconds(atMs - fromMs);
}

function formatRange(scale: TimeScale, { fromMs, toMs }: TimeRange): string {
  return `${formatSinceStart(scale, fromMs)} to ${formatSinceStart(scale, toMs)}`;
}

function drawRange(scale: TimeScale, name: string, range: TimeRange, y: number, height: number, title: string): Markup {
  const from = scale.x(range.fromMs);
  const width = Math.max(1, Math.round((scale.x(range.toMs) - from) * 10) / 10);
  return html`<rect class="${name}" x="${from}" y="${y}" width="${width}" height="${height}"
    ><title>${title}</title></rect
  >`;
}

function drawBar(scale: TimeScale, bar: GanttBar, y: number): Markup {
  const title = `${bar.title}; ${formatRange(scale, bar)}`;
  if (bar.kind === 'pending') return drawRange(scale, 'pending', bar, y + BAR.top + BAR.height / 2 - 2, 4, title);
  const box = drawRange(scale, `bar ${bar.kind}`, bar, y + BAR.top, BAR.height, title);
  const x = scale.x(bar.fromMs);
  const room = (scale.x(bar.toMs) - x - LABEL_MARGIN) / CHARACTER_WIDTH;
  const label = bar.labels.find(({ length }) => length <= room);
  if (label === undefined) return box;
  return html`${box}<text class="in ${bar.kind}" x="${x + LABEL_MARGIN / 2}" y="${y + BAR.top + 15}">${label}</text>`;
}

function drawMark(scale: TimeScale, { kind, atMs, title }: GanttMark, y: number): Markup {
  const x = scale.x(atMs);
  const middle = y + ALIVE_BAR.top + ALIVE_BAR.height / 2;
  const shape = kind === 'kill' ? `M${x - 5} ${middle - 5}l10 10m0 -10l-10 10` : `M${x} ${middle - 6}l6 11h-12z`;
  return html`<path class="mark ${kind}" d="${shape}"
    ><title>${title}; at ${formatSinceStart(scale, atMs)}</title></path
  >`;
}

function drawRow(scale: TimeScale, { name, alive, frozen, bars, marks }: GanttRow, y: number): Markup {
  return html`<g class="row" data-name="${name}">
    <line class="ground" x1="${scale.left}" x2="${scale.right}" y1="${y + ROW_HEIGHT}" y2="${y + ROW_HEIGHT}" />
    ${alive.map((range) => drawRange(scale, 'alive', range, y + ALIVE_BAR.top, ALIVE_BAR.height, `${range.title}: alive, ${formatRange(scale, range)}`))}
    ${bars.map((bar) => drawBar(scale, bar, y))}
    ${frozen.map((range) => drawRange(scale, 'frozen', range, y + 2, ROW_HEIGHT - 6, `${name} frozen, ${formatRange(scale, range)}`))}
    ${marks.map((mark) => drawMark(scale, mark, y))}
  </g>`;
}

function drawAxis(scale: TimeScale, height: number): Markup {
  return html`<g class="axis"
    >${ticksOf(scale).map((tick) => {
      const x = scale.x(scale.fromMs + tick * 1_000);
      return html`<line x1="${x}" x2="${x}" y1="${AXIS_HEIGHT - 6}" y2="${height}" /><text
          x="${x}"
          y="${AXIS_HEIGHT - 11}"
          >${tick} s</text
        >`;
    })}</g
  >`;
}

/** Draws one of the two parts of the chart. They have the same height, and shrink by the same factor in print. */
function drawPart(name: string, width: number, height: number, label: string, content: Content): Markup {
  return html`<svg
    class="${name}"
    viewBox="0 0 ${width} ${height}"
    width="${width}"
    height="${height}"
    role="img"
    aria-label="${label}"
  >
    ${content}
  </svg>`;
}

/** Draws the row names, which stay in place while the timeline scrolls. */
function drawNames(names: readonly string[], width: number, height: number): Markup {
  return drawPart(
    'names',
    width,
    height,
    'Process names',
    names.map((name, index) => {
      const y = AXIS_HEIGHT + index * ROW_HEIGHT + BAR.top + 15;
      return html`<text class="name" x="${width - 8}" y="${y}"
        >${name.slice(0, MAX_NAME_LENGTH)}<title>${name}</title></text
      >`;
    }),
  );
}

function drawTimeline(chart: GanttChart, scale: TimeScale, width: number, height: number): Markup {
  const gaps = chart.leaderless.map((gap) => {
    const title = `no master led, ${formatRange(scale, gap)}`;
    return drawRange(scale, 'leaderless', gap, AXIS_HEIGHT - 4, height - AXIS_HEIGHT, title);
  });
  const rows = chart.rows.map((row, index) => drawRow(scale, row, AXIS_HEIGHT + index * ROW_HEIGHT));
  const label = 'Timeline of the run: tasks, leaders, kills and restarts';
  return drawPart('timeline', width, height, label, [drawPatterns(), gaps, drawAxis(scale, height), rows]);
}

/** Draws a run as a Gantt chart with a legend: a row for each process, time from left to right. */
export function drawGantt(run: IndexedRun): Markup {
  const chart = buildChart(run);
  const scale = createScale(chart);
  const height = AXIS_HEIGHT + chart.rows.length * ROW_HEIGHT + 4;
  const width = scale.right + scale.left;
  const names = chart.rows.map(({ name }) => name);
  const longest = Math.max(...names.map(({ length }) => Math.min(length, MAX_NAME_LENGTH)), 0);
  const namesWidth = Math.ceil(longest * NAME_CHARACTER_WIDTH) + 16;
  const omitted =
    chart.omitted === 0
      ? undefined
      : html`<p class="note">Not drawn: ${formatPlural(chart.omitted, 'later execution')}.</p>`;
  return html`<div class="chart" style="--names: ${namesWidth}; --time: ${width}">
      ${drawNames(names, namesWidth, height)}
      <div class="scroll" tabindex="0" role="region" aria-label="Timeline of the run, scrollable">
        ${drawTimeline(chart, scale, width, height)}
      </div>
    </div>
    ${drawLegend()}${omitted}`;
}
