import {
  booleanOf,
  definedOnly,
  numberOf,
  oneOf,
  parseLine,
  required,
  stringOf,
  timeOf,
  type Parsed,
} from './fields.ts';
import { formatTime } from './format-time.ts';
import { escapeJson } from './printable.ts';

/** The levels of the log, the most urgent first. */
export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** One line of the log of a master or a slave. Fields that do not apply are absent. */
export interface LogLine {
  /** Wall-clock time, in milliseconds since 1970; `timestamp` in the file. */
  readonly atMs: number;
  readonly level: LogLevel;
  /** The event as a sentence, for people. */
  readonly message: string;
  readonly event: string;
  readonly role?: string;
  /** The name of the process, on `process.started` and `process.stopped`. */
  readonly name?: string;
  readonly pid?: number;
  readonly port?: number;
  readonly instance?: string;
  readonly host?: string;
  /** The taskname. */
  readonly task?: string;
  readonly taskId?: string;
  readonly attempt?: number;
  readonly nonce?: string;
  readonly epoch?: number;
  /** The number of the ledger entry that holds the fact of this line. */
  readonly entry?: number;
  /** The position of the fact in its entry, from 0. */
  readonly index?: number;
  /** Logged by a later leader, in case the one that wrote the fact died before logging it. */
  readonly reread?: boolean;
  /** The report was sent again to a later leader. */
  readonly replayed?: boolean;
  readonly reason?: string;
}

/** Formats a log line, without a line break. The fields follow `timestamp`, `level` and `message`. */
export function formatLogLine(level: string, message: unknown, fields: object, atMs = Date.now()): string {
  return escapeJson(JSON.stringify({ timestamp: formatTime(atMs), level, message, ...fields }));
}

/** Formats a log line of which `line` has all but the timestamp: with half of the work, since nothing is copied. */
export function formatCompleteLogLine(
  line: { readonly level: LogLevel; readonly message: string },
  atMs: number,
): string {
  return escapeJson(`{"timestamp":"${formatTime(atMs)}",${JSON.stringify(line).slice(1)}`);
}

/** Parses a line of a log. */
export function parseLogLine(text: string): Parsed<LogLine> {
  return parseLine(text, (fields) => ({
    atMs: required(timeOf(fields['timestamp']), 'timestamp'),
    level: required(oneOf(LOG_LEVELS, fields['level']), 'level'),
    message: required(stringOf(fields['message']), 'message'),
    event: required(stringOf(fields['event']), 'event'),
    ...definedOnly({
      role: stringOf(fields['role']),
      name: stringOf(fields['name']),
      pid: numberOf(fields['pid']),
      port: numberOf(fields['port']),
      instance: stringOf(fields['instance']),
      host: stringOf(fields['host']),
      task: stringOf(fields['task']),
      taskId: stringOf(fields['taskId']),
      attempt: numberOf(fields['attempt']),
      nonce: stringOf(fields['nonce']),
      epoch: numberOf(fields['epoch']),
      entry: numberOf(fields['entry']),
      index: numberOf(fields['index']),
      reread: booleanOf(fields['reread']),
      replayed: booleanOf(fields['replayed']),
      reason: stringOf(fields['reason']),
    }),
  }));
}
