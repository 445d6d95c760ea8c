/**
 * Files of blocks: the first line says how many documents there are, and each of them is a block of lines. An empty line
 * ends a block.
 */
import { MalformedError } from '@steadfast/records/fields';
import { formatPlural } from '@steadfast/runtime/format';
import { damageAt } from '../damage.ts';
import type { Damage } from '../evidence.ts';
import type { TextLine } from '../text-lines.ts';
import { numberIn } from './fact-text.ts';

/** The lines of one document, without the empty line that ends it. */
type Block = readonly TextLine[];

/** Reads the lines of a block one after the other, and knows which one it has read last. */
export interface BlockReader {
  /** The line that was read last; the first one before that. */
  readonly last: TextLine;
  /** Returns the next line; undefined after the last one. */
  next(): string | undefined;
}

function readBlock(block: Block): BlockReader {
  let position = 0;
  return {
    get last() {
      return block[Math.max(0, position - 1)] ?? { number: 1, text: '', complete: true };
    },
    next: () => {
      const text = block[position]?.text;
      if (text !== undefined) position += 1;
      return text;
    },
  };
}

/**
 * Returns the parts of a text that a pattern captures.
 * @throws {MalformedError} when it does not match
 */
export function capture(pattern: RegExp, text: string | undefined, what: string): string[] {
  const parts = pattern.exec(text ?? '');
  if (parts === null) throw new MalformedError(`not ${what}`);
  return parts.slice(1);
}

/** Divides lines into blocks, which are separated by empty lines. */
async function* blocksOf(lines: AsyncIterable<TextLine>): AsyncGenerator<Block, void, undefined> {
  let block: TextLine[] = [];
  for await (const line of lines) {
    if (line.text !== '') block.push(line);
    else if (block.length > 0) {
      yield block;
      block = [];
    }
  }
  if (block.length > 0) yield block;
}

/** Reads all documents of a file. What cannot be read, and a count that is wrong, is added to `damage`. */
export async function parseBlocks<Item>(
  file: string,
  lines: AsyncIterable<TextLine>,
  parse: (reader: BlockReader) => Item,
  damage: Damage[],
): Promise<Item[]> {
  const items: Item[] = [];
  let announced: number | undefined;
  let isHead = true;
  for await (const block of blocksOf(lines)) {
    const reader = readBlock(block);
    try {
      if (isHead) {
        isHead = false;
        const head = reader.next();
        announced = numberIn(
          capture(/^([\d ]+) documents? in the collection \w+$/, head, 'the number of documents')
            .join()
            .replaceAll(' ', ''),
        );
        continue;
      }
      items.push(parse(reader));
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      const { number, text } = reader.last;
      damage.push(damageAt({ file, line: number }, error.message, text, false));
    }
  }
  if (announced !== items.length)
    damage.push(
      damageAt(
        { file, line: 1 },
        'the number of documents is wrong',
        `there are ${formatPlural(items.length, 'document')}`,
        false,
      ),
    );
  return items;
}
