import { closeSync, writeSync } from 'node:fs';
import { Writable } from 'node:stream';
import { formatLogLine, LOG_LEVELS, type LogLevel } from '@steadfast/records';
import { createLogger, format, transports, type Logger } from 'winston';
import { openForAppending } from './append-file.ts';
import { messageOf } from './errors.ts';

export type { Logger } from 'winston';

export { LOG_LEVELS } from '@steadfast/records';

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

/** The logger configuration. */
export interface LogOptions {
  /** The minimum level to log. */
  readonly level: LogLevel;
  /** A file to which JSON lines are appended. Its folder must exist. */
  readonly file?: string | undefined;
}

/**
 * Opens a stream that writes each line synchronously, so that no line is lost when the process is killed.
 * @throws {UsageError} when the file cannot be opened for appending
 */
function synchronousFile(path: string): Writable {
  const descriptor = openForAppending({ path, what: 'log file', option: 'log-file' }, 'a');
  return new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      try {
        writeSync(descriptor, line);
        done();
      } catch (error) {
        // A full disk must not stop the scheduler: its decisions are in the ledger.
        process.stderr.write(`cannot write to the log file: ${messageOf(error)}\n`);
        done();
      }
    },
    destroy(error, done) {
      closeSync(descriptor);
      done(error);
    },
  });
}

/** Custom, because winston's JSON format takes three times as long, and logging is a large part of a small task's cost. */
const jsonFormat = format.printf(({ level, message, ...fields }) => formatLogLine(level, message, fields));

/** Control characters could forge a line or send escape sequences to a terminal. */
const CONTROL_CHARACTERS = /\p{Cc}/gu;

const COLOURS: Record<string, string> = { error: '\u001b[31m', warn: '\u001b[33m', debug: '\u001b[2m' };

/** Formats a line for a terminal: time, level and message, without the fields. */
function terminalFormat(colour: boolean) {
  return format.printf(({ level, message }) => {
    const text = String(message).replace(CONTROL_CHARACTERS, ' ');
    const line = `${new Date().toISOString().slice(11, 23)} ${level.padEnd(5)} ${text}`;
    const start = colour ? COLOURS[level] : undefined;
    return start === undefined ? line : `${start}${line}\u001b[0m`;
  });
}

/**
 * Opens a logger that writes to standard error: readable lines on a terminal, JSON lines otherwise. With a log file, all
 * lines go to the file as JSON, and standard error gets only errors and warnings unless it is a terminal.
 * @throws {UsageError} when the file cannot be opened
 */
export function openLog({ level, file }: LogOptions): Logger {
  const terminal = process.stderr.isTTY === true;
  const console = new transports.Console({
    stderrLevels: [...LOG_LEVELS],
    ...(file !== undefined && !terminal ? { level: 'warn' } : {}),
    ...(terminal ? { format: terminalFormat(process.env['NO_COLOR'] === undefined) } : {}),
  });
  const logger = createLogger({ level, format: jsonFormat, transports: [console] });
  if (file !== undefined) logger.add(new transports.Stream({ stream: synchronousFile(file), eol: '\n' }));
  return logger;
}

/** Closes the logger and resolves when its last line is written. */
export function closeLog(logger: Logger): Promise<void> {
  return new Promise((resolve) => {
    logger.once('finish', resolve);
    logger.end();
  });
}
