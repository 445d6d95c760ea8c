import { BSON, type Document } from 'mongodb';
import type { TaskDocument } from '../core/leader/task-document.ts';
import type { UnreadableDocument } from '../core/store-requests.ts';
import { taskFromRow, type TaskRow } from './documents.ts';
import { isSameBson } from './same-bson.ts';
import { fromTaskId, toTaskId } from './task-id.ts';

/**
 * Maximum size of an `_id`, in bytes. It is repeated in facts and filters, which have MongoDB's limit of 16 MB as well.
 * A shorter one that is still too long for a task is parked.
 */
const MAX_ID_BYTES = 64 * 1024;

/** Maximum length of the description of an `_id`, in characters: enough to find it. */
const MAX_DESCRIPTION_LENGTH = 200;

/**
 * How documents are decoded. Users may store regular expressions that are none in JavaScript, and strings that are not
 * UTF-8; neither may make a page unreadable. Invalid bytes are replaced.
 */
const DECODE = { bsonRegExp: true, validation: { utf8: false } } as const;

/** The BSON type of an ObjectId, which every driver assigns by default. */
const OBJECT_ID = 0x07;

/** Returns a document that contains only the `_id`, which MongoDB stores first; null if that is an ObjectId. */
function oddId(raw: Uint8Array): Uint8Array | null {
  const [element] = BSON.onDemand.parseToElements(raw) as Iterable<readonly number[]>;
  const [type, nameOffset = 0, , offset = 0, length = 0] = element ?? [];
  if (type === OBJECT_ID) return null;
  const document = Buffer.concat([Buffer.alloc(4), raw.subarray(nameOffset - 1, offset + length), Buffer.alloc(1)]);
  document.writeInt32LE(document.length);
  return document;
}

/** Where the text of a string begins in such a document: after its length, the type, `_id`, a null byte and its length. */
const TEXT_OFFSET = 4 + 1 + 4 + 4;

/** Describes an `_id` for people, whatever it is. */
function describeId(id: Uint8Array): string {
  if (id.length > MAX_ID_BYTES) return `${JSON.stringify(Buffer.from(id).toString('latin1', TEXT_OFFSET, 100))}…`;
  try {
    const { _id } = BSON.deserialize(id, DECODE);
    return BSON.EJSON.stringify(_id).slice(0, MAX_DESCRIPTION_LENGTH);
  } catch {
    return `hexadecimal BSON ${Buffer.from(id).toString('hex').slice(0, MAX_DESCRIPTION_LENGTH)}`;
  }
}

/** Returns why the string that represents an `_id` does not lead back to it; null if it does. */
function idProblem(id: Uint8Array): string | null {
  if (id.length > MAX_ID_BYTES) return `its _id has more than ${MAX_ID_BYTES} bytes`;
  try {
    const { _id } = BSON.deserialize(id, DECODE);
    return isSameBson(id, BSON.serialize({ _id: fromTaskId(toTaskId(_id)) }))
      ? null
      : 'its _id contains what JavaScript or extended JSON cannot represent';
  } catch (error) {
    return `its _id cannot be represented (${String(error)})`;
  }
}

/**
 * Decodes a task document that was read as BSON. It is unreadable if its `_id` cannot be addressed by the string that
 * represents it, because a master could then neither update it nor tell it from others. That concerns fields with names
 * that are integers and out of order, dates beyond those of JavaScript, and more of that kind.
 */
export function readTask(
  raw: Uint8Array,
): { readonly task: TaskDocument } | { readonly unreadable: UnreadableDocument } {
  const id = oddId(raw);
  const reason = id === null ? null : idProblem(id);
  if (id !== null && reason !== null) return { unreadable: { id: describeId(id), reason } };
  const row: Document = BSON.deserialize(raw, DECODE);
  return { task: taskFromRow(row as TaskRow) };
}
