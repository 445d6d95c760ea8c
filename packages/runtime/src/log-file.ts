import { closeSync, fstatSync, renameSync, writeSync } from 'node:fs';
import { Writable } from 'node:stream';
import { openForAppending, type NamedFile } from './append-file.ts';
import { messageOf } from './errors.ts';

/** When a log file is replaced by a new one. */
export interface LogRotation {
  /** When the file would exceed this size, in bytes, it is renamed and a new one begun; never if 0. */
  readonly maxBytes: number;
  /** How many renamed files are kept. */
  readonly maxFiles: number;
}

/** A log file that only grows. */
export const NO_ROTATION: LogRotation = { maxBytes: 0, maxFiles: 1 };

/** Renames a file; has no effect if it does not exist. */
function renameIfExists(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** Renames FILE to FILE.1, FILE.1 to FILE.2, and so on. The oldest one is replaced. */
function shift(path: string, maxFiles: number): void {
  for (let number = maxFiles - 1; number >= 1; number -= 1)
    renameIfExists(`${path}.${number}`, `${path}.${number + 1}`);
  renameIfExists(path, `${path}.1`);
}

/**
 * Opens a stream that writes lines synchronously, so that none is lost when the process is killed. Lines that
 * cannot be written are dropped and `onFailed` called: a full disk must not stop the scheduler. Its decisions are in
 * the ledger. If the file cannot be renamed, it grows beyond its maximum.
 * @throws {UsageError} when the file cannot be opened for appending
 */
export function openLogFile(
  path: string,
  { maxBytes, maxFiles }: LogRotation,
  onFailed: (reason: string) => void,
): Writable {
  const file: NamedFile = { path, what: 'log file', option: 'log-file' };
  let descriptor = openForAppending(file, 'a');
  let bytes = fstatSync(descriptor).size;
  let limit = maxBytes === 0 ? Infinity : maxBytes;

  const rotate = (): void => {
    try {
      shift(path, maxFiles);
      const next = openForAppending(file, 'a');
      closeSync(descriptor);
      descriptor = next;
      bytes = fstatSync(descriptor).size;
    } catch (error) {
      // Tried again when as much has been written once more.
      limit = bytes + maxBytes;
      onFailed(messageOf(error));
    }
  };

  return new Writable({
    decodeStrings: false,
    write(lines: string, _encoding, done) {
      const length = Buffer.byteLength(lines);
      if (bytes > 0 && bytes + length > limit) rotate();
      try {
        writeSync(descriptor, lines);
        bytes += length;
      } catch (error) {
        onFailed(messageOf(error));
      }
      done();
    },
    destroy(error, done) {
      closeSync(descriptor);
      done(error);
    },
  });
}
