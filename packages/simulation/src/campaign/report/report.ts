import { formatCount, formatDuration } from '@steadfast/runtime/format';
import type { Campaign } from '../run-campaign.ts';
import { REPORT_SECTIONS, countOf, type ReportSection } from './event-counts.ts';
import { MASTER_FAULTS, NETWORK_FAULTS, DATABASE_FAULTS, SLAVE_FAULTS } from './fault-tables.ts';
import { renderTable } from './table.ts';

/** The width of a number in a list. */
const NUMBER_WIDTH = 11;

/** Returns the speed of a campaign. `compression`: how many times faster than real time simulated time passed. */
function speedOf({ totals, seconds }: Campaign): { readonly eventsPerSecond: number; readonly compression: number } {
  return {
    eventsPerSecond: totals.events / seconds,
    compression: totals.simulatedMs / 1_000 / seconds,
  };
}

function summaryLines(campaign: Campaign): string[] {
  const { limits, totals, seconds, failure } = campaign;
  const { eventsPerSecond, compression } = speedOf(campaign);
  const perThread = formatCount(eventsPerSecond / limits.workers);
  const simulated = formatDuration(totals.simulatedMs);
  // A failing world ends its batch early, so that seeds are missing.
  const seeds = failure === null ? `${limits.from} to ${limits.from + totals.worlds - 1}` : `${limits.from} and above`;
  return [
    `  worlds     ${formatCount(totals.worlds)}, seeds ${seeds}`,
    `  events     ${formatCount(totals.events)}, ${formatCount(eventsPerSecond)} per second, ${perThread} per thread`,
    `  simulated  ${simulated} in ${formatDuration(seconds * 1_000)}, ${formatCount(compression)} times real time`,
  ];
}

function sectionLines({ title, events }: ReportSection, counts: ReadonlyMap<string, number>): string[] {
  return [
    title,
    ...events.map((event) => `${formatCount(countOf(event, counts)).padStart(NUMBER_WIDTH)}  ${event.label}`),
  ];
}

/** The width of the left column: its widest line and some space. */
const LEFT_WIDTH = 56;

/** Arranges sections in two columns of about the same length. */
function inTwoColumns(sections: readonly (readonly string[])[]): string[] {
  const total = sections.reduce((sum, lines) => sum + lines.length + 1, 0);
  const left: string[] = [];
  const right: string[] = [];
  for (const lines of sections) (left.length + lines.length <= total / 2 + 1 ? left : right).push(...lines, '');
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) =>
    `${(left[index] ?? '').padEnd(LEFT_WIDTH)}${right[index] ?? ''}`.trimEnd(),
  );
}

/** Renders what occurred in a campaign, as lines of text. */
export function renderReport(campaign: Campaign): string[] {
  const { counts } = campaign.totals;
  const tables = [MASTER_FAULTS, SLAVE_FAULTS, DATABASE_FAULTS, NETWORK_FAULTS];
  return [
    ...summaryLines(campaign),
    '',
    ...tables.flatMap((table) => renderTable(table, counts).concat('')),
    ...inTwoColumns(REPORT_SECTIONS.map((section) => sectionLines(section, counts))),
  ];
}

/** Returns what occurred in a campaign in the form in which it is printed as JSON. Durations are in seconds. */
export function reportAsJson(campaign: Campaign): Record<string, unknown> {
  const { limits, totals, seconds, interrupted } = campaign;
  return {
    from: limits.from,
    workers: limits.workers,
    worlds: totals.worlds,
    events: totals.events,
    seconds,
    simulatedSeconds: totals.simulatedMs / 1_000,
    ...speedOf(campaign),
    interrupted,
    counts: Object.fromEntries([...totals.counts].sort(([one], [other]) => (one < other ? -1 : 1))),
  };
}
