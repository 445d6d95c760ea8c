import { isDeepStrictEqual } from 'node:util';
import { describeFactFields, escapeJson, isPrintable } from '@steadfast/records';
import { definedOnly, isFields, MalformedError, required, stringOf } from '@steadfast/records/fields';
import type { LedgerFact } from '../evidence.ts';
import { factFrom } from '../parse-documents.ts';

/** Stands for a value that is absent. */
const ABSENT = '-';

/** A value that needs no quotes. */
const WORD = String.raw`[\w.:-]+`;

const VALUE = String.raw`(?:"(?:[^"\\]|\\.)*"|${WORD})`;

const PLAIN_WORD = new RegExp(`^${WORD}$`);

/** Quotes a text that could be misread, or that could control a terminal. */
export function quoted(value: string | undefined): string {
  if (value === undefined) return ABSENT;
  return PLAIN_WORD.test(value) && value !== ABSENT ? value : escapeJson(JSON.stringify(value));
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new MalformedError(`${text} is neither a word nor JSON`);
  }
}

/**
 * Returns the text that `quoted` wrote; undefined for an absent value.
 * @throws {MalformedError} when it is neither a word nor a quoted text
 */
export function unquoted(text: string): string | undefined {
  if (text === ABSENT) return undefined;
  return PLAIN_WORD.test(text) ? text : required(stringOf(jsonIn(text)), 'text');
}

/**
 * Returns the number that a text stands for.
 * @throws {MalformedError} when it is none
 */
export function numberIn(text: string): number {
  const value = Number(text);
  if (text.trim() === text && text !== '' && Number.isFinite(value)) return value;
  throw new MalformedError(`${text} is not a number`);
}

/** The parts of a fact as `describeFactFields` writes it in full, with its texts quoted. */
const FACT = new RegExp(
  [
    String.raw`^(?<kind>[\w.-]+)`,
    String.raw`(?:(?: (?<taskname>${VALUE}))? \[(?<task>.+?)\])?`,
    String.raw`(?: attempt (?<attempt>\S+?))?`,
    String.raw`(?: (?:on |by )?(?<process>${VALUE})(?:/(?<instance>${VALUE}))?)?`,
    String.raw`(?:: (?<reason>${VALUE}))?$`,
  ].join(''),
  's',
);

function valueOf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : unquoted(text);
}

function parseDescription(text: string): LedgerFact {
  const parts = FACT.exec(text)?.groups;
  if (parts === undefined) throw new MalformedError('not a fact');
  const { kind = '', task, attempt } = parts;
  const process = valueOf(parts['process']);
  return {
    kind,
    ...definedOnly({
      task,
      taskname: valueOf(parts['taskname']),
      attempt: attempt === undefined ? undefined : numberIn(attempt),
      [kind.startsWith('epoch.') ? 'name' : 'host']: process,
      instance: valueOf(parts['instance']),
      reason: valueOf(parts['reason']),
    }),
  };
}

function parsesTo(text: string, fact: LedgerFact): boolean {
  try {
    return isPrintable(text) && isDeepStrictEqual(parseDescription(text), fact);
  } catch {
    return false;
  }
}

/** Formats a fact as a text that `parseFactText` reads back; as JSON if its fields cannot be expressed in words. */
export function formatFact(fact: LedgerFact): string {
  const { taskname, host, instance, name, reason, ...others } = fact;
  const texts = Object.entries({ taskname, host, instance, name, reason })
    .filter(([, value]) => value !== undefined)
    .map(([field, value]) => [field, quoted(value)]);
  const text = describeFactFields({ ...others, ...Object.fromEntries(texts) }, 'full');
  return parsesTo(text, fact) ? text : escapeJson(JSON.stringify(fact));
}

/**
 * Reads a fact that `formatFact` wrote.
 * @throws {MalformedError} when the text is not a fact
 */
export function parseFactText(text: string): LedgerFact {
  if (!text.startsWith('{')) return parseDescription(text);
  const fields = jsonIn(text);
  if (!isFields(fields)) throw new MalformedError('not a fact');
  return factFrom(fields, stringOf(fields['task']));
}
