import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { Writable } from 'node:stream';
import { formatLogLine, LOG_LEVELS, type LogLevel } from '@steadfast/records';
import { createLogger, format, transports, type Logger } from 'winston';
import { messageOf, UsageError } from './errors.ts';

export type { Logger } from 'winston';

export { LOG_LEVELS } from '@steadfast/records';

/** How to log. */
export interface LogOptions {
  /** Lines less urgent than this are left out. */
  readonly level: LogLevel;
  /** Also append JSON lines to this file; its folder is made if need be. */
  readonly file?: string | undefined;
}

/**
 * A stream that writes each line before it returns, so that a process killed right after has lost none.
 * @throws {UsageError} when the file cannot be opened for appending
 */
function synchronousFile(path: string): Writable {
  let descriptor: number;
  try {
    mkdirSync(dirname(path), { recursive: true });
    descriptor = openSync(path, 'a');
  } catch (error) {
    throw new UsageError(`cannot write the log file ${path}: ${messageOf(error)}. Name another with --log-file.`);
  }
  return new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      try {
        writeSync(descriptor, line);
        done();
      } catch (error) {
        // A full disk must not stop the scheduler; what it did is in the ledger.
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

/** By hand, for winston's own formats cost three times as much, and logging is much of what a small task costs. */
const json = format.printf(({ level, message, ...fields }) => formatLogLine(level, message, fields));

/** Control characters, which could forge a line or steer a terminal. */
const CONTROL_CHARACTERS = /\p{Cc}/gu;

const COLOURS: Record<string, string> = { error: '\u001b[31m', warn: '\u001b[33m', debug: '\u001b[2m' };

function readable(colour: boolean) {
  return format.printf(({ level, message }) => {
    const text = String(message).replace(CONTROL_CHARACTERS, ' ');
    const line = `${new Date().toISOString().slice(11, 23)} ${level.padEnd(5)} ${text}`;
    const start = colour ? COLOURS[level] : undefined;
    return start === undefined ? line : `${start}${line}\u001b[0m`;
  });
}

/**
 * Makes a logger that writes to standard error: a readable line on a terminal, else JSON. Where a file is named it gets
 * everything as JSON, and standard error, unless it is a terminal, only what is urgent.
 * @throws {UsageError} when the file cannot be opened
 */
export function openLog({ level, file }: LogOptions): Logger {
  const terminal = process.stderr.isTTY === true;
  const console = new transports.Console({
    stderrLevels: [...LOG_LEVELS],
    ...(file !== undefined && !terminal ? { level: 'warn' } : {}),
    ...(terminal ? { format: readable(process.env['NO_COLOR'] === undefined) } : {}),
  });
  const logger = createLogger({ level, format: json, transports: [console] });
  if (file !== undefined) logger.add(new transports.Stream({ stream: synchronousFile(file), eol: '\n' }));
  return logger;
}

/** Ends the log and waits until its last line is written. */
export function closeLog(logger: Logger): Promise<void> {
  return new Promise((resolve) => {
    logger.once('finish', resolve);
    logger.end();
  });
}
