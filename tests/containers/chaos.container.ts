import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { script, upProject } from './support/cluster.ts';

const CHAOS = fileURLToPath(new URL('../../packages/chaos/src/containers/main.ts', import.meta.url));

/** Tasks of half a second to two: some forty of them are enough for each kind of hit. */
const SLEEPS = { MIN_SLEEP: '0.5', MAX_SLEEP: '2' };

/** Three times what a run takes, in milliseconds. */
const RUN_MS = 180_000;

/** Runs chaos to its end; gives its exit code and what it printed. */
function chaos(...parameters: string[]): Promise<{ code: unknown; output: string }> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, ...SLEEPS }, maxBuffer: 1e8, timeout: RUN_MS };
    execFile(process.execPath, [CHAOS, ...parameters], options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, output: stdout + stderr }),
    );
  });
}

describe('make chaos', { timeout: 400_000 }, () => {
  let folder: string;
  before(async () => {
    await upProject();
    // Kept: whoever sees this fail wants to look at the evidence.
    folder = fileURLToPath(new URL('../../.steadfast/chaos-tests', import.meta.url));
  });

  test('kills master and slaves until the tasks of make seed are done, and finds every promise kept', async () => {
    assert.match(await script('seed', { ...SLEEPS, COUNT: '60' }), /60 tasks inserted/);
    const { code, output } = await chaos('--directory', folder);
    assert.equal(code, 0, output);
    assert.match(output, /Random seed \d+; the same plan again: make chaos RANDOM_SEED=\d+/);
    assert.match(output, /Verdict: all \d+ points hold/);
    assert.doesNotMatch(output, /FROZEN|CUT OFF|LOSES/);
    const files = await readdir(join(folder, 'latest'));
    for (const file of ['master1.log', 'slave3.journal.jsonl', 'chaos.jsonl', 'mongodb-tasks.txt', 'verdict.html'])
      assert.ok(files.includes(file), file);
  });

  test('also freezes, cuts off and loses packets when it is told to, and the promises hold over all runs of this database', async () => {
    const { code, output } = await chaos(
      '--directory',
      folder,
      '--faults',
      'all',
      '--tasks',
      '60',
      '--random-seed',
      '34',
    );
    assert.equal(code, 0, output);
    for (const fault of [/FROZEN/, /CUT OFF/, /LOSES PACKETS/]) assert.match(output, fault);
    const entries = await readFile(join(folder, 'latest', 'mongodb-tasks-before.txt'), 'utf8');
    assert.match(entries, /created/);
  });

  test('says so where nothing is left to do', async () => {
    const { code, output } = await chaos('--directory', folder);
    assert.equal(code, 2, output);
    assert.match(output, /make seed/);
  });
});
