import type { BenchmarkOutcome } from './benchmark.ts';
import { isMet, ratioOf, type Measurement, type PerformanceTarget } from './measurement.ts';

const COLUMNS = ['', 'measured', 'compared with', '', 'ratio', 'target', 'met'] as const;

/** The columns that contain numbers and are aligned to the right. */
const NUMERIC_COLUMNS: ReadonlySet<number> = new Set([1, 3, 4]);

/** Formats a number with three significant digits, or with all digits of its integer part. */
function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return '?';
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.max(Math.abs(value), 0.01))));
  return value.toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

function formatTarget({ of, relation, bound }: PerformanceTarget, unit: string): string {
  return `${relation === 'at least' ? '≥' : '≤'} ${bound} ${of === 'ratio' ? '×' : unit}`;
}

function formatMet(measurement: Measurement): string {
  const met = isMet(measurement);
  return met === undefined ? '' : met ? 'yes' : 'MISSED';
}

function cellsOf(measurement: Measurement, previous: Measurement | undefined): string[] {
  const { name, value, unit, baseline, target } = measurement;
  const ratio = ratioOf(measurement);
  const repeated = previous?.name === name;
  return [
    repeated ? '' : `  ${name}`,
    repeated ? '' : `${formatNumber(value)} ${unit}`,
    baseline?.name ?? '',
    baseline === undefined ? '' : `${formatNumber(baseline.value)} ${unit}`,
    ratio === undefined ? '' : `${formatNumber(ratio)} ×`,
    target === undefined ? '' : formatTarget(target, unit),
    formatMet(measurement),
  ];
}

type TableRow =
  | { readonly kind: 'title'; readonly text: string }
  | { readonly kind: 'cells'; readonly cells: string[] };

/** Other programs always use some CPU time; below this share it is not worth a warning. */
const MIN_WARNING_SHARE = 0.05;

function warningRows(otherLoadShare: number): TableRow[] {
  return otherLoadShare < MIN_WARNING_SHARE
    ? []
    : [{ kind: 'title', text: `  other programs used ${Math.round(100 * otherLoadShare)} % of the CPU time` }];
}

function rowsOf({ benchmark, measurements, failure, otherLoadShare }: BenchmarkOutcome): TableRow[] {
  return [
    { kind: 'title', text: '' },
    { kind: 'title', text: `${benchmark.name}: ${benchmark.title}` },
    ...measurements.map((each, index) => ({ kind: 'cells' as const, cells: cellsOf(each, measurements[index - 1]) })),
    ...(failure === undefined ? [] : [{ kind: 'title' as const, text: `  FAILED: ${failure}` }]),
    ...warningRows(otherLoadShare),
  ];
}

/**
 * Returns a function that formats one row of a table.
 * @param rows all rows, which determine the widths of the columns
 * @param numeric the columns to align to the right
 */
export function rowFormatter(
  rows: readonly (readonly string[])[],
  numeric: ReadonlySet<number> = new Set(),
): (cells: readonly string[]) => string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const align = (text: string, column: number): string =>
    numeric.has(column) ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0);
  return (cells) => cells.map(align).join('  ').trimEnd();
}

/** Formats all measurements as a table for people. */
export function renderTable(outcomes: readonly BenchmarkOutcome[]): string {
  const rows: TableRow[] = [{ kind: 'cells', cells: [...COLUMNS] }, ...outcomes.flatMap(rowsOf)];
  const format = rowFormatter(
    rows.flatMap((row) => (row.kind === 'cells' ? [row.cells] : [])),
    NUMERIC_COLUMNS,
  );
  return `${rows.map((row) => (row.kind === 'title' ? row.text : format(row.cells))).join('\n')}\n`;
}
