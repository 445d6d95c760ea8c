import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outputOf, runCommand } from '@steadfast/runtime/testing';

/** More than any of these commands needs, except where the deadline is the subject. */
const TIMEOUT_MS = 60_000;

test('a command of a test returns its exit code and output, also when it fails', async () => {
  assert.deepEqual(await runCommand('sh', ['-c', 'echo out; echo err >&2; exit 3'], { timeoutMs: TIMEOUT_MS }), {
    code: 3,
    stdout: 'out\n',
    stderr: 'err\n',
  });
});

test('a command of a test that must succeed fails with its output', async () => {
  await assert.rejects(
    outputOf('sh', ['-c', 'echo reason >&2; exit 1'], { timeoutMs: TIMEOUT_MS }),
    /ended with 1:\nreason/,
  );
});

test('a command of a test that does not exist is an error', async () => {
  await assert.rejects(runCommand('no-such-program', [], { timeoutMs: TIMEOUT_MS }), /ENOENT/);
});

test('a command of a test is killed at its deadline together with the children that hold its output open', async () => {
  // The parent ends at once; its child would keep the pipe open for ten minutes.
  await assert.rejects(runCommand('sh', ['-c', 'echo begun; sleep 600 & exit 0'], { timeoutMs: 500 }), /begun/);
});
