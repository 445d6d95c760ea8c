import type { StyleViolation } from './find-words.ts';

/**
 * Matches a top-level constant without a type annotation, up to the first character of its value. The formatter indents
 * everything that is not at the top level, except for comments and template literals.
 */
const CONSTANT = /^(?:export )?const ([\w$]+) =\s+(?:async\s+)?(?=[(<\w$])/gmu;

const BRACKETS: Readonly<Record<string, string>> = { '(': ')', '<': '>' };

/** Returns the offset behind the bracket that closes the one at `start`. Strings in default values are skipped. */
function skipBrackets(text: string, start: number): number {
  const open = text[start] ?? '';
  const close = BRACKETS[open];
  let depth = 0;
  for (let offset = start; offset < text.length; offset += 1) {
    const character = text[offset] ?? '';
    if (`'"\``.includes(character)) offset = text.indexOf(character, offset + 1);
    else if (character === open) depth += 1;
    // The second character of an arrow in a function type closes nothing.
    else if (character === close && text[offset - 1] !== '=') depth -= 1;
    if (depth === 0) return offset + 1;
  }
  return text.length;
}

/** Returns whether an offset is within a template literal, judging by the backticks before it outside of comments. */
function isInTemplateLiteral(text: string, offset: number): boolean {
  const code = text.slice(0, offset).replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gmu, '');
  return [...code.matchAll(/(?<!\\)`/gu)].length % 2 === 1;
}

/** Returns whether the expression at an offset is an arrow function. */
function isArrowFunction(text: string, start: number): boolean {
  const afterTypes = text[start] === '<' ? skipBrackets(text, start) : start;
  if (text[afterTypes] !== '(') return /^[\w$]+\s*=>/u.test(text.slice(start, start + 100));
  // A colon behind the parameters begins the return type; a parenthesized expression cannot be followed by one.
  return /^\s*(?:=>|:)/u.test(text.slice(skipBrackets(text, afterTypes)));
}

/**
 * Returns the top-level arrow functions of a TypeScript module that could be function declarations. Constants with a
 * type annotation are allowed: a function declaration cannot have a function type.
 */
export function findArrowFunctions(text: string): StyleViolation[] {
  return [...text.matchAll(CONSTANT)]
    .filter(({ index }) => !isInTemplateLiteral(text, index))
    .filter(({ 0: match, index }) => isArrowFunction(text, index + match.length))
    .map(({ 1: name, index }) => ({
      line: text.slice(0, index).split('\n').length,
      message: `arrow function "${name}" at the top level: write a function declaration`,
    }));
}
