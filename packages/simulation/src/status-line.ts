/** A stream that progress is written to: a terminal, or anything else. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly write: (text: string) => unknown;
}

/** Moves the cursor to the beginning of the line, and clears the line. */
const CLEAR_LINE = '\r\u001B[K';

/** The width of a terminal that does not report one. */
const DEFAULT_COLUMNS = 80;

/** One line of a terminal that is overwritten with every update. Shows nothing where there is no terminal. */
export interface StatusLine {
  readonly show: (text: string) => void;
  readonly clear: () => void;
}

/** Creates the status line of a stream. */
export function createStatusLine(screen: Screen): StatusLine {
  const write = (text: string): void => {
    if (screen.isTTY === true) screen.write(text);
  };
  return {
    // A line wider than the terminal would wrap, and could not be overwritten.
    show: (text) => write(`${CLEAR_LINE}${text.slice(0, (screen.columns ?? DEFAULT_COLUMNS) - 1)}`),
    clear: () => write(CLEAR_LINE),
  };
}
