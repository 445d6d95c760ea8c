import { closeSync, fstatSync, readSync, writeSync } from 'node:fs';
import { formatJournalLine, type JournalLine } from '@steadfast/records';
import { openForAppending } from '@steadfast/runtime';

/** What a slave records about an execution. The journal adds the slave, the process and the time. */
export type JournalEntry = Pick<JournalLine, 'taskId' | 'taskname' | 'attempt' | 'nonce' | 'monotonicMs'> &
  ({ readonly event: 'started'; readonly inputSha256?: string } | (JournalEnd & { readonly sleptMs: number }));

/** How an execution ended, according to the journal. */
export type JournalEnd =
  | { readonly event: 'finished'; readonly resultSha256?: string }
  | { readonly event: 'failed' | 'aborted' };

/** The slave that a journal belongs to. */
export interface JournalOwner {
  readonly host: string;
  readonly instance: string;
}

/**
 * The execution journal: a line for every start and end of an execution, as evidence of what really ran. Only the
 * checkers read it, never the scheduler.
 */
export interface Journal {
  /**
   * Writes a line synchronously, so that none is lost when the process is killed right after.
   * @throws {Error} when the line could not be written in full
   */
  readonly append: (entry: JournalEntry) => void;
  readonly close: () => void;
}

/** Whether the last line of a file is incomplete, for example because the disk was full. */
function isTorn(descriptor: number): boolean {
  const status = fstatSync(descriptor);
  if (!status.isFile() || status.size === 0) return false;
  const last = new Uint8Array(1);
  readSync(descriptor, last, 0, 1, status.size - 1);
  return last[0] !== '\n'.charCodeAt(0);
}

/**
 * Opens a journal for appending, and creates the file if necessary.
 * @throws {UsageError} when the file cannot be opened
 */
export function openJournal(path: string, { host, instance }: JournalOwner): Journal {
  const descriptor = openForAppending({ path, what: 'journal', option: 'journal' }, 'a+');
  let torn = isTorn(descriptor);
  return {
    append: (entry) => {
      const line = formatJournalLine({ ...entry, host, instance, pid: process.pid, atMs: Date.now() });
      // Terminates an incomplete line first. Readers skip it, since it is not JSON.
      const bytes = Buffer.from(`${torn ? '\n' : ''}${line}\n`);
      torn = true;
      const written = writeSync(descriptor, bytes);
      if (written < bytes.length) throw new Error(`only ${written} of ${bytes.length} bytes could be written`);
      torn = false;
    },
    close: () => closeSync(descriptor),
  };
}
