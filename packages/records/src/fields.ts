/**
 * Readers for values of unknown shape: JSON objects and MongoDB documents. Each returns undefined for a value that is
 * absent or of another type.
 */

/** What a parser returns: the value, or the reason why the text or document is not one. */
export type Parsed<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly reason: string };

/** A JSON object, or a MongoDB document. */
export type Fields = Readonly<Record<string, unknown>>;

/** Thrown inside of a parser when a required field is absent or of the wrong type. */
export class MalformedError extends Error {
  override readonly name = 'MalformedError';
}

/** Runs a parser; a `MalformedError` becomes the reason of its result. */
export function parsed<Value>(parse: () => Value): Parsed<Value> {
  try {
    return { ok: true, value: parse() };
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    return { ok: false, reason: error.message };
  }
}

/** Parses a line that holds one JSON object. */
export function parseLine<Value>(text: string, parse: (fields: Fields) => Value): Parsed<Value> {
  let fields: unknown;
  try {
    fields = JSON.parse(text);
  } catch {
    return { ok: false, reason: 'not JSON' };
  }
  return isFields(fields) ? parsed(() => parse(fields)) : { ok: false, reason: 'not an object' };
}

/** Returns whether a value has named fields. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Reads a finite number. */
export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function booleanOf(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** Reads a date, or the text of one, as milliseconds since 1970. */
export function timeOf(value: unknown): number | undefined {
  const atMs = value instanceof Date ? value.getTime() : typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(atMs) ? undefined : atMs;
}

/** Reads one of a fixed set of strings. */
export function oneOf<Value extends string>(values: readonly Value[], value: unknown): Value | undefined {
  return values.find((known) => known === value);
}

/**
 * Returns the value of a required field.
 * @throws {MalformedError} when it is undefined
 */
export function required<Value>(value: Value | undefined, field: string): Value {
  if (value === undefined) throw new MalformedError(`${field} is missing or of the wrong type`);
  return value;
}

type Defined<Wide> = { [Key in keyof Wide]?: Exclude<Wide[Key], undefined> };

/** Returns an object without its fields that are undefined. */
export function definedOnly<Wide extends Fields>(wide: Wide): Defined<Wide> {
  return Object.fromEntries(Object.entries(wide).filter(([, value]) => value !== undefined)) as Defined<Wide>;
}
