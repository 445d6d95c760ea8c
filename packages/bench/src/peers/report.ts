import { describeOtherLoad } from '../probes/other-load.ts';
import { METRICS, type Metric, type MetricName } from './metrics.ts';
import { ratioSpread, spread, type RoundResult, type Spread } from './results.ts';
import type { System } from './system.ts';

/** A system that was measured, or why it was not. */
export interface ReportedSystem {
  readonly system: Pick<System, 'name' | 'title' | 'settings' | 'unequal'>;
  readonly versions?: string;
  readonly skipped?: string;
}

/** A run of the benchmark. */
export interface PeerReport {
  readonly machine: string;
  readonly date: string;
  readonly reference: string;
  readonly rounds: number;
  readonly systems: readonly ReportedSystem[];
  readonly results: readonly RoundResult[];
}

const NAMES = Object.keys(METRICS) as readonly MetricName[];

function metricOf(name: MetricName): Metric {
  return METRICS[name];
}

/** Formats a number with three significant digits, or with all digits of its integer part. */
function formatNumber(value: number): string {
  const digits = value === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  const decimals = Math.min(digits, 5);
  const text = value.toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

const RELATION_SIGNS = { equal: '', 'at least': '> ', 'at most': '< ' } as const;

/** Formats the values of several rounds: the median, and the smallest and largest in parentheses. */
export function formatSpread(values: Spread | undefined): string {
  if (values === undefined) return '–';
  const { median, min, max, relation } = values;
  const [typical, lowest, highest] = [median, min, max].map(formatNumber);
  const range = lowest === highest ? '' : ` (${lowest}–${highest})`;
  return `${RELATION_SIGNS[relation]}${typical}${range}`;
}

/** Formats rows as a table in Markdown, with aligned columns; all but the first contain numbers. */
function formatTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = header.map((_, column) => (column === 0 ? '---' : '--:'));
  const all = [header, rule, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const pad = (cell: string, column: number): string =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return all.map((row) => `| ${row.map(pad).join(' | ')} |`).join('\n');
}

function titleOf(name: MetricName): string {
  const { title, unit } = metricOf(name);
  return unit === '' || unit === '/s' ? title : `${title}, ${unit}`;
}

/** Metrics are rows: there are more of them than systems, and their names are longer. Rows without values are left out. */
function metricTable(
  systems: readonly ReportedSystem[],
  label: (metric: MetricName) => string,
  cell: (system: string, metric: MetricName) => Spread | undefined,
): string {
  const rows = NAMES.map((name) => [name, systems.map(({ system }) => cell(system.name, name))] as const)
    .filter(([, cells]) => cells.some((each) => each !== undefined))
    .map(([name, cells]) => [label(name)].concat(cells.map(formatSpread)));
  return formatTable(['', ...systems.map(({ system }) => system.title)], rows);
}

/** Compares the reference with each other system; returns nothing if one side was not measured. */
function ratioParts({ results, reference }: PeerReport, measured: readonly ReportedSystem[]): string[] {
  const own = measured.find(({ system }) => system.name === reference);
  const others = measured.filter((system) => system !== own);
  if (own === undefined || others.length === 0) return [];
  const ratioOf = (system: string, name: MetricName): Spread | undefined =>
    metricOf(name).better === undefined ? undefined : ratioSpread(results, reference, system, name);
  const higher = NAMES.filter((name) => metricOf(name).better === 'higher').map((name) => metricOf(name).title);
  return [
    `${own.system.title} ÷ each, round by round; median (minimum–maximum). More is better for ${higher.join(' and ')}, less for all others:`,
    metricTable(others, (name) => metricOf(name).title, ratioOf),
  ];
}

function describeSystem({ system, versions, skipped }: ReportedSystem, results: readonly RoundResult[]): string[] {
  const failures = results
    .filter(({ system: name }) => name === system.name)
    .flatMap(({ round, failures: reasons }) => reasons.map((reason) => `round ${round} failed: ${reason}`));
  return [
    `${system.title}: ${skipped === undefined ? (versions ?? '') : `skipped: ${skipped}`}`,
    ...system.settings.map((line) => `  ${line}`),
    ...system.unequal.map((line) => `  not equal: ${line}`),
    ...failures.map((line) => `  ${line}`),
  ];
}

/** Formats a report for people; its tables are Markdown. */
export function renderReport(report: PeerReport): string {
  const { machine, date, rounds, systems, results } = report;
  const measured = systems.filter(({ system }) => results.some(({ system: name }) => name === system.name));
  const parts = [
    `${machine}\n${date}, ${rounds} interleaved ${rounds === 1 ? 'round' : 'rounds'}; ${describeOtherLoad(results.map(({ otherLoadShare }) => otherLoadShare))}`,
    `Median over the rounds (minimum–maximum):`,
    metricTable(measured, titleOf, (system, metric) => spread(results, system, metric)),
    ...ratioParts(report, measured),
    systems.flatMap((system) => describeSystem(system, results)).join('\n'),
  ];
  return `${parts.join('\n\n')}\n`;
}
