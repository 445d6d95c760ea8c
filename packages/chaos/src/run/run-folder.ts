import { mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { messageOf, UsageError } from '@steadfast/runtime';

/** Formats a time as `2026-03-01T12-30-59`: sorts by time, and is a valid name on every file system. */
function timestampName(now: Date): string {
  return now.toISOString().slice(0, 19).replaceAll(':', '-');
}

/** Creates a new folder under the first of the names NAME, NAME-2, NAME-3 … that is free. */
function createUnique(parent: string, name: string, number = 1): string {
  const path = join(parent, number === 1 ? name : `${name}-${number}`);
  try {
    mkdirSync(path);
    return path;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return createUnique(parent, name, number + 1);
  }
}

/**
 * Creates the folder of one run, and points the symbolic link `latest` next to it at it.
 * @throws {UsageError} when the folder or the link cannot be created
 */
export function createRunFolder(parent: string, now: Date): string {
  try {
    mkdirSync(parent, { recursive: true });
    const path = createUnique(resolve(parent), timestampName(now));
    const link = join(parent, `.latest-${process.pid}`);
    symlinkSync(basename(path), link);
    renameSync(link, join(parent, 'latest'));
    return path;
  } catch (error) {
    throw new UsageError(`cannot create a folder in ${parent}: ${messageOf(error)}. Choose another with --directory.`);
  }
}
