import type { IndexedRun } from '@steadfast/checker/run';
import { formatPlural } from '@steadfast/runtime/format';
import { html, type Content, type Markup } from '../page/html.ts';
import type { GanttBar, TimeRange } from './bars.ts';
import { formatWhen, numberItems, renderEventList, type ChartItem, type ItemId } from './event-list.ts';
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

/** The width of the page without its margins and borders; see the style sheet. */
const WIDEST_SCREEN = 1_238;

/** Longer row names are truncated. */
const MAX_NAME_LENGTH = 16;

/** The average width of a character of a row name. */
const NAME_CHARACTER_WIDTH = 8;

/** How a chart is drawn. */
interface Drawing {
  readonly scale: TimeScale;
  readonly idOf: ItemId;
}

function drawRange(scale: TimeScale, name: string, range: TimeRange, y: number, height: number): Markup {
  const from = scale.x(range.fromMs);
  const width = Math.max(1, Math.round((scale.x(range.toMs) - from) * 10) / 10);
  return html`<rect class="${name}" x="${from}" y="${y}" width="${width}" height="${height}" />`;
}

/**
 * Links a shape to its entry in the list below the chart. The links are not in the order of the tab key: there are
 * hundreds of them, and the list has the same content.
 */
function linkToList({ scale, idOf }: Drawing, item: ChartItem, shape: Markup): Markup {
  return html`<a href="#${idOf(item)}" tabindex="-1"
    ><title>${item.title}; ${formatWhen(scale, item)}</title>${shape}</a
  >`;
}

function drawBar(drawing: Drawing, bar: GanttBar, y: number): Markup {
  const { scale } = drawing;
  if (bar.kind === 'pending')
    return linkToList(drawing, bar, drawRange(scale, 'pending', bar, y + BAR.top + BAR.height / 2 - 2, 4));
  const box = linkToList(drawing, bar, drawRange(scale, `bar ${bar.kind}`, bar, y + BAR.top, BAR.height));
  const x = scale.x(bar.fromMs);
  const room = (scale.x(bar.toMs) - x - LABEL_MARGIN) / CHARACTER_WIDTH;
  const label = bar.labels.find(({ length }) => length <= room);
  if (label === undefined) return box;
  return html`${box}<text class="in ${bar.kind}" x="${x + LABEL_MARGIN / 2}" y="${y + BAR.top + 15}">${label}</text>`;
}

function drawMark(drawing: Drawing, mark: GanttMark, y: number): Markup {
  const x = drawing.scale.x(mark.atMs);
  const middle = y + ALIVE_BAR.top + ALIVE_BAR.height / 2;
  const shape = mark.kind === 'kill' ? `M${x - 5} ${middle - 5}l10 10m0 -10l-10 10` : `M${x} ${middle - 6}l6 11h-12z`;
  return linkToList(drawing, mark, html`<path class="mark ${mark.kind}" d="${shape}" />`);
}

function drawRow(drawing: Drawing, { name, alive, frozen, bars, marks }: GanttRow, y: number): Markup {
  const { scale } = drawing;
  const linkedRange = (range: GanttRow['alive'][number], rangeName: string, top: number, height: number): Markup =>
    linkToList(drawing, range, drawRange(scale, rangeName, range, y + top, height));
  return html`<g class="row" data-name="${name}">
    <line class="ground" x1="${scale.left}" x2="${scale.right}" y1="${y + ROW_HEIGHT}" y2="${y + ROW_HEIGHT}" />
    ${alive.map((range) => linkedRange(range, 'alive', ALIVE_BAR.top, ALIVE_BAR.height))}
    ${bars.map((bar) => drawBar(drawing, bar, y))}
    ${frozen.map((range) => linkedRange(range, 'frozen', 2, ROW_HEIGHT - 6))}
    ${marks.map((mark) => drawMark(drawing, mark, y))}
  </g>`;
}

function drawAxis(scale: TimeScale, height: number): Markup {
  return html`<g class="axis"
    >${ticksOf(scale).map((tick) => {
      const x = scale.x(scale.originMs + tick * 1_000);
      return html`<line x1="${x}" x2="${x}" y1="${AXIS_HEIGHT - 6}" y2="${height}" /><text
          x="${x}"
          y="${AXIS_HEIGHT - 11}"
          >${tick < 0 ? `−${-tick}` : tick} s</text
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

function drawTimeline(chart: GanttChart, drawing: Drawing, width: number, height: number): Markup {
  const { scale } = drawing;
  const gaps = chart.leaderless.map((gap) =>
    drawRange(scale, 'leaderless', gap, AXIS_HEIGHT - 4, height - AXIS_HEIGHT),
  );
  const rows = chart.rows.map((row, index) => drawRow(drawing, row, AXIS_HEIGHT + index * ROW_HEIGHT));
  const label = 'Timeline of the run: tasks, leaders, kills and restarts. The list below has the same content.';
  return drawPart('timeline', width, height, label, [drawPatterns(), gaps, drawAxis(scale, height), rows]);
}

/** Says how to read the chart, and that it scrolls: always if it is wider than any screen, otherwise on narrow ones. */
function renderHint(width: number): Markup {
  const always = width > WIDEST_SCREEN;
  return html`<p class="note">
    One row per process. Select a bar to find it in the list below, with its task, attempt and times.
    <strong class="scroll-hint${always ? ' always' : ''}"
      >The timeline is wider than the screen: scroll it sideways →</strong
    >
  </p>`;
}

/**
 * Draws a run as a Gantt chart, with a legend and a list of everything in it: a row for each process, time from left to
 * right.
 * @param originMs the time that the axis shows as 0; by default, its beginning
 */
export function drawGantt(run: IndexedRun, originMs?: number): Markup {
  const chart = buildChart(run);
  const scale = createScale(chart, originMs);
  const drawing = { scale, idOf: numberItems(chart) };
  const height = AXIS_HEIGHT + chart.rows.length * ROW_HEIGHT + 4;
  const width = scale.right + scale.left;
  const names = chart.rows.map(({ name }) => name);
  const longest = Math.max(...names.map(({ length }) => Math.min(length, MAX_NAME_LENGTH)), 0);
  const namesWidth = Math.ceil(longest * NAME_CHARACTER_WIDTH) + 16;
  const omitted =
    chart.omitted === 0
      ? undefined
      : html`<p class="note">Not drawn: ${formatPlural(chart.omitted, 'later execution')}.</p>`;
  return html`${renderHint(namesWidth + width)}
    <div class="chart" style="--names: ${namesWidth}; --time: ${width}">
      ${drawNames(names, namesWidth, height)}
      <div class="scroll" tabindex="0" role="region" aria-label="Timeline of the run, scrollable">
        ${drawTimeline(chart, drawing, width, height)}
      </div>
    </div>
    ${drawLegend()}${omitted} ${renderEventList(chart, scale, drawing.idOf)}`;
}
