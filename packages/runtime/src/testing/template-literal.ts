/** A template literal within a source text: the offsets of its content, without the backticks. */
export interface TemplateLiteral {
  readonly start: number;
  readonly end: number;
}

/** A position in a source text, as stack traces have it: both numbers count from 1. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

/** Matches the called name, the parenthesis and the opening backtick. */
const CALL_WITH_TEMPLATE = /[\w$]+\s*\(\s*`/y;

function offsetOf(source: string, { line, column }: SourcePosition): number {
  const lines = source.split('\n').slice(0, line - 1);
  return lines.reduce((sum, { length }) => sum + length + 1, column - 1);
}

/** Returns the offset of the backtick that closes a template; -1 if none does. */
function closingBacktick(source: string, start: number): number {
  let depth = 0;
  for (let index = start; index < source.length; index += 1) {
    if (source[index] === '\\') index += 1;
    else if (depth === 0 && source[index] === '`') return index;
    else if (source.startsWith('${', index)) depth += 1;
    else if (depth > 0 && source[index] === '}') depth -= 1;
  }
  return -1;
}

/** Returns the template literal that is the first argument of the call at a position; null if there is none. */
export function findTemplateArgument(source: string, position: SourcePosition): TemplateLiteral | null {
  CALL_WITH_TEMPLATE.lastIndex = offsetOf(source, position);
  if (!CALL_WITH_TEMPLATE.test(source)) return null;
  const start = CALL_WITH_TEMPLATE.lastIndex;
  const end = closingBacktick(source, start);
  return end === -1 ? null : { start, end };
}

function escapeForTemplate(text: string): string {
  return text.replaceAll(/[\\`]|\$\{/g, (special) => `\\${special}`);
}

/** Pairs the equal lines of two lists, so that as many as possible are paired: the diff of two files. */
function pairEqualLines(before: readonly string[], after: readonly string[]): Map<number, number> {
  // common[i][j] is the number of pairs from before[i] and after[j] on.
  const common = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1));
  const at = (row: number, column: number): number => common[row]?.[column] ?? 0;
  for (let row = before.length - 1; row >= 0; row -= 1)
    for (let column = after.length - 1; column >= 0; column -= 1)
      (common[row] as Uint32Array)[column] =
        before[row] === after[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
  const pairs = new Map<number, number>();
  for (let row = 0, column = 0; row < before.length && column < after.length;) {
    if (before[row] === after[column]) {
      pairs.set(column, row);
      row += 1;
      column += 1;
    } else if (at(row + 1, column) >= at(row, column + 1)) row += 1;
    else column += 1;
  }
  return pairs;
}

/** What a template evaluated to, and what it should evaluate to. Lines are without their common indentation. */
export interface LineChange {
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** The common indentation. */
  readonly indentation: string;
}

/**
 * Returns the content of a template literal with its lines changed. A line that stays is kept as it was written, with
 * its interpolations and the blank lines before it.
 * @throws {Error} if the lines of the literal do not correspond to those it evaluated to, or if a line with an
 *   interpolation would have to change
 */
export function changeLines(content: string, { before, after, indentation }: LineChange): string {
  // Blank lines belong to the line that follows them.
  const written = content.match(/(?:[^\S\n]*\n)*[^\n]*\S[^\n]*/g) ?? [];
  if (written.length !== before.length) throw new Error('an interpolation spans several lines');
  const rows = pairEqualLines(before, after);
  const kept = new Set(rows.values());
  const lost = written.findIndex((line, row) => !kept.has(row) && line.includes('${'));
  if (lost !== -1) throw new Error(`the line "${(written[lost] ?? '').trim()}" has an interpolation`);
  const lines = after.map((line, column) => {
    const row = rows.get(column);
    if (row === undefined) return `${indentation}${escapeForTemplate(line)}`;
    // A line break at the start of the content stays there.
    return (written[row] ?? '').replace(/^\n/, '');
  });
  const [, opening = '', closing = ''] = /^(\n?)[^]*?(\n?[^\S\n]*)$/.exec(content) ?? [];
  return `${opening}${lines.join('\n')}${closing}`;
}
