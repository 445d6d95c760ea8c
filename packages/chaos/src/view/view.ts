import type { WriteStream } from 'node:tty';
import { startLiveView } from './live-view.ts';
import { startPlainView } from './plain-view.ts';
import type { Progress } from './progress.ts';

/** What shows a run while it goes on. */
export interface View {
  /** Shows how things stand for the last time, and gives the terminal back. Does nothing the second time. */
  stop(): void;
}

/** Where a view is shown: standard output, which may be a terminal or a pipe. */
export type Output = Pick<WriteStream, 'isTTY' | 'columns' | 'rows' | 'write' | 'on' | 'off'>;

/** True where lines can be drawn over. */
function canDraw({ isTTY, columns, rows }: Output): boolean {
  return isTTY && columns > 0 && rows > 0 && process.env['TERM'] !== 'dumb';
}

/** True where colours are wanted. */
export function wantsColour({ isTTY }: Pick<Output, 'isTTY'>): boolean {
  return isTTY && process.env['NO_COLOR'] === undefined;
}

/** Shows a run as it suits the output: live on a terminal, as plain lines in a pipe. */
export function startView(progress: Progress, output: Output): View {
  return canDraw(output) ? startLiveView(progress, output, wantsColour(output)) : startPlainView(progress, output);
}
