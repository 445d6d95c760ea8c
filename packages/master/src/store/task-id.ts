import { BSON, ObjectId } from 'mongodb';

const { EJSON } = BSON;

const OBJECT_ID = /^[0-9a-f]{24}$/;

/**
 * The text that stands for a task's `_id` wherever there is no BSON: the hexadecimal digits of an ObjectId, and for
 * every other value its canonical extended JSON, which never looks like that.
 */
export function toTaskId(id: unknown): string {
  return id instanceof ObjectId ? id.toHexString() : EJSON.stringify(id, { relaxed: false });
}

/**
 * The `_id` that a text stands for; undefined when it stands for none. Its type is that of the usual case, but it may
 * be any value: use it in filters only under `$eq` or `$in`, never bare.
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
 * The same for a text that this program wrote itself.
 * @throws when it stands for none
 */
export function fromTaskId(taskId: string): ObjectId {
  const id = parseTaskId(taskId);
  if (id === undefined) throw new Error(`${taskId} is not a task identifier`);
  return id;
}
