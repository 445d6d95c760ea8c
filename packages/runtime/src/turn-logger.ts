import { formatCompleteLogLine, type LogLevel } from '@steadfast/records';
import type { Logger } from 'winston';

/** A line to log: what a log line has, and fields of its own. */
export interface LoggedLine {
  readonly level: LogLevel;
  readonly message: string;
  readonly event: string;
  readonly [field: string]: unknown;
}

/** What drivers log with: the part of a logger that a simulation provides as well. */
export interface LineLogger {
  readonly log: (line: LoggedLine) => unknown;
  readonly isLevelEnabled: (level: LogLevel) => boolean;
}

/** A logger that writes the lines of one turn of a driver together. */
export interface TurnLogger extends LineLogger {
  /** Calls the body, then writes what was logged during it, also if it throws. Elsewhere, each line is written at once. */
  readonly together: (body: () => void) => void;
}

/** A line with the wall-clock time at which it was logged, in milliseconds since 1970. */
export interface TimedLine {
  readonly line: LoggedLine;
  readonly atMs: number;
}

/** The lines of a turn, in what is passed to winston for all of them. */
const LINES = Symbol('lines');

/** Returns the lines in what was passed to winston; undefined if it is a single line. */
export function linesOf(info: object): readonly TimedLine[] | undefined {
  return (info as { readonly [LINES]?: readonly TimedLine[] })[LINES];
}

/** Formats lines as JSON, each with a line break except the last. */
export function formatLines(lines: readonly TimedLine[]): string {
  return lines.map(({ line, atMs }) => formatCompleteLogLine(line, atMs)).join('\n');
}

/** Passes lines to winston: those in a row that have the same level at once. */
function writeLines(logger: Logger, lines: readonly TimedLine[]): void {
  let start = 0;
  for (const [index, { line }] of lines.entries()) {
    const { level } = line;
    if (lines[index + 1]?.line.level === level) continue;
    logger.log({ level, message: '', [LINES]: lines.slice(start, index + 1) });
    start = index + 1;
  }
}

/**
 * Returns a function that collects what `log` is called with during a turn, and passes it to `write` at the end.
 * @param write writes lines; called with at least one
 */
export function collectTurns<Line>(write: (lines: readonly Line[]) => void) {
  let collected: Line[] | null = null;
  return {
    log: (line: Line): void => {
      if (collected === null) write([line]);
      else collected.push(line);
    },
    together: (body: () => void): void => {
      const lines: Line[] = [];
      collected = lines;
      try {
        body();
      } finally {
        collected = null;
        if (lines.length > 0) write(lines);
      }
    },
  };
}

/** Returns a logger that passes the lines of a turn to winston at once: its work for a line costs more than the line. */
export function createTurnLogger(logger: Logger): TurnLogger {
  const { log, together } = collectTurns<TimedLine>((lines) => writeLines(logger, lines));
  return {
    log: (line) => log({ line, atMs: Date.now() }),
    together,
    isLevelEnabled: (level) => logger.isLevelEnabled(level),
  };
}
