/**
 * Checks the style rules of CONTRIBUTING.md that the linter does not cover: words with a better replacement, and top-level arrow
 * functions. Prints each violation as FILE:LINE and exits with code 1 if there are any.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
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

/** Lists the files to check: tracked, or new and not ignored. A file that is deleted but not committed is skipped. */
function listFiles(): string[] {
  const output = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  return output
    .toString()
    .split('\0')
    .filter((path) => CHECKED.test(path) && !EXCLUDED.some((prefix) => path.startsWith(prefix)) && existsSync(path));
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
