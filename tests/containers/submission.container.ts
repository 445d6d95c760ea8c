import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { unzipSync } from 'fflate';
import { runScript } from './support/cluster.ts';

/** A password as `docker/secrets.sh` generates it, 24 bytes; not an instance, which is public, that a quote cuts off. */
const PASSWORD = /\b[0-9a-f]{48}\b(?! …)/;

/** Files that the submission must contain. */
const REQUIRED = [
  'README.txt',
  'verdict.html',
  'mongodb/before-tasks.txt',
  'mongodb/after-tasks.txt',
  'mongodb/ledger.txt',
  'logs/master1.log',
  'logs/slave3.log',
  'chaos/chaos.jsonl',
  'source/compose.yaml',
  'source/docker/slave/Dockerfile',
  'scripts/Makefile',
];

test(
  'make submission packs a run on containers, with its logs, verdict and MongoDB entries before and after',
  {
    timeout: 1_200_000,
  },
  async (context) => {
    const folder = await mkdtemp(join(tmpdir(), 'steadfast-submission-'));
    context.after(() => rm(folder, { recursive: true, force: true }));
    const output = join(folder, 'submission.zip');
    const printed = await runScript('submission', {
      SUBMISSION_PROJECT: 'steadfast-test-submission',
      SUBMISSION_PORT: '50062',
      TASKS: '40',
      MIN_SLEEP: '0.5',
      MAX_SLEEP: '2',
      OUTPUT: output,
    });
    assert.match(printed, /Verdict: all \d+ checks passed/);
    const files = unzipSync(await readFile(output));
    for (const name of REQUIRED) assert.ok(name in files, name);
    const text = (name: string): string => new TextDecoder().decode(files[name]);
    assert.doesNotMatch(text('mongodb/before-tasks.txt'), /success|running/);
    assert.equal(text('mongodb/before-tasks.txt').match(/state: +created/g)?.length, 40);
    assert.equal(text('mongodb/after-tasks.txt').match(/state: +success/g)?.length, 40);
    assert.doesNotMatch(Object.keys(files).join('\n'), /keyfile$|users\.json$|\.url$/m);
    for (const name of Object.keys(files)) assert.doesNotMatch(text(name), PASSWORD, name);
  },
);
