import { isatty } from 'node:tty';
import { formatLogLine, printable, type LogLevel } from '@steadfast/records';
import { createLogger, format, transports, type Logger } from 'winston';
import { openConsole, type ConsoleOutput } from './console-output.ts';
import { messageOf } from './errors.ts';
import { formatPlural } from './format.ts';
import { NO_ROTATION, openLogFile, type LogRotation } from './log-file.ts';
import { formatLines, linesOf } from './turn-logger.ts';

export type { LogRotation } from './log-file.ts';
export type { Logger } from 'winston';

export { LOG_LEVELS } from '@steadfast/records';

/** The logger configuration. */
export interface LogOptions {
  /** The minimum level to log. */
  readonly level: LogLevel;
  /** A file to which JSON lines are appended. Its folder must exist. */
  readonly file?: string | undefined;
  /** When that file is replaced; never by default. */
  readonly rotation?: LogRotation;
}

/** Custom, because winston's JSON format takes three times as long, and logging is a large part of a small task's cost. */
const jsonFormat = format.printf((info) => {
  const lines = linesOf(info);
  if (lines !== undefined) return formatLines(lines);
  const { level, message, ...fields } = info;
  return formatLogLine(level, message, fields);
});

const COLOURS: Record<string, string> = { error: '\u001b[31m', warn: '\u001b[33m', debug: '\u001b[2m' };

/** Formats a line for a terminal: time, level and message, without the fields. */
function terminalLine(level: string, message: unknown, colour: boolean, atMs = Date.now()): string {
  const line = `${new Date(atMs).toISOString().slice(11, 23)} ${level.padEnd(5)} ${printable(String(message))}`;
  const start = colour ? COLOURS[level] : undefined;
  return start === undefined ? line : `${start}${line}\u001b[0m`;
}

/** Formats the line that stands for lines that standard error did not take. */
function droppedLine(count: number, terminal: boolean, colour: boolean): string {
  const message = `${formatPlural(count, 'log line')} dropped, because standard error was not read`;
  return terminal ? terminalLine('warn', message, colour) : formatLogLine('warn', message, { event: 'log.dropped' });
}

/** What `runMain` prints: in the log file it is a line as well, but on standard error it would be there twice. */
const FAILED_EVENT = 'process.failed';

const withoutFailure = format((line) => (line['event'] === FAILED_EVENT ? false : line));

/** Standard error of loggers that are open. */
const consoles = new WeakMap<Logger, ConsoleOutput>();

/**
 * Opens a logger that writes to standard error: readable lines on a terminal, JSON lines otherwise. With a log file, all
 * lines go to the file as JSON, and standard error gets only errors and warnings unless it is a terminal. A reader of
 * standard error that stalls loses lines; it does not stop the process.
 * @throws {UsageError} when the file cannot be opened
 */
export function openLog({ level, file, rotation = NO_ROTATION }: LogOptions): Logger {
  const terminal = isatty(2);
  const colour = process.env['NO_COLOR'] === undefined;
  const output = openConsole((count) => `${droppedLine(count, terminal, colour)}\n`);
  const terminalFormat = format.printf((info) => {
    const lines = linesOf(info);
    if (lines === undefined) return terminalLine(info.level, info.message, colour);
    return lines.map(({ line, atMs }) => terminalLine(line.level, line.message, colour, atMs)).join('\n');
  });
  const console = new transports.Stream({
    stream: output.stream,
    eol: '\n',
    // What the logger has formatted as JSON is not formatted again.
    format: terminal ? format.combine(withoutFailure(), terminalFormat) : withoutFailure(),
    ...(file !== undefined && !terminal ? { level: 'warn' } : {}),
  });
  const logger = createLogger({ level, format: jsonFormat, transports: [console] });
  if (file !== undefined) {
    const onFailed = (reason: string): void => void output.stream.write(`cannot write to the log file: ${reason}\n`);
    logger.add(new transports.Stream({ stream: openLogFile(file, rotation, onFailed), eol: '\n' }));
  }
  consoles.set(logger, output);
  return logger;
}

/**
 * Runs the body of a program that logs. An error that ends the program is written to the log file, too, where a person
 * looks for it later, and then thrown.
 */
export async function withLog(logger: Logger, body: () => Promise<void>): Promise<void> {
  try {
    await body();
  } catch (error) {
    logger.error(messageOf(error), { event: FAILED_EVENT });
    throw error;
  } finally {
    await closeLog(logger);
  }
}

/** How long a process may take to exit after its log is closed, if nobody reads what it wrote to standard error. */
const EXIT_TIMEOUT_MS = 2_000;

/** Exits when nothing but unread output on standard error keeps the process alive. */
function exitDespiteUnreadOutput(): void {
  setTimeout(() => {
    if (process.stderr.writableLength > 0) process.exit();
  }, EXIT_TIMEOUT_MS).unref();
}

/** Closes the logger and resolves when its last line is written, or standard error turns out not to be read. */
export async function closeLog(logger: Logger): Promise<void> {
  await new Promise((resolve) => {
    logger.once('finish', resolve);
    logger.end();
  });
  await consoles.get(logger)?.flush();
  exitDespiteUnreadOutput();
}
