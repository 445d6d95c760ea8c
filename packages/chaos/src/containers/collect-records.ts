import { copyFile, readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { docker } from './docker.ts';
import type { Project } from './project.ts';

/**
 * Copies what the containers left behind into the folder of a run: logs and journals over all their lives, what they
 * printed, and the record of all chaos. Earlier runs of the same database belong to it: their facts are in the ledger.
 * @throws {Error} when something cannot be read or written
 */
export async function gatherRecords({ records, containers }: Project, directory: string): Promise<void> {
  const folders = ['masters', 'slaves'].map((folder) => join(records, folder));
  const files = await Promise.all(
    folders.map(async (folder) => (await readdir(folder)).map((name) => join(folder, name))),
  );
  for (const file of [...files.flat(), join(records, 'chaos.jsonl')])
    await copyFile(file, join(directory, basename(file)));
  for (const [name, container] of containers) {
    const { stdout, stderr } = await docker('logs', '--timestamps', container);
    await writeFile(join(directory, `${name}.out`), stdout + stderr);
  }
}
