import { BSON, ObjectId } from 'mongodb';

const { EJSON } = BSON;

const OBJECT_ID = /^[0-9a-f]{24}$/;

/**
 * Returns the string that represents a task's `_id` wherever there is no BSON: the hexadecimal digits of an ObjectId, and
 * the canonical extended JSON of any other value. No two values have the same string.
 */
export function toTaskId(id: unknown): string {
  return id instanceof ObjectId ? id.toHexString() : EJSON.stringify(id, { relaxed: false });
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
