import { lstat, type FileHandle } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '@steadfast/runtime';
import { openRecord } from '../run/open-record.ts';

/** Well below the shortest task of a default run, so that a fault can still hit a slave that was seen busy. */
const POLL_MS = 40;

const CHUNK_BYTES = 64 * 1024;

/** A hundred times the longest line that a program of ours writes: one that never ends must not fill the memory. */
const MAX_LINE_LENGTH = 1024 * 1024;

/** Returns whether a path has come to name another file than the open one, which was renamed. */
async function isReplaced(file: FileHandle, path: string): Promise<boolean> {
  const [open, named] = [await file.stat(), await lstat(path).catch(() => undefined)];
  return named !== undefined && named.ino !== open.ino;
}

/** Reads what is appended to one file, line by line. The file need not exist yet, and may be replaced by a new one. */
function openFollower(path: string, onLine: (text: string) => void) {
  const chunk = Buffer.alloc(CHUNK_BYTES);
  const decoder = new TextDecoder();
  let file: FileHandle | undefined;
  let partialLine = '';
  /** Reads the open file to its end. */
  const readOn = async (): Promise<void> => {
    for (;;) {
      const { bytesRead } = (await file?.read(chunk)) ?? { bytesRead: 0 };
      if (bytesRead === 0) return;
      const lines = (partialLine + decoder.decode(chunk.subarray(0, bytesRead), { stream: true })).split('\n');
      partialLine = lines.pop() ?? '';
      if (partialLine.length > MAX_LINE_LENGTH) partialLine = '';
      for (const line of lines) onLine(line);
    }
  };
  return {
    /** Reads everything that has been appended since the last call. */
    catchUp: async (): Promise<void> => {
      file ??= await openRecord(path).catch(() => undefined);
      await readOn();
      while (file !== undefined && (await isReplaced(file, path))) {
        // What was appended between the last read and the renaming.
        await readOn();
        await file.close();
        file = await openRecord(path).catch(() => undefined);
        await readOn();
      }
    },
    close: () => file?.close(),
  };
}

/** A file to follow. */
export interface FollowedFile {
  /** Passed to the callback with each line. */
  readonly name: string;
  readonly path: string;
}

/**
 * Follows files as they grow, until the signal aborts. Everything written before that is still read.
 * @throws {Error} when an existing file cannot be read
 */
export async function followLogs(
  files: readonly FollowedFile[],
  onLine: (name: string, text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const followers = files.map(({ name, path }) => openFollower(path, (text) => onLine(name, text)));
  try {
    while (!signal.aborted) {
      for (const follower of followers) await follower.catchUp();
      await delay(POLL_MS, undefined, { signal }).catch(() => undefined);
    }
    for (const follower of followers) await follower.catchUp();
  } catch (error) {
    throw new Error(`cannot follow the logs: ${messageOf(error)}`, { cause: error });
  } finally {
    for (const follower of followers) await follower.close();
  }
}
