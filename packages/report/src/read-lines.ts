import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { nameLine, type Place, textLines } from '@steadfast/checker';

/** Returns the text of a line; undefined if it is not known. */
export type LineText = (place: Place) => string | undefined;

/** Returns whether a path stays within its folder. Task names and reasons, which may be anything, can name files, too. */
function isInside(file: string): boolean {
  return !isAbsolute(file) && !file.split('/').includes('..');
}

/**
 * Reads the text of some lines of the files in a run folder. Keeps nothing else in memory. Lines and files that do not
 * exist are skipped.
 * @throws {Error} when one of the files cannot be read
 */
export async function readLines(directory: string, places: readonly Place[]): Promise<LineText> {
  const texts = new Map<string, string>();
  for (const [file, placesInFile] of Map.groupBy(places, (place) => place.file)) {
    const wanted = new Set(placesInFile.map(({ line }) => line));
    const last = Math.max(...wanted);
    if (!isInside(file) || !existsSync(join(directory, file))) continue;
    for await (const { number, text } of textLines(join(directory, file))) {
      if (wanted.has(number)) texts.set(nameLine({ file, line: number }), text);
      if (number >= last) break;
    }
  }
  return (place) => texts.get(nameLine(place));
}
