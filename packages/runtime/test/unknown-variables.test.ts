import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findMisspelledVariables, KNOWN_NAMES } from '../src/unknown-variables.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

const OPTIONS = ['master', 'mongo-url', 'log-file', 'journal'];

function warningsFor(...variables: readonly string[]): string[] {
  return findMisspelledVariables(Object.fromEntries(variables.map((variable) => [variable, 'x'])), OPTIONS);
}

describe('findMisspelledVariables', () => {
  test('names the variable that was probably meant', () => {
    assert.deepEqual(warningsFor('STEADFAST_MASTR'), [
      'the environment variable STEADFAST_MASTR is not used; did you mean STEADFAST_MASTER?',
    ]);
    assert.deepEqual(warningsFor('STEADFAST_MONGO_ULR_FILE'), [
      'the environment variable STEADFAST_MONGO_ULR_FILE is not used; did you mean STEADFAST_MONGO_URL_FILE?',
    ]);
  });

  test('accepts the variables of this program and of others, and the files that they name', () => {
    assert.deepEqual(
      warningsFor('STEADFAST_MASTER', 'STEADFAST_MASTERS', 'STEADFAST_MONGO_URL_FILE', 'STEADFAST_LOG_FILE'),
      [],
    );
    assert.deepEqual(warningsFor('STEADFAST_LOG_FILE_FILE', 'STEADFAST_NOHUP', 'STEADFAST_JOURNAL'), []);
  });

  test('ignores variables that resemble none, such as those that Kubernetes sets', () => {
    assert.deepEqual(
      warningsFor('STEADFAST_MASTER_SERVICE_HOST', 'STEADFAST_MASTER_PORT_50051_TCP_ADDR', 'PATH', 'MASTR'),
      [],
    );
  });
});

test('a program warns of a misspelled variable, and continues', () => {
  const main = fileURLToPath(new URL('../../slave/src/main.ts', import.meta.url));
  const env = { PATH: process.env['PATH'], STEADFAST_MASTR: '127.0.0.1:1' };
  const { stderr } = spawnSync(process.execPath, [main, '--drain-timeout', 'x'], { encoding: 'utf8', env });
  assert.match(
    stderr,
    /warning: the environment variable STEADFAST_MASTR is not used; did you mean STEADFAST_MASTER\?/,
  );
});

/** Options that no help text shows. */
const HIDDEN_OPTIONS = ['failpoint'];

/** How scripts and programs set and read a variable, as opposed to constants of that prefix. */
const VARIABLE_USES = [
  /\$\{?STEADFAST_([A-Z_]+)/g,
  /(?<!const )\bSTEADFAST_([A-Z_]+): /g,
  /\benv\.STEADFAST_([A-Z_]+)/g,
  /'STEADFAST_([A-Z_]+)'/g,
];

function optionNameOf(variable: string): string {
  return variable.toLowerCase().replaceAll('_', '-');
}

/** Returns the options that the help texts of all programs show. */
async function optionsOfPrograms(): Promise<string[]> {
  const programs = globSync('packages/*/src/**/main.ts', { cwd: ROOT });
  const texts = await Promise.all(
    programs.map((program) => promisify(execFile)(process.execPath, [program, '--help'], { cwd: ROOT })),
  );
  assert.ok(programs.length > 10, `only ${programs.length} programs`);
  return texts.flatMap(({ stdout }) =>
    [...stdout.matchAll(/\[STEADFAST_([A-Z_]+)\]/g)].map(([, name = '']) => optionNameOf(name)),
  );
}

/** Returns the names of the variables in compose files, scripts, and the sources of programs. */
function variablesOfScripts(): string[] {
  const files = globSync(
    ['Makefile', 'compose*.yaml', 'docker/**/*.{sh,ts}', 'packages/*/src/**/*.ts', 'tests/**/*.ts'],
    {
      cwd: ROOT,
      exclude: ['**/node_modules/**'],
    },
  );
  return files.flatMap((file) => {
    const text = readFileSync(`${ROOT}/${file}`, 'utf8');
    return VARIABLE_USES.flatMap((pattern) => [...text.matchAll(pattern)].map(([, name = '']) => optionNameOf(name)));
  });
}

test('the known names are the options of all programs and the variables of scripts, no more and no fewer', async () => {
  const names = [...HIDDEN_OPTIONS, ...(await optionsOfPrograms()), ...variablesOfScripts()];
  // A variable with this suffix names a file with the value of another one.
  const expected = new Set(names.filter((name) => !names.some((other) => name === `${other}-file`)));
  const known = new Set(KNOWN_NAMES);
  const toAdd = [...expected].filter((name) => !known.has(name));
  const toRemove = KNOWN_NAMES.filter((name) => !expected.has(name));
  assert.deepEqual({ toAdd, toRemove }, { toAdd: [], toRemove: [] });
});
