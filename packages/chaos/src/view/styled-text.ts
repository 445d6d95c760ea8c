/** How a piece of text looks on a terminal that has colours. */
export type Style = 'plain' | 'bold' | 'dim' | 'green' | 'yellow' | 'red' | 'cyan';

/** A piece of text. */
export type Piece = readonly [text: string, style: Style];

/** A line, as pieces. */
export type Line = readonly Piece[];

const CODES: Record<Style, string> = {
  plain: '',
  bold: '\u001b[1m',
  dim: '\u001b[2m',
  green: '\u001b[32m',
  yellow: '\u001b[33m',
  red: '\u001b[31m',
  cyan: '\u001b[36m',
};

const RESET = '\u001b[0m';

/** What steers a terminal or takes no column: logs and documents may contain it. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}\p{M}]/gu;

/** What takes two columns, or may. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{10000}-\u{10ffff}]/gu;

/** Makes a text safe to be shown, with one column for each of its characters. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, ' ').replace(WIDE, '?');
}

/** The columns that a line takes. */
export function columnsOf(line: Line): number {
  return line.reduce((sum, [text]) => sum + printable(text).length, 0);
}

/** A line as text for a terminal, cut off where the columns end. */
export function paint(line: Line, columns: number, colour: boolean): string {
  let left = columns;
  let painted = '';
  for (const [text, style] of line) {
    const shown = printable(text).slice(0, left);
    left -= shown.length;
    const code = colour ? CODES[style] : '';
    painted += code === '' || shown === '' ? shown : `${code}${shown}${RESET}`;
  }
  return painted;
}

/** A text in a field of at least so many columns. */
export function field(text: string, columns: number, style: Style = 'plain'): Piece {
  return [text.padEnd(columns), style];
}

/** A bar of so many columns, filled to a share from 0 to 1. */
export function bar(share: number, columns: number): { readonly done: string; readonly left: string } {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * columns);
  return { done: '█'.repeat(filled), left: '░'.repeat(columns - filled) };
}
