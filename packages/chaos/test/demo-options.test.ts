import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dedicatedDatabaseUrl } from '../src/run/database.ts';
import { describeKeptDatabase } from '../src/demo/kept-database.ts';
import { closingList } from '../src/run/closing-list.ts';
import { commandToRepeat, readDemoOptions } from '../src/demo/options.ts';
import { expectationsOf, isTooShort } from '../src/run/expectations.ts';

describe('the demo options', () => {
  test('default to a hundred tasks of 0.2 to 2 s on three slaves, with kills', async () => {
    const { tasks, slaves, minSleep, maxSleep, kills, mongoUrl } = await readDemoOptions([], {});
    const expected = { tasks: 100, slaves: 3, minSleep: 0.2, maxSleep: 2, kills: true, mongoUrl: undefined };
    assert.deepEqual({ tasks, slaves, minSleep, maxSleep, kills, mongoUrl }, expected);
  });

  test('are also read from the environment, by their names in make; the command line takes precedence', async () => {
    const environment = { TASKS: '7', SLAVES: '2', MIN_SLEEP: '0', MAX_SLEEP: '0.5', KILLS: 'off', RANDOM_SEED: '9' };
    const options = await readDemoOptions(['--slaves', '4'], environment);
    const { directory, ...others } = options;
    assert.match(directory, /\.steadfast.demo$/);
    const expected = { tasks: 7, slaves: 4, minSleep: 0, maxSleep: 0.5, kills: false, randomSeed: 9 };
    assert.deepEqual(others, { ...expected, mongoUrl: undefined });
  });

  for (const [name, value, message] of [
    ['TASKS', 'many', /TASKS \(--tasks\) must be a whole number from 1 to 100000, not "many"/],
    ['TASKS', '0', /TASKS/],
    ['SLAVES', '1.5', /SLAVES \(--slaves\) must be a whole number/],
    ['MIN_SLEEP', '-1', /MIN_SLEEP \(--min-sleep\) must be a number from 0/],
    ['MIN_SLEEP', '3', /MIN_SLEEP \(--min-sleep\) must not exceed MAX_SLEEP/],
    ['MAX_SLEEP', 'Infinity', /MAX_SLEEP/],
    ['KILLS', 'no', /KILLS \(--kills\) must be on or off, not "no"/],
    ['RANDOM_SEED', '-5', /RANDOM_SEED \(--random-seed\) must be a whole number from 0/],
  ] as const)
    test(`reject ${name}=${value} with a reason`, async () => {
      await assert.rejects(readDemoOptions([], { [name]: value }), { name: 'UsageError', message });
    });

  test('are repeated by a command that contains those that differ from the default', async () => {
    const options = await readDemoOptions(['--tasks', '20', '--random-seed', '7', '--kills', 'off'], {});
    assert.equal(commandToRepeat(options), 'make demo TASKS=20 KILLS=off RANDOM_SEED=7');
  });
});

describe('the URL of a dedicated database', () => {
  for (const [url, expected] of [
    ['mongodb://127.0.0.1:27017', 'mongodb://127.0.0.1:27017/mine'],
    ['mongodb://127.0.0.1:27017/other?replicaSet=rs0', 'mongodb://127.0.0.1:27017/mine?replicaSet=rs0'],
    ['mongodb://ann:secret@a:1,b:2/users', 'mongodb://ann:secret@a:1,b:2/mine?authSource=users'],
    ['mongodb://ann:secret@a:1/', 'mongodb://ann:secret@a:1/mine?authSource=admin'],
    ['mongodb://ann:secret@a:1/x?authSource=y', 'mongodb://ann:secret@a:1/mine?authSource=y'],
  ] as const)
    test(`made from ${url} names a new database on the same server`, () =>
      assert.equal(dedicatedDatabaseUrl(url, 'mine'), expected));

  test('requires a MongoDB URL', () => {
    assert.throws(() => dedicatedDatabaseUrl('http://127.0.0.1/', 'mine'), {
      name: 'UsageError',
      message: /--mongo-url/,
    });
  });
});

describe('a demo on a given server', () => {
  const given = 'mongodb://ann:secret@a:1/?replicaSet=rs0';
  const url = dedicatedDatabaseUrl(given, 'steadfast-demo-7');

  test('says which database it leaves there and how to remove it, without the password', () => {
    const text = describeKeptDatabase(url, given, { STEADFAST_MONGO_URL: given });
    assert.equal(
      text,
      'The database steadfast-demo-7 stays on the given server. To remove it:\n' +
        `  mongosh "$STEADFAST_MONGO_URL" --eval 'db.getSiblingDB("steadfast-demo-7").dropDatabase()'`,
    );
    assert.match(describeKeptDatabase(url, given, {}), /mongosh YOUR_MONGO_URL --eval/);
  });
});

describe('the closing list of a demo', () => {
  const options = { directory: '/runs/a folder', hasDatabaseFiles: false, repeatCommand: 'make demo RANDOM_SEED=7' };

  test('names the command that judges the folder again, quoted for a shell, on a line of its own', () => {
    const lines = closingList(options, 80);
    assert.ok(
      lines.some((line) => / (?:steadfast-check|check) '\/runs\/a folder'$/.test(line)),
      lines.join('\n'),
    );
    assert.equal(lines.at(-1), '  make demo RANDOM_SEED=7');
  });

  for (const width of [60, 80, 110])
    test(`is wrapped between words on ${width} columns`, () => {
      const words = new Set(
        closingList(options, 500)
          .join(' ')
          .match(/[^ :]+/g),
      );
      for (const line of closingList(options, width)) {
        assert.ok(line.length <= width || line.startsWith('  '), line);
        for (const word of line.match(/[^ :]+/g) ?? []) assert.ok(words.has(word), `${word} in ${line}`);
      }
    });
});

describe('the expectations of a run', () => {
  const size = { tasks: 100, slaves: 3, totalSleep: 110, maxSleep: 2, kills: true };

  test('with kills require that they had an effect', () => {
    const { metrics } = expectationsOf(size);
    assert.deepEqual(metrics.tasks, { min: 100, max: 100 });
    assert.deepEqual([metrics.slaveKillsWhileBusy, metrics.finishedWithoutMaster], [{ min: 1 }, { min: 1 }]);
  });

  test('without kills require that nothing was killed or run twice', () => {
    const { metrics } = expectationsOf({ ...size, kills: false });
    assert.deepEqual([metrics.reruns, metrics.killedTasks], [{ max: 0 }, { max: 0 }]);
  });

  test('that is too short for a kill to have an effect require no kills', () => {
    const short = { ...size, tasks: 3, totalSleep: 3 };
    assert.equal(isTooShort(short), true);
    assert.deepEqual(expectationsOf(short).metrics, { tasks: { min: 3, max: 3 } });
  });
});
