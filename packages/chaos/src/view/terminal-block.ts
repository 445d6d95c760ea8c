import type { WriteStream } from 'node:tty';
import { columnsOf, paint, type Line } from './styled-text.ts';

/** The part of a terminal that a block of lines needs. */
export type Terminal = Pick<WriteStream, 'write' | 'columns' | 'rows' | 'on' | 'off'>;

/** A block of lines at the end of a terminal's output that is drawn over, again and again. */
export interface TerminalBlock {
  /** Draws the lines in the place of those before, each cut off where the terminal ends. */
  draw(lines: readonly Line[]): void;
  /** Leaves what was drawn last where it is, and gives the terminal back as it was. Does nothing the second time. */
  close(): void;
}

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
/** A terminal that knows these shows everything between them at once; others ignore them. */
const BEGIN_FRAME = '\u001b[?2026h';
const END_FRAME = '\u001b[?2026l';
const CLEAR_TO_END_OF_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

/** Opens a block at the cursor. However the process ends, save by SIGKILL, the cursor is visible again. */
export function openBlock(terminal: Terminal, colour: boolean): TerminalBlock {
  /** The columns of each line as it was drawn. */
  let drawn: readonly number[] = [];
  let closed = false;

  const close = (): void => {
    if (closed) return;
    closed = true;
    process.off('exit', close);
    terminal.write(SHOW_CURSOR);
  };
  process.on('exit', close);
  terminal.write(HIDE_CURSOR);

  return {
    draw: (lines) => {
      if (closed) return;
      // A terminal that has become narrower has broken longer lines in two.
      const rows = drawn.reduce((sum, columns) => sum + Math.max(1, Math.ceil(columns / terminal.columns)), 0);
      const up = Math.min(rows, terminal.rows - 1);
      const home = up === 0 ? '\r' : `\u001b[${up}F`;
      const clean = rows === drawn.length ? '' : CLEAR_BELOW;
      // In the last column a terminal may or may not have gone on to the next line already.
      const width = terminal.columns - 1;
      const body = lines.map((line) => `${paint(line, width, colour)}${CLEAR_TO_END_OF_LINE}\n`).join('');
      terminal.write(`${BEGIN_FRAME}${home}${clean}${body}${CLEAR_BELOW}${END_FRAME}`);
      drawn = lines.map((line) => Math.min(columnsOf(line), width));
    },
    close,
  };
}
