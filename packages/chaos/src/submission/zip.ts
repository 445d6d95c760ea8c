import { zipSync, type Zippable } from 'fflate';
import type { Item } from './collect-files.ts';

/** The earliest that a ZIP file can hold: the same contents make the same bytes, whenever. */
const MODIFIED = new Date(1980, 0, 1);

/** Who made the file attributes: Unix, so that they are read as its modes. */
const UNIX = 3;

const REGULAR_FILE = 0o100000;

/** Unix keeps its mode in the upper half of the attributes. */
function attributes(executable: boolean): number {
  return ((REGULAR_FILE | (executable ? 0o755 : 0o644)) << 16) >>> 0;
}

/** Packs files into one ZIP file, in their order. */
export function packItems(items: readonly Item[]): Uint8Array {
  const files = items.map(({ path, content, executable }): [string, Zippable[string]] => [
    path,
    [content, { os: UNIX, attrs: attributes(executable), mtime: MODIFIED }],
  ]);
  return zipSync(Object.fromEntries(files), { level: 9 });
}
