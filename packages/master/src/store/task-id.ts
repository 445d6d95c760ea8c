import { BSON, Double, ObjectId } from 'mongodb';

const { EJSON } = BSON;

const OBJECT_ID = /^[0-9a-f]{24}$/;

/** Replaces integers that only a double can hold: extended JSON would write them as a long that is slightly different. */
function withDoubles(value: unknown): unknown {
  if (typeof value === 'number')
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? new Double(value) : value;
  if (Array.isArray(value)) return value.map(withDoubles);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, withDoubles(field)]));
}

/**
 * Returns the string that represents a task's `_id` wherever there is no BSON: the hexadecimal digits of an ObjectId, and
 * the canonical extended JSON of any other value. `readTask` finds the few values with a string that represents another
 * one.
 */
export function toTaskId(id: unknown): string {
  return id instanceof ObjectId ? id.toHexString() : EJSON.stringify(withDoubles(id), { relaxed: false });
}

/**
 * Parses the string that represents an `_id`; undefined if it is malformed. The declared type is the usual one, but the
 * result may be any value, operators included: use it in filters only inside `$eq` or `$in`.
 */
export function parseTaskId(taskId: string): ObjectId | undefined {
  if (OBJECT_ID.test(taskId)) return ObjectId.createFromHexString(taskId);
  try {
    return EJSON.parse(taskId, { relaxed: false }) as ObjectId;
  } catch {
    return undefined;
  }
}

/**
 * Parses a string that `toTaskId` returned.
 * @throws when it is malformed
 */
export function fromTaskId(taskId: string): ObjectId {
  const id = parseTaskId(taskId);
  if (id === undefined) throw new Error(`${taskId} is not a task identifier`);
  return id;
}
