import { isReached, ratioOf, type Expectation, type Figure } from './figure.ts';
import type { Outcome } from './section.ts';

const COLUMNS = ['', 'measured', 'beside it', '', 'ratio', 'expected', 'reached'] as const;

/** Columns with numbers, which stand to the right. */
const NUMERIC: ReadonlySet<number> = new Set([1, 3, 4]);

/** A number with three significant digits, or all of them before the point. */
function digits(value: number): string {
  if (!Number.isFinite(value)) return '?';
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.max(Math.abs(value), 0.01))));
  return value.toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

function expected({ of, relation, bound }: Expectation, unit: string): string {
  return `${relation === 'at least' ? '≥' : '≤'} ${bound} ${of === 'ratio' ? '×' : unit}`;
}

function verdict(figure: Figure): string {
  const reached = isReached(figure);
  return reached === undefined ? '' : reached ? 'yes' : 'MISSED';
}

function cells(figure: Figure, previous: Figure | undefined): string[] {
  const { name, value, unit, limit, expectation } = figure;
  const ratio = ratioOf(figure);
  const again = previous?.name === name;
  return [
    again ? '' : `  ${name}`,
    again ? '' : `${digits(value)} ${unit}`,
    limit?.name ?? '',
    limit === undefined ? '' : `${digits(limit.value)} ${unit}`,
    ratio === undefined ? '' : `${digits(ratio)} ×`,
    expectation === undefined ? '' : expected(expectation, unit),
    verdict(figure),
  ];
}

type Row = { readonly kind: 'title'; readonly text: string } | { readonly kind: 'cells'; readonly cells: string[] };

/** When other programs use less of the processors than this, it is not worth a word. */
const WORTH_SAYING = 0.05;

function warning(othersShare: number): Row[] {
  return othersShare < WORTH_SAYING
    ? []
    : [{ kind: 'title', text: `  other programs used ${Math.round(100 * othersShare)} % of the processors meanwhile` }];
}

function rowsOf({ section, figures, failure, othersShare }: Outcome): Row[] {
  return [
    { kind: 'title', text: '' },
    { kind: 'title', text: `${section.name}: ${section.title}` },
    ...figures.map((figure, index) => ({ kind: 'cells' as const, cells: cells(figure, figures[index - 1]) })),
    ...(failure === undefined ? [] : [{ kind: 'title' as const, text: `  FAILED: ${failure}` }]),
    ...warning(othersShare),
  ];
}

/** All figures as a table for people. */
export function renderTable(outcomes: readonly Outcome[]): string {
  const rows: Row[] = [{ kind: 'cells', cells: [...COLUMNS] }, ...outcomes.flatMap(rowsOf)];
  const widths = COLUMNS.map((_, column) =>
    Math.max(...rows.map((row) => (row.kind === 'cells' ? (row.cells[column] ?? '').length : 0))),
  );
  const align = (text: string, column: number): string =>
    NUMERIC.has(column) ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0);
  const render = (row: Row): string => (row.kind === 'title' ? row.text : row.cells.map(align).join('  ').trimEnd());
  return `${rows.map(render).join('\n')}\n`;
}
