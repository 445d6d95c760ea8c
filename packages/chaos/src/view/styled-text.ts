/** How text looks on a terminal that has colours. */
export type TextStyle = 'plain' | 'bold' | 'dim' | 'green' | 'yellow' | 'red' | 'cyan';

/** Text in one style. */
export type StyledSpan = readonly [text: string, style: TextStyle];

export type StyledLine = readonly StyledSpan[];

const CODES: Record<TextStyle, string> = {
  plain: '',
  bold: '\u001b[1m',
  dim: '\u001b[2m',
  green: '\u001b[32m',
  yellow: '\u001b[33m',
  red: '\u001b[31m',
  cyan: '\u001b[36m',
};

const RESET = '\u001b[0m';

/** Characters that control a terminal or take no column. Logs and documents may contain them. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}\p{M}]/gu;

/** Characters that take two columns, or may. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{10000}-\u{10ffff}]/gu;

/** Returns a text that is safe to print: without control characters, one column per character. */
export function sanitize(text: string): string {
  return text.replace(UNPRINTABLE, ' ').replace(WIDE, '?');
}

/** Returns the number of columns that a line takes. */
export function lineWidth(line: StyledLine): number {
  return line.reduce((sum, [text]) => sum + sanitize(text).length, 0);
}

/** Shows that a line was truncated. */
const ELLIPSIS = '…';

/** Renders a line for a terminal. If it has more than a number of columns, it is truncated and ends with an ellipsis. */
export function renderLine(line: StyledLine, columns: number, colour: boolean): string {
  const truncated = lineWidth(line) > columns;
  let remaining = columns;
  let rendered = '';
  for (const [text, style] of line) {
    const safe = sanitize(text);
    const isLast = truncated && remaining > 0 && safe.length >= remaining;
    const shown = isLast ? safe.slice(0, remaining - 1) + ELLIPSIS : safe.slice(0, remaining);
    remaining -= shown.length;
    const code = colour ? CODES[style] : '';
    rendered += code === '' || shown === '' ? shown : `${code}${shown}${RESET}`;
  }
  return rendered;
}

/** Pads a text on the right to at least a number of columns. */
export function padded(text: string, columns: number, style: TextStyle = 'plain'): StyledSpan {
  return [text.padEnd(columns), style];
}

/** Returns a progress bar of a number of columns, filled to a share from 0 to 1. */
export function bar(share: number, columns: number): { readonly done: string; readonly left: string } {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * columns);
  return { done: '█'.repeat(filled), left: '░'.repeat(columns - filled) };
}
