import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'node:test';
import { writeRunFile } from '../src/evidence/run-file.ts';
import { QUIET_RUN, RUN_WITH_KILLS } from '../src/expectations.ts';
import { runFolder } from './support/run-folder.ts';
import { quietRun, wholeRun } from './support/runs.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const UNREACHABLE_URL = 'mongodb://127.0.0.1:1/steadfast';

/** The environment without the variables that set options. */
const ENVIRONMENT = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('STEADFAST_')));

function run(...argv: readonly string[]) {
  return spawnSync(process.execPath, [MAIN, ...argv], { encoding: 'utf8', env: ENVIRONMENT });
}

function runWithUrl(...argv: readonly string[]) {
  const env = { ...ENVIRONMENT, STEADFAST_MONGO_URL: 'http://127.0.0.1' };
  return spawnSync(process.execPath, [MAIN, ...argv], { encoding: 'utf8', env });
}

/** Replaces the first match in a file of a run. */
async function tamper(directory: string, file: string, before: RegExp, after: string): Promise<void> {
  const text = await readFile(join(directory, file), 'utf8');
  assert.match(text, before);
  await writeFile(join(directory, file), text.replace(before, after));
}

describe('the checker command', () => {
  test('exits with 2 and explains the correct usage when an option is wrong or missing', () => {
    const noFolder = run('--mongo-url', UNREACHABLE_URL, '--directory', join(tmpdir(), 'no-such-folder'));
    assert.equal(noFolder.status, 2);
    assert.match(noFolder.stderr, /no-such-folder is not a folder. Name the folder of the run/);
    const noUrl = run('--mongo-url', 'http://127.0.0.1', '--directory', tmpdir());
    assert.equal(noUrl.status, 2);
    assert.match(noUrl.stderr, /--mongo-url is not a MongoDB URL .* must begin with mongodb:/);
    assert.equal(run('--mongo-url', UNREACHABLE_URL, '--directory', tmpdir(), '--expect', 'wonders').status, 2);
    assert.match(run().stderr, /name the folder of a run, for example: steadfast-check \.steadfast\/demo\/latest/);
  });

  test('judges a kept folder by its files, without a database', async (context) => {
    const directory = await runFolder(context, wholeRun());
    const { status, stdout, stderr } = run(directory);
    assert.equal(status, 0, stdout + stderr);
    assert.match(
      stdout,
      /^Evidence in \S+\s+MongoDB\s+entries\s+from\s+mongodb-tasks\.txt\s+and\s+mongodb-ledger\.txt\.$/m,
    );
    assert.match(stdout, /^8 of 8 tasks succeeded in \d+\.\d s\. Faults: 2 kills \(1 of the master\), 1 freeze\./m);
    assert.match(stdout, /Verdict: all \d+ checks passed/);
  });

  for (const [file, before, after, expected] of [
    ['mongodb-tasks.txt', /state: {5}success/, 'state:     killed', /its state is killed/],
    ['mongodb-tasks.txt', /attempt 1 on slave1: "the stream broke"/, 'attempt 1 on slave1: "nothing"', /task1/],
    [
      'mongodb-tasks-before.txt',
      /sleeptime: 2 seconds/,
      'sleeptime: 1 seconds',
      /it was seeded as task1 with sleeptime 2/,
    ],
    ['mongodb-tasks-before.txt', /host: {6}-/, 'host:      slave9', /no master had seen it, but it had state created/],
    ['mongodb-ledger.txt', /task\.success task2 /, 'task.success task3 ', /entry \d+ fact 0/],
    ['mongodb-ledger.txt', /^entry 5 /m, 'entry 55 ', /55/],
    ['slave2.journal.jsonl', /"sleptMs":\d+/, '"sleptMs":5', /slept 5 ms/],
    ['slave1.log', /"event":"task.finished"/, '"event":"task.paused"', /slave1/],
    ['chaos.jsonl', /"target":"slave1"/, '"target":"slave3"', /slave3/],
    ['seeded.jsonl', /"sleeptime":2/, '"sleeptime":3', /was seeded as task1 with sleeptime 3/],
  ] as const)
    test(`fails after ${file} was tampered with: ${after}`, async (context) => {
      const directory = await runFolder(context, wholeRun());
      await tamper(directory, file, before, after);
      const { status, stdout } = run(directory);
      assert.equal(status, 1, stdout);
      assert.match(stdout, expected);
      assert.match(stdout, /Verdict: \d+ of \d+ checks FAILED/);
    });

  test('fails when a file of entries is missing, and says that a database would do', async (context) => {
    const directory = await runFolder(context, wholeRun());
    await rm(join(directory, 'mongodb-ledger.txt'));
    const { status, stderr } = run(directory);
    assert.equal(status, 2);
    assert.match(
      stderr,
      /is not the folder of a finished run: it has no mongodb-ledger\.txt\. Name its database with --mongo-url/,
    );
  });

  test('prefers the files of a folder to a database that the environment names, but not to an option', async (context) => {
    const directory = await runFolder(context, wholeRun());
    assert.equal(runWithUrl(directory).status, 0);
    assert.match(run(directory, '--mongo-url=http://x').stderr, /--mongo-url is not a MongoDB URL .* must begin with/);
    await rm(join(directory, 'mongodb-tasks.txt'));
    assert.match(runWithUrl(directory).stderr, /--mongo-url is not a MongoDB URL .* must begin with/);
  });

  test('expects of a run what its folder says, unless an option says otherwise', async (context) => {
    const directory = await runFolder(context, quietRun());
    assert.equal(run(directory).status, 1);
    await writeRunFile(directory, { startedAtMs: 0, expectations: QUIET_RUN, problems: [] });
    assert.equal(run('--directory', directory).status, 0);
    assert.equal(run(directory, '--expect', 'kills').status, 1);
  });

  test('fails a run with a problem that its folder records, even if all checks pass', async (context) => {
    const directory = await runFolder(context, wholeRun());
    const problems = ['slave2 did not stop gracefully'];
    await writeRunFile(directory, { startedAtMs: 0, expectations: RUN_WITH_KILLS, problems });
    const { status, stdout } = run(directory);
    assert.equal(status, 1);
    assert.match(stdout, /Verdict: all \d+ checks passed[^]*✘ slave2 did not stop gracefully\nThis run FAILED\.\n$/);
    const json = JSON.parse(run(directory, '--json').stdout) as { passed: boolean; problems: string[] };
    assert.deepEqual([json.passed, json.problems], [false, problems]);
  });

  test('refuses two folders, and entries to write without a database', async (context) => {
    const directory = await runFolder(context, wholeRun());
    assert.equal(run(directory, '--directory', directory).status, 2);
    assert.equal(run(directory, 'other').status, 2);
    assert.equal(run(directory, '--write-entries').status, 2);
  });
});
