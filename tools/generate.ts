/**
 * Generates the message types and descriptors from the proto files, and the tables in the documentation from the code.
 * With --check, only reports the files that are out of date.
 */
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generateProtocolFiles } from './generate/protocol-files.ts';
import { TABLES, updateTable } from './generate/tables.ts';

const GENERATED_FOLDER = 'packages/protocol/src/generated';

const isCheck = process.argv.includes('--check');
const staleFiles: string[] = [];

/** Writes a file unless its content is `content` already; with --check, only reports it. */
function update(path: string, before: string | undefined, content: string): void {
  if (before === content) return;
  staleFiles.push(path);
  if (isCheck) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

const currentPaths = new Set(globSync('**/*.ts', { cwd: GENERATED_FOLDER }));
for (const [path, content] of generateProtocolFiles()) {
  const file = join(GENERATED_FOLDER, path);
  update(file, currentPaths.delete(path) ? readFileSync(file, 'utf8') : undefined, content);
}
for (const path of currentPaths) {
  staleFiles.push(join(GENERATED_FOLDER, path));
  if (!isCheck) rmSync(join(GENERATED_FOLDER, path));
}

for (const table of TABLES) {
  const document = readFileSync(table.path, 'utf8');
  update(table.path, document, updateTable(document, table));
}

if (isCheck && staleFiles.length > 0) {
  process.stderr.write(`out of date: ${staleFiles.join(', ')}; run: make generate\n`);
  process.exitCode = 1;
}
