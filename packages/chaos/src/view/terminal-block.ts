import type { WriteStream } from 'node:tty';
import { lineWidth, renderLine, type StyledLine } from './styled-text.ts';

/** The parts of a terminal that a block needs. */
export type Terminal = Pick<WriteStream, 'write' | 'columns' | 'rows' | 'on' | 'off'>;

/** A block of lines at the end of a terminal's output that is redrawn in place. */
export interface TerminalBlock {
  /** Replaces the lines of the block. Lines are truncated to the width of the terminal. */
  draw(lines: readonly StyledLine[]): void;
  /** Leaves the last lines in place, and restores the terminal. Idempotent. */
  close(): void;
}

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
/** Synchronized output: a terminal that supports it shows everything between the two at once; others ignore them. */
const BEGIN_FRAME = '\u001b[?2026h';
const END_FRAME = '\u001b[?2026l';
const CLEAR_TO_END_OF_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

/** Opens a block at the cursor, and hides the cursor until the block is closed or the process exits. */
export function openBlock(terminal: Terminal, colour: boolean): TerminalBlock {
  /** The width of each line as it was last drawn, in columns. */
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
      // A terminal that has become narrower has wrapped the lines that no longer fit.
      const rows = drawn.reduce((sum, columns) => sum + Math.max(1, Math.ceil(columns / terminal.columns)), 0);
      const up = Math.min(rows, terminal.rows - 1);
      const home = up === 0 ? '\r' : `\u001b[${up}F`;
      const clean = rows === drawn.length ? '' : CLEAR_BELOW;
      // After writing to the last column, some terminals have already moved to the next line.
      const width = terminal.columns - 1;
      const body = lines.map((line) => `${renderLine(line, width, colour)}${CLEAR_TO_END_OF_LINE}\n`).join('');
      terminal.write(`${BEGIN_FRAME}${home}${clean}${body}${CLEAR_BELOW}${END_FRAME}`);
      drawn = lines.map((line) => Math.min(lineWidth(line), width));
    },
    close,
  };
}
