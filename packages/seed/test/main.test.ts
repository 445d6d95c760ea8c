import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { useMongod } from './support.ts';

const PROGRAM = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** The environment without what would change what a program does. */
const ENVIRONMENT = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('STEADFAST_')));

/** Starts the program. */
function start(options: readonly string[], environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, [PROGRAM, ...options], { env: { ...ENVIRONMENT, ...environment } });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, result: Promise.all([ended, text(child.stdout), text(child.stderr)]) };
}

/** Runs the program to its end. */
async function run(options: readonly string[], environment?: Record<string, string>) {
  const [code, output, errors] = await start(options, environment).result;
  return { code, output, errors };
}

describe('the seed program', { concurrency: 4 }, () => {
  const { database, collection, mongod } = useMongod();

  test('inserts a hundred tasks unless told otherwise, into steadfast where the URL names no database', async () => {
    const { code, output, errors } = await run([], { STEADFAST_MONGO_URL: mongod().url });
    assert.equal(errors, '');
    assert.equal(code, 0);
    assert.match(
      output,
      /^100 tasks inserted into database steadfast at 127\.0\.0\.1:\d+, random seed \d+, sleeps total \d+\.\d{3} s\n$/,
    );
    assert.equal(await collection('steadfast').countDocuments({ sleeptime: { $gte: 1, $lte: 10 } }), 100);
  });

  test('says so when it had to draw further names', async () => {
    const { url } = database();
    const options = ['--mongo-url', url, '--random-seed', '7', '--count', '5'];
    await run(options);
    const { output } = await run(options);
    assert.match(output, /^5 names were in use already, so others were drawn/);
  });

  test('prints one JSON object when asked to', async () => {
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
    const { database: place, ...result } = JSON.parse(output) as { database: string };
    assert.match(place, new RegExp(`^database ${name} at`));
    assert.deepEqual(result, { inserted: 10, totalSleepSeconds: 5, redrawnNames: 0, randomSeed: 9, stopped: false });
    assert.equal(await tasks.countDocuments({ sleeptime: 0.5 }), 10);
  });

  test('stops at Ctrl-C and says how much it has inserted', async () => {
    const { url, tasks } = database();
    const { child, result } = start(['--mongo-url', url, '--count', '10000000']);
    while ((await tasks.estimatedDocumentCount()) === 0) assert.equal(child.exitCode, null);
    child.kill('SIGINT');
    const [code, output] = await result;
    assert.equal(code, 0);
    const [, inserted = ''] = /^stopped: of 10,000,000 tasks, ([\d,]+) tasks inserted/.exec(output) ?? [];
    assert.equal(await tasks.countDocuments(), Number(inserted.replaceAll(',', '')));
  });

  const URL_SOMEWHERE = 'mongodb://127.0.0.1:1/';
  const WRONG: [what: string, options: string[], says: RegExp][] = [
    ['no URL', [], /mongo-url/],
    ['a URL of something else', ['--mongo-url', 'http://user:hidden@host/'], /--mongo-url is no MongoDB URL/],
    [
      'a URL with a broken password',
      ['--mongo-url', 'mongodb://user:hid%zzden@host/'],
      /--mongo-url is no MongoDB URL/,
    ],
    ['no task', ['--mongo-url', URL_SOMEWHERE, '--count', '0'], /--count must be a whole number from 1 to 10000000/],
    ['too many tasks', ['--mongo-url', URL_SOMEWHERE, '--count', '10000001'], /--count/],
    ['half a task', ['--mongo-url', URL_SOMEWHERE, '--count', '1.5'], /--count/],
    ['a count that is no number', ['--mongo-url', URL_SOMEWHERE, '--count', 'many'], /--count/],
    ['a negative sleep', ['--mongo-url', URL_SOMEWHERE, '--min-sleep', '-1'], /--min-sleep must be a number from 0/],
    ['a sleep that is no number', ['--mongo-url', URL_SOMEWHERE, '--max-sleep', 'NaN'], /--max-sleep/],
    ['a sleep that no timer can wait', ['--mongo-url', URL_SOMEWHERE, '--max-sleep', '2147484'], /to 2147483/],
    ['sleeps in the wrong order', ['--mongo-url', URL_SOMEWHERE, '--min-sleep', '11'], /must not be more than/],
    ['no whole millisecond', ['--mongo-url', URL_SOMEWHERE, '--min-sleep', '1.0004', '--max-sleep', '1.0006'], /whole/],
    ['a random seed that is none', ['--mongo-url', URL_SOMEWHERE, '--random-seed', '1e10'], /--random-seed/],
    ['an unknown option', ['--mongo-url', URL_SOMEWHERE, '--tasks', '5'], /tasks/],
  ];
  for (const [what, options, says] of WRONG)
    test(`called with ${what}, says so and ends with exit code 2`, async () => {
      const { code, errors } = await run(options);
      assert.equal(code, 2);
      assert.match(errors, says);
      assert.doesNotMatch(errors, /hid|^ {4}at /m);
    });

  test('says what to check, and no password, when the database cannot be reached', async () => {
    const { code, errors } = await run(['--mongo-url', 'mongodb://user:hidden@127.0.0.1:1/']);
    assert.equal(code, 1);
    assert.match(errors, /cannot use MongoDB at 127\.0\.0\.1:1: .*\n.*Is it running/);
    assert.doesNotMatch(errors, /hidden/);
  });

  test('gives up reaching the database at Ctrl-C', async (context) => {
    // Takes connections and says nothing.
    const silent = createServer().listen(0, '127.0.0.1');
    context.after(() => silent.close());
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const { child, result } = start(['--mongo-url', `mongodb://127.0.0.1:${port}/`]);
    silent.once('connection', () => child.kill('SIGINT'));
    const [code, output, errors] = await result;
    assert.deepEqual([code, errors], [0, '']);
    assert.match(output, /^stopped: of 100 tasks, 0 tasks inserted/);
  });
});
