import { existsSync, mkdirSync, readdirSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { runningCluster } from '@steadfast/cluster';
import { messageOf, UsageError } from '@steadfast/runtime';
import { formatPlural } from '@steadfast/runtime/format';
import { displayPath } from '../view/display-path.ts';

/** The name of the verdict as text within the folder of a run. */
export const VERDICT_FILE = 'verdict.txt';

/** Points at the folder of the last run that has a verdict. */
const LATEST = 'latest';

/** How many run folders are kept. A run leaves a few megabytes; ten are enough to compare some of them. */
const MAX_RUN_FOLDERS = 10;

/** The data of the demo's own mongod: 300 MB, most of it preallocated. */
const DATABASE_FOLDER = 'mongod';

const RUN_FOLDER = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d(?:-\d+)?$/;

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
 * Creates the folder of one run.
 * @throws {UsageError} when it cannot be created
 */
export function createRunFolder(parent: string, now: Date): string {
  try {
    mkdirSync(parent, { recursive: true });
    return createUnique(resolve(parent), timestampName(now));
  } catch (error) {
    throw new UsageError(`cannot create a folder in ${parent}: ${messageOf(error)}. Choose another with --directory.`);
  }
}

/**
 * Points the symbolic link `latest` next to a run folder at it.
 * @throws {Error} when the link cannot be created
 */
export function pointLatestAt(directory: string): void {
  const link = join(dirname(directory), `.latest-${process.pid}`);
  rmSync(link, { force: true });
  symlinkSync(basename(directory), link);
  renameSync(link, join(dirname(directory), LATEST));
}

function latestName(parent: string): string | undefined {
  try {
    return basename(readlinkSync(join(parent, LATEST)));
  } catch {
    return undefined;
  }
}

/** Sorts names so that NAME-2 comes before NAME-10. */
function compareNames(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}

/**
 * Removes run folders in a folder, except for the last ten, that of the last verdict, and those in use; and the database
 * files of runs that ended without a verdict. Returns a message about the folders that were removed; undefined if none
 * was.
 * @throws {Error} when something cannot be removed
 */
export function tidyRunFolders(parent: string): string | undefined {
  const names = readdirSync(parent)
    .filter((name) => RUN_FOLDER.test(name))
    .sort(compareNames);
  const latest = latestName(parent);
  const idle = names.filter((name) => runningCluster(join(parent, name)) === undefined);
  for (const name of idle) if (!existsSync(join(parent, name, VERDICT_FILE))) removeDatabaseFiles(join(parent, name));
  const outdated = new Set(names.slice(0, -MAX_RUN_FOLDERS));
  const removed = idle.filter((name) => outdated.has(name) && name !== latest);
  for (const name of removed) rmSync(join(parent, name), { recursive: true, force: true });
  if (removed.length === 0) return undefined;
  return `Removed ${formatPlural(removed.length, 'older run folder')}; ${displayPath(parent)} keeps the last ${MAX_RUN_FOLDERS}.`;
}

/** Removes the files of the demo's own mongod, once it has stopped: the text files hold everything that was in it. */
export function removeDatabaseFiles(directory: string): void {
  rmSync(join(directory, DATABASE_FOLDER), { recursive: true, force: true });
}

/** Removes a run folder in which no master or slave has ever started. Returns whether it was removed. */
export function removeIfUnused(directory: string): boolean {
  if (readdirSync(directory).some((name) => /^(?:master|slave).*\.(?:log|out)$/.test(name))) return false;
  rmSync(directory, { recursive: true, force: true });
  return true;
}
