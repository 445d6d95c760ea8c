import { AVOIDED_WORDS } from './words.ts';

/** A violation of a style rule. */
export interface StyleViolation {
  /** Line number, from 1. */
  readonly line: number;
  readonly message: string;
}

/** Returns the words and phrases in a text that AVOIDED_WORDS has a replacement for, by line. */
export function findWords(text: string): StyleViolation[] {
  return text.split('\n').flatMap((content, index) =>
    AVOIDED_WORDS.flatMap(({ pattern, instead }) => {
      const found = pattern.exec(content);
      return found === null ? [] : [{ line: index + 1, message: `"${found[0].trim()}": write ${instead}` }];
    }),
  );
}
