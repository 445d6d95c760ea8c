/**
 * How to read what may hold anything: each reader gives undefined for what is not there or of another type.
 */

/** A line or a document does not have the shape of its kind. The message says what is missing. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
}

/** What has fields: a JSON object, or a document of MongoDB. */
export type Fields = Readonly<Record<string, unknown>>;

/** True for what has fields. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text, or undefined for anything else. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A finite number, or undefined for anything else. */
export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A boolean, or undefined for anything else. */
export function flagOf(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** A moment in milliseconds since 1970, from a date or from a text; undefined for anything else. */
export function momentOf(value: unknown): number | undefined {
  const atMs = value instanceof Date ? value.getTime() : typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(atMs) ? undefined : atMs;
}

/**
 * Insists on a field.
 * @throws {Malformed} naming it, when it is absent or of the wrong type
 */
export function need<Value>(value: Value | undefined, field: string): Value {
  if (value === undefined) throw new Malformed(`${field} is missing or of the wrong type`);
  return value;
}

type Present<Wide> = { [Key in keyof Wide]: Exclude<Wide[Key], undefined> };

/** An object without the fields that are undefined. */
export function present<Wide extends Fields>(wide: Wide): Partial<Present<Wide>> {
  return Object.fromEntries(Object.entries(wide).filter(([, value]) => value !== undefined)) as Partial<Present<Wide>>;
}
