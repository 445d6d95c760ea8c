import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { checkAddress, checkInteger, checkNumber, parseCommandLine } from '@steadfast/runtime';

const DEFINITION = {
  name: 'program',
  description: 'Does something.',
  options: {
    'mongo-url': { type: 'string', demandOption: true, requiresArg: true, describe: 'connect here' },
    count: { type: 'number', default: 100, requiresArg: true },
    failpoint: { type: 'string', hidden: true, requiresArg: true },
  },
  examples: [],
} as const;

/** Parses a command line with additional environment variables. */
async function parse(argv: readonly string[], environment: Record<string, string> = {}) {
  Object.assign(process.env, environment);
  try {
    return await parseCommandLine(DEFINITION, argv);
  } finally {
    for (const name of Object.keys(environment)) delete process.env[name];
  }
}

describe('parseCommandLine', () => {
  test('reads a value from the file named by STEADFAST_NAME_FILE', async (context) => {
    const folder = await mkdtemp(join(tmpdir(), 'steadfast-secret-'));
    context.after(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'url'), 'mongodb://secret\n');
    const file = { STEADFAST_MONGO_URL_FILE: join(folder, 'url') };
    assert.equal((await parse([], file))['mongo-url'], 'mongodb://secret');
    assert.equal(
      (await parse([], { ...file, STEADFAST_MONGO_URL: 'mongodb://plain' }))['mongo-url'],
      'mongodb://plain',
    );
    await assert.rejects(parse([], { STEADFAST_MONGO_URL_FILE: join(folder, 'none') }), /STEADFAST_MONGO_URL_FILE/);
  });

  test('returns the given options, and defaults for the others', async () => {
    const options = await parse(['--mongo-url', 'mongodb://db']);
    assert.equal(options['mongo-url'], 'mongodb://db');
    assert.equal(options.count, 100);
  });

  test('reads omitted options from the environment', async () => {
    const options = await parse([], { STEADFAST_MONGO_URL: 'mongodb://env', STEADFAST_COUNT: '7' });
    assert.equal(options['mongo-url'], 'mongodb://env');
    assert.equal(options.count, 7);
  });

  test('prefers the command line over the environment', async () => {
    const options = await parse(['--mongo-url', 'typed', '--count=8'], { STEADFAST_COUNT: '7' });
    assert.equal(options.count, 8);
  });

  test('ignores the variables of other programs', async () => {
    const options = await parse(['--mongo-url', 'x'], { STEADFAST_JOURNAL: 'of-a-slave', STEADFAST_UNKNOWN: '1' });
    assert.equal(options.count, 100);
  });

  const wrong: readonly (readonly [name: string, argv: readonly string[], message: RegExp])[] = [
    ['an unknown option', ['--mongo-url', 'x', '--tasks', '1'], /^unknown option --tasks$/m],
    ['a misspelled option', ['--mongo-ur', 'x'], /^unknown option --mongo-ur; did you mean --mongo-url\?$/m],
    ['an abbreviated option', ['--url=x'], /^unknown option --url; did you mean --mongo-url\?$/m],
    ['an option with one hyphen', ['-count', '1'], /^unknown option -count; did you mean --count\?$/m],
    ['several misspelled options', ['--mongo-ur', 'x', '--coutn', '1'], /mongo-url\?\n.*--coutn; did you mean --count/],
    ['a misspelled hidden option', ['--mongo-url', 'x', '--failpoin', 'y'], /^unknown option --failpoin$/m],
    ['a missing option', [], /^missing option --mongo-url \(or STEADFAST_MONGO_URL\): connect here$/m],
    ['an option without its value', ['--mongo-url'], /mongo-url/],
    ['an extra argument', ['--mongo-url', 'x', 'start'], /start|Too many/],
  ];
  for (const [name, argv, message] of wrong)
    test(`rejects ${name} with a usage error that refers to --help`, async () => {
      await assert.rejects(parse(argv), (error: Error) => {
        assert.equal(error.name, 'UsageError');
        assert.match(error.message, message);
        assert.match(error.message, /program --help/);
        return true;
      });
    });

  test('reads a negative number as a value', async () => {
    assert.equal((await parse(['--mongo-url', 'x', '--count', '-1'])).count, -1);
  });
});

/** Runs a program that parses its command line, and returns what it prints on standard output. */
function output(...argv: readonly string[]): string {
  const program = `const { parseCommandLine } = await import(${JSON.stringify(import.meta.resolve('@steadfast/runtime'))});
    await parseCommandLine(${JSON.stringify(DEFINITION)}, process.argv.slice(1));`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', program, '--', ...argv], { encoding: 'utf8' });
}

describe('the common options', () => {
  for (const option of ['--help', '-h'])
    test(`${option} prints every visible option with its environment variable, whatever else is given`, () => {
      const text = output(option, '--nonsense');
      for (const part of ['--mongo-url', 'connect here', 'STEADFAST_MONGO_URL', '--version', 'Exit codes'])
        assert.ok(text.includes(part), part);
      assert.doesNotMatch(text, /failpoint/);
    });

  test('--version prints the name of the program and its version', () => {
    assert.match(output('--version'), /^program \d+\.\d+\.\d+\n$/);
  });
});

describe('option checks', () => {
  const addresses = {
    '127.0.0.1:50051': true,
    'host:1': true,
    '[::1]:50051': true,
    host: false,
    ':1': false,
    'a:b': false,
    'a:70000': false,
    '': false,
  };
  for (const [address, valid] of Object.entries(addresses))
    test(`checkAddress ${valid ? 'accepts' : 'rejects'} "${address}"`, () => {
      if (valid) assert.equal(checkAddress('listen', address), address);
      else assert.throws(() => checkAddress('listen', address), { name: 'UsageError', message: /--listen/ });
    });

  for (const value of [Number.NaN, Infinity, -1, 101])
    test(`checkNumber rejects ${value} for 0 to 100`, () =>
      assert.throws(() => checkNumber('share', value, 0, 100), { name: 'UsageError', message: /--share .* 0 to 100/ }));

  test('checkInteger rejects 1.5', () => assert.throws(() => checkInteger('count', 1.5, 1, 9), { name: 'UsageError' }));
});
