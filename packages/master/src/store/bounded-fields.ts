import type { Document } from 'mongodb';
import { MAX_INPUT_BYTES, MAX_TASKNAME_LENGTH } from '@steadfast/protocol/limits';

/**
 * Bound of each field that is read. A valid `taskname` takes a quarter of it, everything else less; but a document may
 * hold 16 MB in any field, and a page a thousand documents.
 */
const MAX_FIELD_BYTES = 4 * (MAX_TASKNAME_LENGTH + 56);

/**
 * Returns a projection of a field that never leaves the server if it is too large: then `replacement`, an expression, is
 * read in its place. A field that does not exist stays absent.
 */
export function boundedField(field: string, replacement: unknown, maxBytes: number = MAX_FIELD_BYTES): Document {
  const size = { $bsonSize: { value: `$${field}` } };
  return { $cond: [{ $lte: [size, maxBytes] }, `$${field}`, replacement] };
}

/** Stands for a name that is too large, and is too long itself, so that the reason for parking the task is the same. */
const TOO_LONG_NAME = 'x'.repeat(MAX_TASKNAME_LENGTH + 1);

/**
 * The fields of a task document that the scheduler reads, but for its input. One that is too large is read as null, which
 * is invalid.
 */
export const SCHEDULING_FIELDS = {
  taskname: boundedField('taskname', { $cond: [{ $eq: [{ $type: '$taskname' }, 'string'] }, TOO_LONG_NAME, null] }),
  sleeptime: boundedField('sleeptime', null),
  kind: boundedField('kind', null),
  queue: boundedField('queue', null),
  priority: boundedField('priority', null),
  notBefore: boundedField('notBefore', null),
  retry: boundedField('retry', null),
  timeout: boundedField('timeout', null),
  state: boundedField('state', null),
  host: boundedField('host', null),
  attempt: boundedField('attempt', null),
  failures: boundedField('failures', null),
  assignment: boundedField('assignment', null),
  rev: boundedField('rev', null),
  // Only its type is checked.
  history: { $cond: [{ $isArray: '$history' }, [], boundedField('history', null)] },
} as const;

/** Size of a document with an input of the maximum size as its only field, `value`. */
const MAX_INPUT_FIELD_BYTES = MAX_INPUT_BYTES + 16;

/**
 * The fields of a document that may be placed. An input that is too large does not leave the server; its size is read as
 * `oversizedInput` instead.
 */
export const PLACEABLE_FIELDS = {
  ...SCHEDULING_FIELDS,
  input: boundedField('input', '$$REMOVE', MAX_INPUT_FIELD_BYTES),
  oversizedInput: {
    $cond: [
      { $lte: [{ $bsonSize: { value: '$input' } }, MAX_INPUT_FIELD_BYTES] },
      '$$REMOVE',
      { $bsonSize: { value: '$input' } },
    ],
  },
} as const;

/** The revision alone. */
export const REVISION_FIELD = { rev: boundedField('rev', null) } as const;
