/**
 * The input of a task: JSON in a request, BSON in its document.
 */
import { MAX_TASKNAME_LENGTH } from '@steadfast/protocol';
import { BSON } from 'mongodb';
import { invalidField } from '../inspection/errors.ts';

/** Maximum size of an input, as JSON and as BSON: what is larger belongs into a store for files. */
const MAX_INPUT_BYTES = 256 * 1024;

/** MongoDB allows 100 levels in a document, one of which is the document itself. */
const MAX_DEPTH = 50;

/** Returns the number of levels of objects and arrays in a JSON text; too many of them would exhaust the stack. */
function depthOf(json: string): number {
  let [depth, deepest, inText] = [0, 0, false];
  for (let index = 0; index < json.length; index += 1) {
    const character = json[index];
    if (inText) {
      if (character === '\\') index += 1;
      else if (character === '"') inText = false;
    } else if (character === '"') inText = true;
    else if (character === '{' || character === '[') deepest = Math.max(deepest, (depth += 1));
    else if (character === '}' || character === ']') depth -= 1;
  }
  return deepest;
}

/**
 * Parses the input of a task.
 * @throws {InspectionError} when it is not JSON, too large or too deep, or cannot be stored
 */
export function parseInput(field: string, json: string): unknown {
  if (Buffer.byteLength(json) > MAX_INPUT_BYTES)
    throw invalidField(field, `must have at most ${MAX_INPUT_BYTES} bytes`);
  if (depthOf(json) > MAX_DEPTH) throw invalidField(field, `must have at most ${MAX_DEPTH} levels`);
  if (json.includes('"__proto__"')) throw invalidField(field, 'must not contain a field named __proto__');
  let value: unknown;
  let size: number;
  try {
    value = BSON.EJSON.parse(json, { relaxed: true });
    // Both forms count: slaves are sent the input as JSON again.
    size = Math.max(BSON.calculateObjectSize({ value }), Buffer.byteLength(BSON.EJSON.stringify(value)));
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, MAX_TASKNAME_LENGTH) : '';
    throw invalidField(field, `must be JSON that MongoDB can store: ${reason}`);
  }
  if (size > MAX_INPUT_BYTES) throw invalidField(field, `must have at most ${MAX_INPUT_BYTES} bytes, also as BSON`);
  return value;
}
