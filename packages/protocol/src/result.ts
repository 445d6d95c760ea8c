import { MAX_RESULT_BYTES } from './limits.ts';

/** Maximum depth of a result: MongoDB allows 100 levels in a document, some of which are the document's own. */
const MAX_RESULT_DEPTH = 50;

/** Returns why MongoDB could not store a key without giving it another meaning; null if it can. */
function keyProblem(key: string): string | null {
  if (key.startsWith('$')) return 'begins with $';
  if (key.includes('.')) return 'contains a dot';
  if (key.includes('\0')) return 'contains a null character';
  return key === '__proto__' ? 'is __proto__' : null;
}

function valueProblem(value: unknown, depth: number): string | null {
  if (typeof value !== 'object' || value === null) return null;
  if (depth >= MAX_RESULT_DEPTH) return `it has more than ${MAX_RESULT_DEPTH} levels`;
  for (const [key, item] of Object.entries(value)) {
    const problem = keyProblem(key);
    if (problem !== null) return `a key ${problem}`;
    const nested = valueProblem(item, depth + 1);
    if (nested !== null) return nested;
  }
  return null;
}

/**
 * Returns why a text cannot be the result of a task; null if it can. It is JSON, small enough for the ledger, and a value
 * that MongoDB can store: an entry that it refuses would be tried again forever.
 */
export function resultProblem(result: string): string | null {
  if (Buffer.byteLength(result) > MAX_RESULT_BYTES) return `it has more than ${MAX_RESULT_BYTES} bytes as JSON`;
  try {
    return valueProblem(JSON.parse(result), 0);
  } catch {
    return 'it is not JSON';
  }
}
