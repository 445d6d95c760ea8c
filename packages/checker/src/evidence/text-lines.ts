import { createReadStream } from 'node:fs';

/** A line of a file. */
export interface TextLine {
  /** Its number, from 1. */
  readonly number: number;
  readonly text: string;
  /** False for a last line without a line break. */
  readonly complete: boolean;
}

/**
 * Reads a file line by line. Only `\n` and `\r\n` end a line: `node:readline` also splits at the line and paragraph separators of
 * Unicode, which JSON may contain.
 * @throws {Error} when the file cannot be read
 */
export async function* textLines(path: string): AsyncGenerator<TextLine, void, undefined> {
  let [number, partial] = [0, ''];
  for await (const chunk of createReadStream(path, { encoding: 'utf8' })) {
    const texts = (partial + String(chunk)).split('\n');
    partial = texts.pop() ?? '';
    for (const text of texts) {
      number += 1;
      yield { number, text: text.endsWith('\r') ? text.slice(0, -1) : text, complete: true };
    }
  }
  if (partial !== '') yield { number: number + 1, text: partial, complete: false };
}
