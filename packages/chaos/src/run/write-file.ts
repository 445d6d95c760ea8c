import { rename, writeFile } from 'node:fs/promises';

/** Writes a file atomically: readers see the whole new content, or none of it. */
export async function writeFileAtomically(path: string, content: string | Uint8Array): Promise<void> {
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}
