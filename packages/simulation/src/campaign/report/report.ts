import { formatCount, formatDuration, formatPlural } from '../../format.ts';
import { REPORT_SECTIONS, countOf, type ReportSection } from './event-counts.ts';
import type { Campaign } from '../run-campaign.ts';
import { MASTER_FAULTS, NETWORK_FAULTS, renderTable, DATABASE_FAULTS, SLAVE_FAULTS } from './tables.ts';

/** The width of a number in a list. */
const NUMBER_WIDTH = 11;

/** How fast a campaign was: events a second, and how much faster than real time. */
function speedOf({ totals, seconds }: Campaign): { readonly eventsPerSecond: number; readonly compression: number } {
  return {
    eventsPerSecond: totals.events / seconds,
    compression: totals.simulatedMs / 1_000 / seconds,
  };
}

function summary(campaign: Campaign): string[] {
  const { limits, totals, seconds, failure } = campaign;
  const { eventsPerSecond, compression } = speedOf(campaign);
  const perCore = formatCount(eventsPerSecond / limits.workers);
  // A world in which a promise is broken ends its batch, and then there are gaps.
  const seeds = failure === null ? `${limits.from} to ${limits.from + totals.worlds - 1}` : `${limits.from} and above`;
  return [
    `  worlds     ${formatCount(totals.worlds)}, of the seeds ${seeds}`,
    `  events     ${formatCount(totals.events)}: ${formatCount(eventsPerSecond)} a second, ${perCore} on each of ${formatPlural(limits.workers, 'core')}`,
    `  simulated  ${formatDuration(totals.simulatedMs / 1_000)} in ${formatDuration(seconds)}: ${formatCount(compression)} times as fast as time`,
  ];
}

function chapterLines({ title, happenings }: ReportSection, counts: ReadonlyMap<string, number>): string[] {
  return [
    title,
    ...happenings.map(
      (happening) => `${formatCount(countOf(happening, counts)).padStart(NUMBER_WIDTH)}  ${happening.what}`,
    ),
  ];
}

/** The two halves of a report stand side by side where the left one is no wider than this. */
const LEFT_WIDTH = 58;

/** Puts chapters into two columns of about the same length. */
function sideBySide(chapters: readonly (readonly string[])[]): string[] {
  const total = chapters.reduce((sum, lines) => sum + lines.length + 1, 0);
  const left: string[] = [];
  const right: string[] = [];
  for (const lines of chapters) (left.length + lines.length <= total / 2 + 1 ? left : right).push(...lines, '');
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) =>
    `${(left[index] ?? '').padEnd(LEFT_WIDTH)}${right[index] ?? ''}`.trimEnd(),
  );
}

/** What a campaign has seen, as lines of text. */
export function renderReport(campaign: Campaign): string[] {
  const { counts } = campaign.totals;
  const tables = [MASTER_FAULTS, SLAVE_FAULTS, DATABASE_FAULTS, NETWORK_FAULTS].flatMap((table) =>
    renderTable(table, counts).concat(''),
  );
  return [
    ...summary(campaign),
    '',
    ...tables,
    ...sideBySide(REPORT_SECTIONS.map((chapter) => chapterLines(chapter, counts))),
  ];
}

/** What a campaign has seen, for a program to read. Durations are in seconds. */
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
