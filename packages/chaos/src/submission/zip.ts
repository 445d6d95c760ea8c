import { zipSync, type Zippable } from 'fflate';
import type { SubmissionFile } from './collect-files.ts';

/** The earliest time that a ZIP file can hold. It is constant, so that equal contents yield equal bytes. */
const MODIFIED_AT = new Date(1980, 0, 1);

/** The ZIP format's number for Unix: the file attributes are Unix file modes. */
const UNIX = 3;

const REGULAR_FILE = 0o100000;

/** Returns the attributes of a file: its Unix mode, in the upper half. */
function fileAttributes(executable: boolean): number {
  return ((REGULAR_FILE | (executable ? 0o755 : 0o644)) << 16) >>> 0;
}

/** Packs files into one ZIP file, in the given order. */
export function zipFiles(files: readonly SubmissionFile[]): Uint8Array {
  const entries = files.map(({ path, content, executable }): [string, Zippable[string]] => [
    path,
    [content, { os: UNIX, attrs: fileAttributes(executable), mtime: MODIFIED_AT }],
  ]);
  return zipSync(Object.fromEntries(entries), { level: 9 });
}
