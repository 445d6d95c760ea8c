import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { messageOf } from '../errors.ts';
import { changeLines, findTemplateArgument, type LineChange, type TemplateLiteral } from './template-literal.ts';

interface Update extends TemplateLiteral {
  readonly content: string;
}

/**
 * The updates by file and position of the literal; null where two calls require different ones. They are written only
 * when the process exits, because the positions in later stack traces refer to the files as they were loaded.
 */
const updates = new Map<string, Map<number, Update | null>>();

function writeUpdates(): void {
  for (const [path, byPosition] of updates) {
    let source = readFileSync(path, 'utf8');
    const possible = [...byPosition.values()].filter((update) => update !== null);
    // From the last to the first, so that the positions of those that remain stay valid.
    for (const { start, end, content } of possible.toSorted((one, other) => other.start - one.start))
      source = source.slice(0, start) + content + source.slice(end);
    writeFileSync(path, source);
    process.stderr.write(`updated ${possible.length} transcripts in ${path}\n`);
  }
}

/** Returns the place that called a function which is on the stack now. */
function callerOf(callee: (...parameters: never[]) => unknown) {
  const trace = { stack: '' };
  Error.captureStackTrace(trace, callee);
  const [, url, line, column] = /(file:\/\/\S+?):(\d+):(\d+)/.exec(trace.stack) ?? [];
  if (url === undefined) throw new Error(`cannot tell where ${callee.name} was called`);
  return { path: fileURLToPath(url), line: Number(line), column: Number(column) };
}

/**
 * Changes the template literal that was passed as the first argument to a function which is on the stack now. The file
 * is written when the process exits.
 * @throws {Error} if that argument is not a template literal, if it cannot be changed, or if it was passed before and
 *   would have to become something else
 */
export function updateTemplateArgument(callee: (...parameters: never[]) => unknown, change: LineChange): void {
  const { path, ...position } = callerOf(callee);
  const where = `${path}:${position.line}`;
  const source = readFileSync(path, 'utf8');
  const literal = findTemplateArgument(source, position);
  if (literal === null) throw new Error(`cannot update ${where}: the transcript is not a template literal there`);
  let content: string;
  try {
    content = changeLines(source.slice(literal.start, literal.end), change);
  } catch (error) {
    throw new Error(`cannot update ${where}: ${messageOf(error)}`, { cause: error });
  }
  if (updates.size === 0) process.once('exit', writeUpdates);
  const inFile = updates.get(path) ?? new Map<number, Update | null>();
  const earlier = inFile.get(literal.start);
  const conflicts = earlier === null || (earlier !== undefined && earlier.content !== content);
  updates.set(path, inFile.set(literal.start, conflicts ? null : { ...literal, content }));
  if (conflicts) throw new Error(`cannot update ${where}: it is called repeatedly, with different results`);
}
