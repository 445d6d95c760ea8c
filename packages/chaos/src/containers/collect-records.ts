import { copyFile, readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CHAOS_FILE } from '@steadfast/records';
import { docker } from './docker.ts';
import type { Project } from './project.ts';

/**
 * Copies the records of the containers into a run folder: their logs, journals and output, and the chaos record. These
 * include earlier runs on the same database, as does the ledger.
 * @throws {Error} when a file cannot be read or written
 */
export async function collectRecords({ records, containers }: Project, directory: string): Promise<void> {
  const folders = ['masters', 'slaves'].map((folder) => join(records, folder));
  const files = await Promise.all(
    folders.map(async (folder) => (await readdir(folder)).map((name) => join(folder, name))),
  );
  for (const file of [...files.flat(), join(records, CHAOS_FILE)])
    await copyFile(file, join(directory, basename(file)));
  for (const [name, container] of containers) {
    const { stdout, stderr } = await docker('logs', '--timestamps', container);
    await writeFile(join(directory, `${name}.out`), stdout + stderr);
  }
}
