/**
 * Checks the style rules of CONTRIBUTING.md that the linter does not cover: words with a better replacement, and top-level arrow
 * functions. Prints each violation as FILE:LINE and exits with code 1 if there are any.
 */
import { globSync, readFileSync } from 'node:fs';
import { findArrowFunctions } from './check-style/find-arrow-functions.ts';
import { findWords } from './check-style/find-words.ts';

const CHECKED = /\.(?:ts|md|proto|sh|py|ya?ml)$|(?:^|\/)(?:Makefile|Dockerfile)$|^bin\//u;

const EXCLUDED = [
  // Generated from files that are checked.
  'packages/protocol/src/generated/',
  // Copies of public definitions.
  'proto/grpc/',
  // Describes old names next to new ones.
  'CHANGELOG.md',
  // The list of words itself, and examples of what is rejected.
  'tools/check-style/words.ts',
  'tools/test/check-style.test.ts',
];

/** Folders of files that are not sources. */
const IGNORED_FOLDERS = new Set(['node_modules', '.steadfast', '.git']);

/** Lists the files to check. Does not use git, so that it also works in an unpacked archive. */
function listFiles(): string[] {
  return globSync(['**/*', '.github/**/*'], { exclude: (name) => IGNORED_FOLDERS.has(name) })
    .filter((path) => CHECKED.test(path) && !EXCLUDED.some((prefix) => path.startsWith(prefix)))
    .toSorted();
}

let violations = 0;
for (const path of listFiles()) {
  const text = readFileSync(path, 'utf8');
  const found = [...findWords(text), ...(path.endsWith('.ts') ? findArrowFunctions(text) : [])];
  for (const { line, message } of found) process.stdout.write(`${path}:${line}: ${message}\n`);
  violations += found.length;
}
if (violations > 0) {
  process.stderr.write(`${violations} style violations; see the language rules in CONTRIBUTING.md\n`);
  process.exitCode = 1;
}
