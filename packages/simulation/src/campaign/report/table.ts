import { formatCount } from '@steadfast/runtime/format';

/** A table of counters. The counter of a cell is named by the prefix of its row and the suffix of its column. */
export interface CountTable {
  readonly title: string;
  readonly columns: readonly (readonly [heading: string, suffix: string])[];
  readonly rows: readonly (readonly [heading: string, prefix: string])[];
}

/** Stands for 0, so that what never occurred stands out. */
const ZERO = '·';

/** Renders a table as lines of text. */
export function renderTable({ title, columns, rows }: CountTable, counts: ReadonlyMap<string, number>): string[] {
  const cells = rows.map(([, prefix]) =>
    columns.map(([, suffix]) => {
      const count = counts.get(`${prefix}${suffix}`) ?? 0;
      return count === 0 ? ZERO : formatCount(count);
    }),
  );
  const headingWidth = Math.max(...rows.map(([heading]) => heading.length));
  const widths = columns.map(([heading], index) =>
    Math.max(heading.length, ...cells.map((row) => row[index]?.length ?? 0)),
  );
  const line = (heading: string, texts: readonly string[]): string =>
    `  ${heading.padEnd(headingWidth)}${texts.map((text, index) => `  ${text.padStart(widths[index] ?? 0)}`).join('')}`;
  const headings = columns.map(([heading]) => heading);
  return [title, line('', headings), ...rows.map(([heading], index) => line(heading, cells[index] ?? []))];
}
