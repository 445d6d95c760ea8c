import { closeSync, existsSync, openSync, readSync, readFileSync } from 'node:fs';
import type { ExecutionEvent } from './system.ts';

const NEWLINE = 0x0a;
const READ_BYTES = 65_536;

/** Returns a function that counts the lines of a growing file, and reads only what was appended since its last call. */
export function createLineCounter(file: string): () => number {
  const buffer = Buffer.alloc(READ_BYTES);
  let position = 0;
  let lines = 0;
  return () => {
    const descriptor = openSync(file, 'a+');
    try {
      for (;;) {
        const length = readSync(descriptor, buffer, 0, READ_BYTES, position);
        if (length === 0) return lines;
        position += length;
        const read = buffer.subarray(0, length);
        for (let at = read.indexOf(NEWLINE); at >= 0; at = read.indexOf(NEWLINE, at + 1)) lines += 1;
      }
    } finally {
      closeSync(descriptor);
    }
  };
}

/**
 * Parses what a worker of a peer records: `started ID MS` or `finished ID MS` on each line. An incomplete last line, which
 * a killed worker may leave, is left out.
 * @throws {Error} if any other line is not of this form
 */
export function parseExecutionLog(text: string, worker: string): ExecutionEvent[] {
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => {
    const [event, task = '', at = ''] = line.split(' ');
    if ((event !== 'started' && event !== 'finished') || task === '' || !(Number(at) > 0))
      throw new Error(`${worker} recorded an invalid line: ${line}`);
    return { event, task, worker, atMs: Number(at) };
  });
}

/** Reads what a worker of a peer has recorded: nothing before it has created its file. */
export function readExecutionLog(file: string, worker: string): ExecutionEvent[] {
  return existsSync(file) ? parseExecutionLog(readFileSync(file, 'utf8'), worker) : [];
}
