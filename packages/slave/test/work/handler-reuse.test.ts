import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, test, type TestContext } from 'node:test';
import type { Outcome } from '../../src/work/work-runner.ts';
import { isRunning, openTestRunner } from './runner.ts';

const MODULE = `
  import { spawn } from 'node:child_process';
  import { writeFileSync } from 'node:fs';
  const start = (options) => spawn('sleep', ['600'], { stdio: 'ignore', ...options });
  const service = start();
  export default {
    pid: () => process.pid,
    service: () => service.pid,
    leave: () => start().pid,
    detach: () => {
      const child = start({ detached: true });
      child.unref();
      return child.pid;
    },
    half: async ({ input }) => {
      writeFileSync(input, String(process.pid));
      throw new TypeError('fetch failed', { cause: new Error('connection refused') });
    },
  };
`;

async function open(context: TestContext) {
  const { file } = await openTestRunner(context);
  writeFileSync(file('handlers.mjs'), MODULE);
  return openTestRunner(context, { handlersPath: file('handlers.mjs') });
}

/** Returns the number that an attempt returned. */
function numberIn(outcome: Outcome): number {
  assert.ok(outcome.kind === 'succeeded' && outcome.result !== null, JSON.stringify(outcome));
  return Number(outcome.result);
}

describe('a handler process', () => {
  test('has ended when the failure of its attempt is reported', async (context) => {
    const { run, file } = await open(context);
    assert.deepEqual(await run('half', file('pid')), {
      kind: 'failed',
      reason: 'TypeError: fetch failed (Error: connection refused)',
      permanent: false,
    });
    assert.ok(existsSync(file('pid')));
    assert.ok(!isRunning(Number(readFileSync(file('pid'), 'utf8'))));
    assert.ok(isRunning(numberIn(await run('pid', undefined))));
  });

  test('is used again with what its module has started', async (context) => {
    const { run } = await open(context);
    const pid = numberIn(await run('pid', undefined));
    const service = numberIn(await run('service', undefined));
    assert.equal(numberIn(await run('pid', undefined)), pid);
    assert.ok(isRunning(service));
  });

  for (const name of ['leave', 'detach'])
    test(
      `is replaced, and the process killed, after an attempt that has left one: ${name}`,
      { skip: process.platform !== 'linux' },
      async (context) => {
        const { run } = await open(context);
        const pid = numberIn(await run('pid', undefined));
        const left = numberIn(await run(name, undefined));
        assert.ok(!isRunning(left) && !isRunning(pid));
        assert.notEqual(numberIn(await run('pid', undefined)), pid);
      },
    );
});
