import { open, type FileHandle } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '@steadfast/runtime';

/** How often files are looked at, in milliseconds: what a slave does must be known before it is over. */
const POLL_MS = 40;

/** Bytes that are read at once. */
const CHUNK_BYTES = 64 * 1024;

/** Reads what is appended to one file, line by line; the file need not be there yet. */
function openFollower(path: string, onLine: (text: string) => void) {
  const chunk = Buffer.alloc(CHUNK_BYTES);
  const decoder = new TextDecoder();
  let file: FileHandle | undefined;
  let unfinished = '';
  return {
    /** Reads everything that is there by now. */
    catchUp: async (): Promise<void> => {
      file ??= await open(path).catch(() => undefined);
      for (;;) {
        const { bytesRead } = (await file?.read(chunk)) ?? { bytesRead: 0 };
        if (bytesRead === 0) return;
        const lines = (unfinished + decoder.decode(chunk.subarray(0, bytesRead), { stream: true })).split('\n');
        unfinished = lines.pop() ?? '';
        for (const line of lines) onLine(line);
      }
    },
    close: () => file?.close(),
  };
}

/** A file to be followed. */
export interface FollowedFile {
  /** Whose it is. */
  readonly name: string;
  readonly path: string;
}

/**
 * Follows files as they grow, until the signal aborts; what was written before that is still read.
 * @throws {Error} when a file that is there cannot be read
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
