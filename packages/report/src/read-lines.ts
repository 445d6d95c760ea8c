import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { nameLine, type Place } from '@steadfast/checker';

/** Returns the text of a line; undefined if it is not known. */
export type LineText = (place: Place) => string | undefined;

/**
 * Reads the text of some lines of the files in a run folder. Keeps nothing else in memory.
 * @throws {Error} when one of the files cannot be read
 */
export async function readLines(directory: string, places: readonly Place[]): Promise<LineText> {
  const texts = new Map<string, string>();
  for (const [file, placesInFile] of Map.groupBy(places, (place) => place.file)) {
    const wanted = new Set(placesInFile.map(({ line }) => line));
    const last = Math.max(...wanted);
    let line = 0;
    const input = createReadStream(join(directory, file), { encoding: 'utf8' });
    for await (const text of createInterface({ input, crlfDelay: Infinity })) {
      line += 1;
      if (wanted.has(line)) texts.set(nameLine({ file, line }), text);
      if (line === last) break;
    }
    input.destroy();
  }
  return (place) => texts.get(nameLine(place));
}
