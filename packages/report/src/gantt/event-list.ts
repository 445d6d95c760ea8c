import { formatSeconds } from '@steadfast/runtime/format';
import { html, type Markup } from '../page/html.ts';
import type { GanttChart, GanttMark, GanttRow } from './rows.ts';
import type { TimeScale } from './scale.ts';

/** Something that the chart shows: a range of time, or a moment. */
export type ChartItem = GanttRow['alive'][number] | GanttRow['frozen'][number] | GanttRow['bars'][number] | GanttMark;

/** Returns the id of the entry of the list that describes an item. */
export type ItemId = (item: ChartItem) => string;

function startOf(item: ChartItem): number {
  return 'atMs' in item ? item.atMs : item.fromMs;
}

/** Returns the items of a row, in the order in which they begin. */
function itemsOf({ alive, frozen, bars, marks }: GanttRow): ChartItem[] {
  return [...alive, ...frozen, ...bars, ...marks].sort((one, other) => startOf(one) - startOf(other));
}

/** Numbers the items of a chart. */
export function numberItems({ rows }: GanttChart): ItemId {
  const numbers = new Map(rows.flatMap(itemsOf).map((item, index) => [item, index + 1]));
  return (item) => `event-${numbers.get(item)}`;
}

/** Formats a time as seconds since the origin of the scale; with a minus before it. */
export function formatOnScale({ originMs }: TimeScale, atMs: number): string {
  const ms = atMs - originMs;
  return ms < 0 ? `−${formatSeconds(-ms)}` : formatSeconds(ms);
}

/** Formats when an item happened: `at 1.2 s`, or `1.2 s to 3.4 s`. */
export function formatWhen(scale: TimeScale, item: ChartItem): string {
  return 'atMs' in item
    ? `at ${formatOnScale(scale, item.atMs)}`
    : `${formatOnScale(scale, item.fromMs)} to ${formatOnScale(scale, item.toMs)}`;
}

function renderRow(row: GanttRow, scale: TimeScale, idOf: ItemId): Markup {
  return html`<tbody>
    <tr>
      <th colspan="2" scope="rowgroup">${row.name}</th>
    </tr>
    ${itemsOf(row).map(
      (item) =>
        html`<tr id="${idOf(item)}">
          <td>${formatWhen(scale, item)}</td>
          <td>${item.title}</td>
        </tr>`,
    )}
  </tbody>`;
}

/** Renders everything that the chart shows as a list, for those who cannot point at a bar, and for print. */
export function renderEventList({ rows }: GanttChart, scale: TimeScale, idOf: ItemId): Markup {
  return html`<h3 class="list-title">The timeline as a list</h3>
    <div class="event-list" tabindex="0" role="region" aria-label="The timeline as a list">
      <table>
        ${rows.map((row) => renderRow(row, scale, idOf))}
      </table>
    </div>`;
}
