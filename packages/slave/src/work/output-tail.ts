/** How much of each output stream is kept, in bytes: enough for the last screens of a log, whatever a job writes. */
export const TAIL_BYTES = 64 * 1024;

/** The end of what a process wrote to one stream. */
export interface OutputTail {
  readonly append: (chunk: Uint8Array) => void;
  /** Returns the last bytes, at most `maxBytes` and TAIL_BYTES, as text from the start of a character. */
  readonly text: (maxBytes?: number) => string;
  readonly clear: () => void;
  /** Returns how many bytes were appended since the beginning, also before it was cleared. */
  readonly totalBytes: () => number;
}

/** Returns the offset of the first byte that does not continue a UTF-8 character begun before. */
function characterStart(bytes: Uint8Array): number {
  let start = 0;
  // A character has at most three continuation bytes; more of them are not UTF-8, and are kept as they are.
  while (start < 3 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1;
  return start;
}

/** Creates an empty tail. It allocates its memory, twice TAIL_BYTES, with the first output. */
export function createOutputTail(): OutputTail {
  let buffer: Buffer | null = null;
  let length = 0;
  let isCut = false;
  let total = 0;
  return {
    append: (chunk) => {
      total += chunk.length;
      buffer ??= Buffer.allocUnsafeSlow(2 * TAIL_BYTES);
      const kept = chunk.subarray(Math.max(0, chunk.length - TAIL_BYTES));
      if (kept.length < chunk.length) isCut = true;
      if (length + kept.length > buffer.length) {
        const stay = TAIL_BYTES;
        buffer.copyWithin(0, length - stay, length);
        length = stay;
        isCut = true;
      }
      buffer.set(kept, length);
      length += kept.length;
    },
    text: (maxBytes = TAIL_BYTES) => {
      if (buffer === null) return '';
      const start = Math.max(0, length - Math.min(maxBytes, TAIL_BYTES));
      const bytes = buffer.subarray(start, length);
      return bytes.subarray(isCut || start > 0 ? characterStart(bytes) : 0).toString();
    },
    clear: () => {
      length = 0;
      isCut = false;
    },
    totalBytes: () => total,
  };
}

/** Returns the last line of a text, without white space around it; empty if the text is blank. */
export function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.trim() ?? '';
}
