import { closeSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { formatJournalLine, type JournalLine } from '@steadfast/records';
import { messageOf, UsageError } from '@steadfast/runtime';

/** What a slave records about an execution; the journal adds who and when. */
export type JournalEntry = Pick<JournalLine, 'taskId' | 'taskname' | 'attempt' | 'nonce' | 'monotonicMs'> &
  ({ readonly event: 'started' } | { readonly event: 'finished' | 'aborted'; readonly sleptMs: number });

/** Whose executions they are. */
export interface JournalOwner {
  readonly host: string;
  readonly instance: string;
}

/** The execution journal: what this slave really did, line by line. The scheduler never reads it; the checkers do. */
export interface Journal {
  /**
   * Writes a line before it returns, so that a process killed right after has lost none.
   * @throws {Error} when the line could not be written whole
   */
  append: (entry: JournalEntry) => void;
  /** Closes the file. */
  close: () => void;
}

/** True for a file whose last line was cut short, by a full disk or a dead machine. */
function isTorn(descriptor: number): boolean {
  const status = fstatSync(descriptor);
  if (!status.isFile() || status.size === 0) return false;
  const last = new Uint8Array(1);
  readSync(descriptor, last, 0, 1, status.size - 1);
  return last[0] !== '\n'.charCodeAt(0);
}

function openForAppending(path: string): number {
  try {
    mkdirSync(dirname(path), { recursive: true });
    return openSync(path, 'a+');
  } catch (error) {
    throw new UsageError(`cannot write the journal ${path}: ${messageOf(error)}. Name another with --journal.`);
  }
}

/**
 * Opens a journal for appending; the file and its folder are made if need be.
 * @throws {UsageError} when the file cannot be opened
 */
export function openJournal(path: string, { host, instance }: JournalOwner): Journal {
  const descriptor = openForAppending(path);
  let torn = isTorn(descriptor);
  return {
    append: (entry) => {
      const line = formatJournalLine({ ...entry, host, instance, pid: process.pid, atMs: Date.now() });
      // After a line that was cut short, a new one begins; a reader can tell the torn one by its not being JSON.
      const bytes = Buffer.from(`${torn ? '\n' : ''}${line}\n`);
      torn = true;
      const written = writeSync(descriptor, bytes);
      if (written < bytes.length) throw new Error(`only ${written} of ${bytes.length} bytes could be written`);
      torn = false;
    },
    close: () => closeSync(descriptor),
  };
}
