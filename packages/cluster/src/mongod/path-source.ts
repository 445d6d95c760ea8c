import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/**
 * Returns the first mongod on the PATH.
 * @throws {Error} if there is none
 */
export async function findOnPath(): Promise<string> {
  for (const directory of (process.env['PATH'] ?? '').split(delimiter)) {
    const candidate = join(directory, 'mongod');
    const usable = await access(candidate, constants.X_OK).then(
      () => directory !== '',
      () => false,
    );
    if (usable) return candidate;
  }
  throw new Error('no folder on the PATH contains mongod');
}
