import { existsSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { messageOf, UsageError } from './errors.ts';

/** Logs and journals name tasks and hosts: others than the owner and the group have no business reading them. */
const MODE = 0o640;

/** A file that an option names, for messages. */
export interface NamedFile {
  readonly path: string;
  /** What the file is, for example `log file`. */
  readonly what: string;
  /** The option that names it. */
  readonly option: string;
}

/**
 * Opens a file for appending and returns its descriptor; creates the file, but not its folder, because a folder that is
 * missing is more likely a typing error, or a volume that is not mounted.
 * @throws {UsageError} that names the missing folder, or else the cause
 */
export function openForAppending({ path, what, option }: NamedFile, flags: 'a' | 'a+'): number {
  try {
    return openSync(path, flags, MODE);
  } catch (error) {
    const folder = dirname(resolve(path));
    const [cause, remedy] = existsSync(folder)
      ? [messageOf(error), 'choose another']
      : [`the folder ${folder} does not exist`, 'create it, or choose another'];
    throw new UsageError(`cannot write the ${what} ${path}: ${cause}; ${remedy} with --${option}`);
  }
}
