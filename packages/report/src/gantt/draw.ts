import { count } from '@steadfast/checker/format';
import type { Run } from '@steadfast/checker/run';
import type { Bar, Stretch } from './bars.ts';
import { chartOf, type Chart, type Mark, type Row } from './rows.ts';
import { scaleOf, ticksOf, type Scale } from './scale.ts';
import { drawLegend, drawPatterns } from './legend.ts';
import { html, type Content, type Markup } from '../page/html.ts';

/** Heights, from the top of a row. */
const ROW_HEIGHT = 46;
const BAR = { top: 6, height: 22 };
const LIFE = { top: 31, height: 5 };
const AXIS_HEIGHT = 26;

/** So wide a character of a label is, and what must be free beside it. */
const CHARACTER_WIDTH = 5.6;
const LABEL_MARGIN = 6;

/** The names of the rows: how long, and how wide a character of them is. */
const MAX_NAME = 16;
const NAME_CHARACTER_WIDTH = 8;

/** Seconds since the beginning, for titles. */
function since({ fromMs }: Scale, atMs: number): string {
  return `${((atMs - fromMs) / 1_000).toFixed(1)} s`;
}

function spanText(scale: Scale, { fromMs, toMs }: Stretch): string {
  return `${since(scale, fromMs)} to ${since(scale, toMs)}`;
}

function rectangle(scale: Scale, name: string, stretch: Stretch, y: number, height: number, title: string): Markup {
  const from = scale.x(stretch.fromMs);
  const width = Math.max(1, Math.round((scale.x(stretch.toMs) - from) * 10) / 10);
  return html`<rect class="${name}" x="${from}" y="${y}" width="${width}" height="${height}"
    ><title>${title}</title></rect
  >`;
}

function drawBar(scale: Scale, bar: Bar, y: number): Markup {
  const title = `${bar.title}; ${spanText(scale, bar)}`;
  if (bar.kind === 'waiting') return rectangle(scale, 'waiting', bar, y + BAR.top + BAR.height / 2 - 2, 4, title);
  const box = rectangle(scale, `bar ${bar.kind}`, bar, y + BAR.top, BAR.height, title);
  const x = scale.x(bar.fromMs);
  const room = (scale.x(bar.toMs) - x - LABEL_MARGIN) / CHARACTER_WIDTH;
  const label = bar.labels.find(({ length }) => length <= room);
  if (label === undefined) return box;
  return html`${box}<text class="in ${bar.kind}" x="${x + LABEL_MARGIN / 2}" y="${y + BAR.top + 15}">${label}</text>`;
}

function drawMark(scale: Scale, { kind, atMs, title }: Mark, y: number): Markup {
  const x = scale.x(atMs);
  const middle = y + LIFE.top + LIFE.height / 2;
  const shape = kind === 'kill' ? `M${x - 5} ${middle - 5}l10 10m0 -10l-10 10` : `M${x} ${middle - 6}l6 11h-12z`;
  return html`<path class="mark ${kind}" d="${shape}"><title>${title}; at ${since(scale, atMs)}</title></path>`;
}

function drawRow(scale: Scale, { name, alive, frozen, bars, marks }: Row, y: number): Markup {
  return html`<g class="row" data-name="${name}">
    <line class="ground" x1="${scale.left}" x2="${scale.right}" y1="${y + ROW_HEIGHT}" y2="${y + ROW_HEIGHT}" />
    ${alive.map((life) => rectangle(scale, 'alive', life, y + LIFE.top, LIFE.height, `${life.title}: alive, ${spanText(scale, life)}`))}
    ${bars.map((bar) => drawBar(scale, bar, y))}
    ${frozen.map((stretch) => rectangle(scale, 'frozen', stretch, y + 2, ROW_HEIGHT - 6, `${name} frozen, ${spanText(scale, stretch)}`))}
    ${marks.map((mark) => drawMark(scale, mark, y))}
  </g>`;
}

function drawAxis(scale: Scale, height: number): Markup {
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

/** Draws what a picture is divided into; both parts are laid out by the same heights, and shrink alike on paper. */
function frame(name: string, width: number, height: number, label: string, content: Content): Markup {
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

/** The names of the rows stand beside what scrolls. */
function drawNames(names: readonly string[], width: number, height: number): Markup {
  return frame(
    'names',
    width,
    height,
    'The processes',
    names.map((name, index) => {
      const y = AXIS_HEIGHT + index * ROW_HEIGHT + BAR.top + 15;
      return html`<text class="name" x="${width - 8}" y="${y}">${name.slice(0, MAX_NAME)}<title>${name}</title></text>`;
    }),
  );
}

function drawTime(chart: Chart, scale: Scale, width: number, height: number): Markup {
  const gaps = chart.leaderless.map((gap) => {
    const title = `no master led, ${spanText(scale, gap)}`;
    return rectangle(scale, 'leaderless', gap, AXIS_HEIGHT - 4, height - AXIS_HEIGHT, title);
  });
  const rows = chart.rows.map((row, index) => drawRow(scale, row, AXIS_HEIGHT + index * ROW_HEIGHT));
  const label = 'What ran on which slave, when, and who was killed';
  return frame('timeline', width, height, label, [drawPatterns(), gaps, drawAxis(scale, height), rows]);
}

/** The picture of a run: a row for each process, time from left to right, and a legend. */
export function drawGantt(run: Run): Markup {
  const chart = chartOf(run);
  const scale = scaleOf(chart);
  const height = AXIS_HEIGHT + chart.rows.length * ROW_HEIGHT + 4;
  const width = scale.right + scale.left;
  const names = chart.rows.map(({ name }) => name);
  const longest = Math.max(...names.map(({ length }) => Math.min(length, MAX_NAME)), 0);
  const namesWidth = Math.ceil(longest * NAME_CHARACTER_WIDTH) + 16;
  const left =
    chart.left === 0 ? undefined : html`<p class="note">${count(chart.left, 'later execution')} are not drawn.</p>`;
  return html`<div class="chart" style="--names: ${namesWidth}; --time: ${width}">
      ${drawNames(names, namesWidth, height)}
      <div class="scroll" tabindex="0" role="region" aria-label="Picture of the run; it scrolls sideways">
        ${drawTime(chart, scale, width, height)}
      </div>
    </div>
    ${drawLegend()}${left}`;
}
