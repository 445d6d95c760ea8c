import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { useMongod } from './support.ts';

const PROGRAM = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** The environment without variables that set options of the program. */
const ENVIRONMENT = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('STEADFAST_')));

/** Starts the program. */
function start(options: readonly string[], environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, [PROGRAM, ...options], { env: { ...ENVIRONMENT, ...environment } });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, result: Promise.all([ended, text(child.stdout), text(child.stderr)]) };
}

/** Runs the program until it exits. */
async function run(options: readonly string[], environment?: Record<string, string>) {
  const [code, output, errors] = await start(options, environment).result;
  return { code, output, errors };
}

describe('the seed program', { concurrency: 4 }, () => {
  const { database, collection, mongod } = useMongod();

  test('inserts 100 tasks by default, into the database steadfast if the URL names none', async () => {
    const { code, output, errors } = await run([], { STEADFAST_MONGO_URL: mongod().url });
    assert.equal(errors, '');
    assert.equal(code, 0);
    assert.match(
      output,
      /^100 tasks inserted into database steadfast at 127\.0\.0\.1:\d+, random seed \d+, total sleep time \d+\.\d{3} s\n$/,
    );
    assert.equal(await collection('steadfast').countDocuments({ sleeptime: { $gte: 1, $lte: 10 } }), 100);
  });

  test('reports names that were in use already', async () => {
    const { url } = database();
    const options = ['--mongo-url', url, '--random-seed', '7', '--count', '5'];
    await run(options);
    const { output } = await run(options);
    assert.match(output, /^5 names were in use already and were replaced/);
  });

  test('prints one JSON object with --json', async () => {
    const { url, name, tasks } = database();
    const options = [
      '--mongo-url',
      url,
      '--count',
      '10',
      '--min-sleep',
      '0.5',
      '--max-sleep',
      '0.5',
      '--random-seed',
      '9',
    ];
    const { output } = await run([...options, '--json']);
    const { database: description, ...result } = JSON.parse(output) as { database: string };
    assert.match(description, new RegExp(`^database ${name} at`));
    assert.deepEqual(result, { inserted: 10, totalSleepSeconds: 5, redrawnNames: 0, randomSeed: 9, stopped: false });
    assert.equal(await tasks.countDocuments({ sleeptime: 0.5 }), 10);
  });

  test('stops on SIGINT and reports how many tasks it has inserted', async () => {
    const { url, tasks } = database();
    const { child, result } = start(['--mongo-url', url, '--count', '10000000']);
    while ((await tasks.estimatedDocumentCount()) === 0) assert.equal(child.exitCode, null);
    child.kill('SIGINT');
    const [code, output] = await result;
    assert.equal(code, 0);
    const [, inserted = ''] = /^stopped: ([\d,]+) of 10,000,000 tasks inserted/.exec(output) ?? [];
    assert.equal(await tasks.countDocuments(), Number(inserted.replaceAll(',', '')));
  });

  const UNUSED_URL = 'mongodb://127.0.0.1:1/';
  const USAGE_ERRORS: [what: string, options: string[], message: RegExp][] = [
    ['no URL', [], /mongo-url/],
    ['an empty URL', ['--mongo-url', ''], /--mongo-url is not a MongoDB URL .* must begin with mongodb/],
    ['a URL without a host', ['--mongo-url', 'mongodb://user:hidden'], /USER:PASSWORD@HOST:PORT/],
    ['a URL of another scheme', ['--mongo-url', 'http://user:hidden@host/'], /--mongo-url is not a MongoDB URL/],
    [
      'a URL with a broken password',
      ['--mongo-url', 'mongodb://user:hid%zzden@host/'],
      /--mongo-url is not a MongoDB URL/,
    ],
    ['a count of 0', ['--mongo-url', UNUSED_URL, '--count', '0'], /--count must be a whole number from 1 to 10000000/],
    ['a count above the maximum', ['--mongo-url', UNUSED_URL, '--count', '10000001'], /--count/],
    ['a fractional count', ['--mongo-url', UNUSED_URL, '--count', '1.5'], /--count/],
    ['a count that is not a number', ['--mongo-url', UNUSED_URL, '--count', 'many'], /--count/],
    ['a negative sleep time', ['--mongo-url', UNUSED_URL, '--min-sleep', '-1'], /--min-sleep must be a number from 0/],
    ['a sleep time that is not a number', ['--mongo-url', UNUSED_URL, '--max-sleep', 'NaN'], /--max-sleep/],
    [
      'a sleep time that exceeds the range of timers',
      ['--mongo-url', UNUSED_URL, '--max-sleep', '2147484'],
      /to 2147483/,
    ],
    [
      'a minimum sleep time above the maximum',
      ['--mongo-url', UNUSED_URL, '--min-sleep', '11'],
      /must not be greater than/,
    ],
    [
      'a range of sleep times without a whole millisecond',
      ['--mongo-url', UNUSED_URL, '--min-sleep', '1.0004', '--max-sleep', '1.0006'],
      /whole/,
    ],
    ['a random seed out of range', ['--mongo-url', UNUSED_URL, '--random-seed', '1e10'], /--random-seed/],
    ['an unknown option', ['--mongo-url', UNUSED_URL, '--tasks', '5'], /tasks/],
  ];
  for (const [what, options, message] of USAGE_ERRORS)
    test(`exits with code 2 and an explanation, but no password, when called with ${what}`, async () => {
      const { code, errors } = await run(options);
      assert.equal(code, 2);
      assert.match(errors, message);
      assert.doesNotMatch(errors, /hid|^ {4}at /m);
    });

  test('prints a hint, but no password, when the database cannot be reached', async () => {
    const { code, errors } = await run(['--mongo-url', 'mongodb://user:hidden@127.0.0.1:1/']);
    assert.equal(code, 1);
    assert.match(errors, /cannot use MongoDB at 127\.0\.0\.1:1: .*\n.*Is it running/);
    assert.doesNotMatch(errors, /hidden/);
  });

  test('stops connecting to the database on SIGINT', async (context) => {
    // Accepts connections but never responds.
    const silent = createServer().listen(0, '127.0.0.1');
    context.after(() => silent.close());
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const { child, result } = start(['--mongo-url', `mongodb://127.0.0.1:${port}/`]);
    silent.once('connection', () => child.kill('SIGINT'));
    const [code, output, errors] = await result;
    assert.deepEqual([code, errors], [0, '']);
    assert.match(output, /^stopped: 0 of 100 tasks inserted/);
  });
});
