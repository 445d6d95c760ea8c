import type { WriteStream } from 'node:tty';
import { startLiveView } from './live-view.ts';
import { startPlainView } from './plain-view.ts';
import type { RunProgress } from './progress.ts';

/** Shows a run while it is in progress. */
export interface View {
  /** Shows the final state, and restores the terminal. Idempotent. */
  stop(): void;
}

/** Where a view is shown: standard output, which may be a terminal or a pipe. */
export type Output = Pick<WriteStream, 'isTTY' | 'columns' | 'rows' | 'write' | 'on' | 'off'>;

/** True if the output is a terminal that supports redrawing lines. */
function canRedraw({ isTTY, columns, rows }: Output): boolean {
  return isTTY && columns > 0 && rows > 0 && process.env['TERM'] !== 'dumb';
}

/** True if the output should be coloured; see https://no-color.org. */
export function wantsColour({ isTTY }: Pick<Output, 'isTTY'>): boolean {
  return isTTY && process.env['NO_COLOR'] === undefined;
}

/** Shows a run: as a live view on a terminal, as plain lines in a pipe. */
export function startView(progress: RunProgress, output: Output): View {
  return canRedraw(output) ? startLiveView(progress, output, wantsColour(output)) : startPlainView(progress, output);
}
