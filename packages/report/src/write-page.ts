import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Evidence } from '@steadfast/checker/evidence';
import type { Verdict } from '@steadfast/checker/judge';
import { placesShown, renderPage, type PageOptions } from './page/render-page.ts';
import { readLines } from './read-lines.ts';

/** The file that the page is written to, within the folder of the run. */
export const PAGE_FILE = 'verdict.html';

/**
 * Writes the verdict of a run as a page into its folder, with the lines of its files that show it. The MongoDB entries
 * must have been written: the page shows some of them.
 * @throws {Error} when a file cannot be read, or the page not be written
 */
export async function writePage(
  evidence: Evidence,
  verdict: Verdict,
  directory: string,
  options: Omit<PageOptions, 'textOf'>,
): Promise<void> {
  const textOf = await readLines(directory, placesShown(evidence, verdict));
  const path = join(directory, PAGE_FILE);
  await writeFile(`${path}.new`, renderPage(evidence, verdict, { ...options, textOf }));
  await rename(`${path}.new`, path);
}
