/** Shows how far it is: a bar that is redrawn on a terminal, else a line every few seconds. */
export interface Progress {
  readonly update: (done: number) => void;
  /** Ends the bar's line. */
  readonly end: () => void;
}

/** What of a stream is needed here. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** A terminal is redrawn ten times a second at most, in milliseconds. */
const REDRAW_MS = 100;

/** In a pipe, a line so often, in milliseconds. */
const LINE_MS = 5_000;

const BAR_WIDTH = 30;

/** A whole number with thousands marked, the same everywhere. */
export function grouped(value: number): string {
  return value.toLocaleString('en-US');
}

/** Shows the progress towards a total on a stream; `nowMs` is a clock that never jumps, in milliseconds. */
export function showProgress(output: ProgressOutput, total: number, nowMs = () => performance.now()): Progress {
  const terminal = output.isTTY === true;
  const startedMs = nowMs();
  let shownMs = terminal ? Number.NEGATIVE_INFINITY : startedMs;

  const text = (done: number): string => {
    const elapsedMs = Math.max(1, nowMs() - startedMs);
    const percent = `${Math.floor((done / total) * 100)}%`.padStart(4);
    return `${percent}  ${grouped(done)} of ${grouped(total)} tasks, ${grouped(Math.round((done / elapsedMs) * 1_000))}/s`;
  };
  const bar = (done: number): string => '#'.repeat(Math.floor((done / total) * BAR_WIDTH)).padEnd(BAR_WIDTH, '.');

  return {
    update: (done) => {
      if (nowMs() - shownMs < (terminal ? REDRAW_MS : LINE_MS) && !(terminal && done === total)) return;
      shownMs = nowMs();
      // Erases to the end of the line: the next text may be shorter.
      output.write(terminal ? `\r[${bar(done)}]${text(done)}\u001b[K` : `inserted${text(done)}\n`);
    },
    end: () => {
      if (terminal && shownMs >= startedMs) output.write('\n');
    },
  };
}
