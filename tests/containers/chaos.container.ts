import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runCommand } from '@steadfast/runtime/testing';
import { runScript, startProject } from './support/cluster.ts';

const CHAOS = fileURLToPath(new URL('../../packages/chaos/src/containers/main.ts', import.meta.url));

/** With these lengths in seconds, about forty tasks are enough for every kind of fault. */
const SLEEPS = { MIN_SLEEP: '0.5', MAX_SLEEP: '2' };

/** A run takes a minute; far longer on a busy machine. */
const RUN_TIMEOUT_MS = 600_000;

/** Runs chaos to its end, and returns its exit code and output. */
async function runChaos(...parameters: string[]): Promise<{ code: number | null; output: string }> {
  const options = { environment: SLEEPS, timeoutMs: RUN_TIMEOUT_MS };
  const { code, stdout, stderr } = await runCommand(process.execPath, [CHAOS, ...parameters], options);
  return { code, output: stdout + stderr };
}

describe('make chaos', { timeout: 1_800_000 }, () => {
  let folder: string;
  before(async () => {
    await startProject();
    // Kept after the test: its evidence explains a failure.
    folder = fileURLToPath(new URL('../../.steadfast/chaos-tests', import.meta.url));
  });

  test('kills master and slaves until the tasks of make seed have succeeded, and the run passes', async () => {
    assert.match(await runScript('seed', { ...SLEEPS, COUNT: '60' }), /60 tasks inserted/);
    const { code, output } = await runChaos('--directory', folder);
    assert.equal(code, 0, output);
    assert.match(output, /Random seed \d+\. To repeat this run:\n {2}make chaos RANDOM_SEED=\d+/);
    assert.match(output, /Verdict: all \d+ checks passed/);
    assert.doesNotMatch(output, /FROZEN|CUT OFF|LOSING/);
    const files = await readdir(join(folder, 'latest'));
    for (const file of ['master1.log', 'slave3.journal.jsonl', 'chaos.jsonl', 'mongodb-tasks.txt', 'verdict.html'])
      assert.ok(files.includes(file), file);
  });

  test('with all faults also freezes, cuts off and drops packets, and all runs on this database pass', async () => {
    const { code, output } = await runChaos(
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
    for (const fault of [/FROZEN/, /CUT OFF/, /LOSING PACKETS/]) assert.match(output, fault);
    const entries = await readFile(join(folder, 'latest', 'mongodb-tasks-before.txt'), 'utf8');
    assert.match(entries, /created/);
  });

  test('fails with a usage error if there are no unfinished tasks', async () => {
    const { code, output } = await runChaos('--directory', folder);
    assert.equal(code, 2, output);
    assert.match(output, /make seed/);
  });
});
