import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { basename, dirname } from 'node:path';

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK, O_DIRECTORY } = constants;

/**
 * Opens a file in a folder that its writer controls, for reading. Neither the file nor its folder may be a symbolic link,
 * which could lead anywhere on this machine.
 * @throws {Error} with the code ENOENT when it does not exist; when it is not a regular file, or cannot be read
 */
export async function openRecord(path: string): Promise<FileHandle> {
  const folder = await open(dirname(path), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  try {
    // Where the system can, through the open folder: its name may mean another one by now.
    const inFolder = process.platform === 'linux' ? `/proc/self/fd/${folder.fd}/${basename(path)}` : path;
    // A named pipe would otherwise wait for a writer.
    const file = await open(inFolder, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    if ((await file.stat()).isFile()) return file;
    await file.close();
    throw new Error(`${path} is not a regular file`);
  } finally {
    await folder.close();
  }
}
