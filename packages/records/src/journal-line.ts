import { MalformedError, numberOf, oneOf, parseLine, required, stringOf, timeOf, type Parsed } from './fields.ts';
import { formatTime } from './format-time.ts';
import { escapeJson } from './printable.ts';

const JOURNAL_EVENTS = ['started', 'finished', 'failed', 'aborted'] as const;

/** One line of a slave's execution journal. */
export interface JournalLine {
  readonly event: (typeof JOURNAL_EVENTS)[number];
  readonly taskId: string;
  readonly taskname: string;
  readonly attempt: number;
  /** Drawn at each start of an execution, and the same on all of its lines. */
  readonly nonce: string;
  readonly host: string;
  readonly instance: string;
  readonly pid: number;
  /** Wall-clock time, in milliseconds since 1970; `at` in the file. */
  readonly atMs: number;
  /** Time on the monotonic clock of the process, in milliseconds. */
  readonly monotonicMs: number;
  /** How long the task slept or ran, in milliseconds; on every line but `started`. */
  readonly sleptMs?: number;
  /** The SHA-256 of the input as the slave received it, in hexadecimal; on `started`, if the task has an input. */
  readonly inputSha256?: string;
  /** The SHA-256 of the result as the slave reports it, in hexadecimal; on `finished`, if there is a result. */
  readonly resultSha256?: string;
}

/** Formats a journal line, without a line break. */
export function formatJournalLine(line: JournalLine): string {
  const { event, taskId, taskname, attempt, nonce, host, instance, pid, atMs, monotonicMs, sleptMs } = line;
  const at = formatTime(atMs);
  const { inputSha256, resultSha256 } = line;
  const fields = { event, taskId, taskname, attempt, nonce, host, instance, pid, at, monotonicMs, sleptMs };
  return escapeJson(JSON.stringify({ ...fields, inputSha256, resultSha256 }));
}

function hashOf<Name extends string>(
  name: Name,
  fields: Readonly<Record<string, unknown>>,
): { [Key in Name]?: string } {
  const hash = stringOf(fields[name]);
  return (hash === undefined ? {} : { [name]: hash }) as { [Key in Name]?: string };
}

/** Parses a line of an execution journal. */
export function parseJournalLine(text: string): Parsed<JournalLine> {
  return parseLine(text, (fields) => {
    const event = oneOf(JOURNAL_EVENTS, fields['event']);
    if (event === undefined) throw new MalformedError(`event is ${JSON.stringify(fields['event'])}`);
    const sleptMs = numberOf(fields['sleptMs']);
    if (event !== 'started') required(sleptMs, 'sleptMs');
    return {
      event,
      taskId: required(stringOf(fields['taskId']), 'taskId'),
      taskname: required(stringOf(fields['taskname']), 'taskname'),
      attempt: required(numberOf(fields['attempt']), 'attempt'),
      nonce: required(stringOf(fields['nonce']), 'nonce'),
      host: required(stringOf(fields['host']), 'host'),
      instance: required(stringOf(fields['instance']), 'instance'),
      pid: required(numberOf(fields['pid']), 'pid'),
      atMs: required(timeOf(fields['at']), 'at'),
      monotonicMs: required(numberOf(fields['monotonicMs']), 'monotonicMs'),
      ...(sleptMs === undefined ? {} : { sleptMs }),
      ...hashOf('inputSha256', fields),
      ...hashOf('resultSha256', fields),
    };
  });
}
