/*
 * What a slave and its handler process send each other: JSON, a message on a line, over file descriptor 3. Node's own
 * channel for child processes has no limit on the size of a message.
 */

/** A message to the handler process. */
export type HandlerOrder =
  | {
      readonly kind: 'load';
      readonly path: string;
      /** Maximum size of the heap for what lives long; null for the default of Node.js. */
      readonly heapLimitBytes: number | null;
    }
  | {
      readonly kind: 'run';
      /** Numbers the attempts in this process. */
      readonly run: number;
      readonly name: string;
      readonly taskId: string;
      readonly taskname: string;
      readonly attempt: number;
      /** Relaxed extended JSON; empty if there is none. */
      readonly input: string;
    }
  | { readonly kind: 'abort'; readonly run: number };

/** A message from the handler process. */
export type HandlerReport =
  | { readonly kind: 'loaded'; readonly names: readonly string[] }
  | { readonly kind: 'not loaded'; readonly reason: string }
  | {
      readonly kind: 'succeeded';
      readonly run: number;
      /** JSON, or null for none. */
      readonly result: string | null;
      /** Whether the process should not be used again, because its memory is almost full. */
      readonly isWorn: boolean;
      /** How many bytes the process has printed so far. */
      readonly printedBytes: number;
    }
  | {
      readonly kind: 'failed';
      readonly run: number;
      readonly reason: string;
      readonly permanent: boolean;
      readonly isWorn: boolean;
      readonly printedBytes: number;
    }
  | { readonly kind: 'progress'; readonly run: number; readonly fraction: number; readonly text: string }
  /** An error was thrown where no handler could catch it. The process exits. */
  | { readonly kind: 'crashed'; readonly reason: string };

/** A report about an attempt. */
export type RunReport = Extract<HandlerReport, { readonly run: number }>;

/** Maximum size of a message, in bytes: twice that of an input of 256 KiB when JSON escapes all of its characters. */
const MAX_LINE_BYTES = 1024 * 1024;

/** Maximum length of a reason, in characters: the ledger, the history of the task and logs repeat it. */
export const MAX_REASON_LENGTH = 500;

const LINE_FEED = 0x0a;

/** Returns a message as a line. */
export function encodeLine(message: HandlerOrder | HandlerReport): string {
  return `${JSON.stringify(message)}\n`;
}

/**
 * Returns a function that takes the chunks of a stream and calls back for each line in them. It throws nothing away: a
 * line that is too long is reported once, and nothing after it is read.
 */
export function createLineReader(onLine: (line: string) => void, onTooLong: () => void): (chunk: Buffer) => void {
  let begun: Buffer[] = [];
  let begunBytes = 0;
  let isOver = false;
  return (chunk) => {
    let start = 0;
    while (!isOver) {
      const end = chunk.indexOf(LINE_FEED, start);
      const part = chunk.subarray(start, end === -1 ? chunk.length : end);
      if (begunBytes + part.length > MAX_LINE_BYTES) {
        isOver = true;
        begun = [];
        onTooLong();
      } else if (end === -1) {
        if (part.length > 0) begun.push(part);
        begunBytes += part.length;
        return;
      } else {
        const line = begun.length === 0 ? part : Buffer.concat([...begun, part]);
        begun = [];
        begunBytes = 0;
        start = end + 1;
        onLine(line.toString());
      }
    }
  };
}
