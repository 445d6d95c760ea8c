import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Evidence, Verdict } from '@steadfast/checker';
import { quotedPlaces, renderPage, type PageOptions } from './page/render-page.ts';
import { readLines } from './read-lines.ts';

/** The name of the page within the folder of a run. */
export const PAGE_FILE = 'verdict.html';

/**
 * Writes the verdict of a run as a page into its folder. The MongoDB entries must have been written, since the page cites
 * them.
 * @throws {Error} when a cited file cannot be read, or the page cannot be written
 */
export async function writePage(
  evidence: Evidence,
  verdict: Verdict,
  directory: string,
  options: Omit<PageOptions, 'textOf'>,
): Promise<void> {
  const textOf = await readLines(directory, quotedPlaces(evidence, verdict, options.problems));
  const path = join(directory, PAGE_FILE);
  await writeFile(`${path}.new`, renderPage(evidence, verdict, { ...options, textOf }));
  await rename(`${path}.new`, path);
}
