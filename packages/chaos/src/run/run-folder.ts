import { mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { messageOf, UsageError } from '@steadfast/runtime';

/** `2026-03-01T12-30-59`: sorts by time, and every file system takes it. */
function stamp(now: Date): string {
  return now.toISOString().slice(0, 19).replaceAll(':', '-');
}

/** Makes a folder that was not there, under the first of the names NAME, NAME-2, NAME-3 … that is free. */
function makeNew(parent: string, name: string, number = 1): string {
  const path = join(parent, number === 1 ? name : `${name}-${number}`);
  try {
    mkdirSync(path);
    return path;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return makeNew(parent, name, number + 1);
  }
}

/**
 * Makes the folder of one run, and points the link `latest` beside it to it.
 * @throws {UsageError} when that cannot be written
 */
export function makeDemoFolder(parent: string, now: Date): string {
  try {
    mkdirSync(parent, { recursive: true });
    const path = makeNew(resolve(parent), stamp(now));
    const link = join(parent, `.latest-${process.pid}`);
    symlinkSync(basename(path), link);
    renameSync(link, join(parent, 'latest'));
    return path;
  } catch (error) {
    throw new UsageError(`cannot make a folder in ${parent}: ${messageOf(error)}. Name another with --directory.`);
  }
}
