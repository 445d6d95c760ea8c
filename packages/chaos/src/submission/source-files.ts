import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';

/** Installed packages, the files of runs, and git's own. */
const NOT_SOURCE: ReadonlySet<string> = new Set(['node_modules', '.steadfast', '.git']);

/** Far beyond what git prints for thousands of files: a few hundred kilobytes. */
const MAX_LIST_BYTES = 64 * 1024 * 1024;

/** Lists all files below a folder, relative to the root, with `/` as the separator. */
async function walk(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const parts = entries.map(async (entry) => {
    const path = join(folder, entry.name);
    if (NOT_SOURCE.has(entry.name)) return [];
    if (entry.isDirectory()) return await walk(root, path);
    return entry.isFile() ? [relative(root, path).split(sep).join('/')] : [];
  });
  return (await Promise.all(parts)).flat();
}

/** Lists the files that git knows, tracked or not, except ignored ones. Empty without git, or outside of a checkout. */
async function listFromGit(root: string): Promise<string[]> {
  try {
    const options = { cwd: root, maxBuffer: MAX_LIST_BYTES };
    const { stdout } = await promisify(execFile)(
      'git',
      ['ls-files', '--cached', '--others', '--exclude-standard', '-z'],
      options,
    );
    return stdout.split('\0').filter((path) => path !== '');
  } catch {
    return [];
  }
}

/**
 * Lists the paths of the sources, relative to the root of the project: what git lists or, outside of a checkout, every
 * file.
 * @throws {Error} when the folder cannot be read
 */
export async function listSources(root: string): Promise<string[]> {
  const known = await listFromGit(root);
  return (known.length > 0 ? known : await walk(root, root)).sort();
}
