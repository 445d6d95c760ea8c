import { printable } from '@steadfast/records';
import { MAX_REASON_LENGTH, type HandlerReport } from './handler-messages.ts';
import { nameProblem } from './handler-name.ts';
import { MAX_PROGRESS_TEXT } from './progress-reporter.ts';

/** Maximum number of handlers: their names travel in each registration of the slave. */
const MAX_HANDLERS = 250;

type Fields = Readonly<Record<string, unknown>>;

function reasonIn({ reason }: Fields): string | null {
  return typeof reason === 'string' ? printable(reason).slice(0, MAX_REASON_LENGTH) || 'no reason given' : null;
}

function namesIn({ names }: Fields): readonly string[] | null {
  if (!Array.isArray(names) || names.length > MAX_HANDLERS || new Set(names).size < names.length) return null;
  return names.every((name) => nameProblem(name) === null) ? (names as string[]) : null;
}

function decodeEnd(kind: 'succeeded' | 'failed', fields: Fields): HandlerReport | null {
  const { run, result, permanent, isWorn, printedBytes } = fields;
  if (typeof run !== 'number' || typeof isWorn !== 'boolean' || typeof printedBytes !== 'number') return null;
  if (kind === 'succeeded')
    return result === null || typeof result === 'string' ? { kind, run, result, isWorn, printedBytes } : null;
  const reason = reasonIn(fields);
  return reason === null || typeof permanent !== 'boolean'
    ? null
    : { kind, run, reason, permanent, isWorn, printedBytes };
}

function decodeProgress({ run, fraction, text }: Fields): HandlerReport | null {
  if (typeof run !== 'number' || typeof fraction !== 'number' || typeof text !== 'string') return null;
  if (!(fraction >= 0 && fraction <= 1)) return null;
  return { kind: 'progress', run, fraction, text: printable(text).slice(0, MAX_PROGRESS_TEXT) };
}

/** Returns the message in a line of a handler process, which may send anything; null if it is none. */
export function decodeReport(line: string): HandlerReport | null {
  let fields: unknown;
  try {
    fields = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof fields !== 'object' || fields === null) return null;
  const { kind } = fields as Fields;
  switch (kind) {
    case 'loaded': {
      const names = namesIn(fields as Fields);
      return names === null ? null : { kind, names };
    }
    case 'not loaded':
    case 'crashed': {
      const reason = reasonIn(fields as Fields);
      return reason === null ? null : { kind, reason };
    }
    case 'succeeded':
    case 'failed':
      return decodeEnd(kind, fields as Fields);
    case 'progress':
      return decodeProgress(fields as Fields);
    default:
      return null;
  }
}
