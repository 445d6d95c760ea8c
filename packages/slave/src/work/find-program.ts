import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

/** Where operating systems look for programs if there is no PATH, as in some containers and services. */
export const DEFAULT_PATH = '/usr/bin:/bin';

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * Returns the path of a program as the operating system would find it: a name with a slash relative to the working
 * directory, any other one in the directories of PATH. Null if no executable file has that name.
 */
export function findProgram(name: string, cwd: string): string | null {
  const candidates = name.includes('/')
    ? [resolve(cwd, name)]
    : (process.env['PATH'] ?? DEFAULT_PATH).split(delimiter).map((directory) => join(directory, name));
  return candidates.find(isExecutable) ?? null;
}
