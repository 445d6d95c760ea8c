/** Reports progress: a bar that is redrawn on a terminal, otherwise a line every few seconds. */
export interface ProgressReporter {
  readonly update: (done: number) => void;
  /** Ends the line of the bar. */
  readonly end: () => void;
}

/** The part of a stream that progress is written to. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Ten updates per second look smooth. */
const REDRAW_INTERVAL_MS = 100;

/** Frequent enough to show that a long run is alive, rare enough for a log file. */
const LINE_INTERVAL_MS = 5_000;

const BAR_WIDTH = 30;

/** Formats an integer with thousands separators, independent of the locale. */
export function formatCount(value: number): string {
  return value.toLocaleString('en-US');
}

/** Creates a reporter of the progress towards `total`. `nowMs` is a monotonic clock. */
export function createProgressReporter(
  output: ProgressOutput,
  total: number,
  nowMs = () => performance.now(),
): ProgressReporter {
  const terminal = output.isTTY === true;
  const startedMs = nowMs();
  let lastWriteMs = terminal ? Number.NEGATIVE_INFINITY : startedMs;

  const text = (done: number): string => {
    const elapsedMs = Math.max(1, nowMs() - startedMs);
    const percent = `${Math.floor((done / total) * 100)}%`.padStart(4);
    return `${percent}  ${formatCount(done)} of ${formatCount(total)} tasks, ${formatCount(Math.round((done / elapsedMs) * 1_000))}/s`;
  };
  const bar = (done: number): string => '#'.repeat(Math.floor((done / total) * BAR_WIDTH)).padEnd(BAR_WIDTH, '.');

  return {
    update: (done) => {
      if (nowMs() - lastWriteMs < (terminal ? REDRAW_INTERVAL_MS : LINE_INTERVAL_MS) && !(terminal && done === total))
        return;
      lastWriteMs = nowMs();
      // The escape sequence erases the rest of the line: this text may be shorter than the previous one.
      output.write(terminal ? `\r[${bar(done)}]${text(done)}\u001b[K` : `inserted${text(done)}\n`);
    },
    end: () => {
      if (terminal && lastWriteMs >= startedMs) output.write('\n');
    },
  };
}
