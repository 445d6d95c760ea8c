import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROMISES } from '@steadfast/invariants';
import { TRANSITIONS } from '@steadfast/master/core/ledger/transitions';
import { descriptorModule } from './descriptors.ts';

/**
 * Makes what is made from something else: the message types and descriptors from the proto files, the life of a task in
 * ARCHITECTURE.md from the transition table, and the promises in docs/reliability.md from their names. With --check it
 * only says whether they are up to date.
 */

const GENERATED = 'packages/protocol/src/generated';

const GENERATOR_OPTIONS = [
  '--longs=Number',
  '--enums=String',
  '--oneofs',
  '--defaults',
  '--includeComments',
  '--grpcLib=@grpc/grpc-js',
  '--importFileExtension=.ts',
];

/** The proto files, by their path in `proto`. The other version of the reflection protocol has the same messages. */
const PROTO_FILES = [
  'scheduler.proto',
  'inspector.proto',
  'grpc/health/v1/health.proto',
  'grpc/reflection/v1/reflection.proto',
];

/** The files that a folder should hold, by their path in it. */
function generateTypes(): Map<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'steadfast-generate-'));
  const generator = 'node_modules/@grpc/proto-loader/build/bin/proto-loader-gen-types.js';
  const options = [...GENERATOR_OPTIONS, '--includeDirs=proto', `--outDir=${folder}`];
  execFileSync(process.execPath, [generator, ...options, ...PROTO_FILES]);
  writeFileSync(join(folder, 'descriptors.ts'), descriptorModule());
  const paths = globSync('**/*.ts', { cwd: folder });
  const files = new Map(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
  if (!checking) {
    rmSync(GENERATED, { recursive: true, force: true });
    cpSync(folder, GENERATED, { recursive: true });
  }
  rmSync(folder, { recursive: true });
  return files;
}

const ASSIGNMENTS = { opened: 'a slave is responsible', kept: 'as before', closed: 'nobody is responsible' } as const;

/** The life of a task, as the transition table has it. */
function transitionTable(): string {
  const rows = Object.entries(TRANSITIONS).map(([fact, { from, assigned, to, assignment, meaning }]) => {
    const states = from.map((state) => `\`${state}\``).join(', ');
    const where = `${states}; ${assigned ? 'assigned' : 'not assigned'}`;
    const target = to === 'same' ? 'the same' : `\`${to}\``;
    return `| \`${fact}\` | ${where} | ${target}; ${ASSIGNMENTS[assignment]} | ${meaning} |`;
  });
  return ['| fact | from | to | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** The promises, each with its name. */
function promiseTable(): string {
  const rows = Object.entries(PROMISES).map(([name, sentence]) => `| \`${name}\` | ${sentence} |`);
  return ['| name | promise |', '| --- | --- |', ...rows].join('\n');
}

/** The pages that hold something made, between two comments that name it. */
const PAGES = [
  { path: 'ARCHITECTURE.md', name: 'transitions', make: transitionTable },
  { path: 'docs/reliability.md', name: 'promises', make: promiseTable },
] as const;

function renew({ path, name, make }: (typeof PAGES)[number]): { readonly before: string; readonly after: string } {
  const [begin, finish] = [`<!-- ${name}: made by \`make generate\` -->`, `<!-- end of ${name} -->`];
  const before = readFileSync(path, 'utf8');
  const start = before.indexOf(begin);
  const end = before.indexOf(finish);
  if (start === -1 || end < start) throw new Error(`${path} lacks the place for the ${name}`);
  const after = `${before.slice(0, start + begin.length)}\n${make()}\n${before.slice(end)}`;
  return { before, after };
}

const checking = process.argv.includes('--check');
const stale: string[] = [];

const types = generateTypes();
const present = new Set(globSync('**/*.ts', { cwd: GENERATED }));
for (const [path, text] of types) {
  if (!present.delete(path) || readFileSync(join(GENERATED, path), 'utf8') !== text) stale.push(join(GENERATED, path));
}
stale.push(...[...present].map((path) => join(GENERATED, path)));

for (const page of PAGES) {
  const { before, after } = renew(page);
  if (before !== after) stale.push(page.path);
  if (!checking) writeFileSync(page.path, after);
}

if (checking && stale.length > 0) {
  process.stderr.write(`not up to date: ${stale.join(', ')}\nRun make generate.\n`);
  process.exitCode = 1;
}
