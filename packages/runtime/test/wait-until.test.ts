import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { waitUntil } from '../src/testing/wait-until.ts';

describe('waitUntil', () => {
  test('polls the condition and returns its first result other than false, null or undefined', async () => {
    const results = [false, null, undefined, 0];
    assert.equal(await waitUntil('there is a result', () => results.shift(), { pollMs: 1 }), 0);
    assert.deepEqual(results, []);
  });

  test('names what it waited for, and the current state, when the condition does not hold in time', async () => {
    const options = { timeoutMs: 2, pollMs: 1, explain: () => 'slave1 is starting' };
    await assert.rejects(
      waitUntil('slave1 is ready', () => false, options),
      { message: 'timed out after 0.002 s waiting until slave1 is ready\nslave1 is starting' },
    );
  });

  test('ends early when the signal aborts', async () => {
    await assert.rejects(
      waitUntil('the impossible happens', () => false, { signal: AbortSignal.abort() }),
      { name: 'AbortError' },
    );
  });

  test('passes on an error of the condition', async () => {
    await assert.rejects(
      waitUntil('the log has a line', () => Promise.reject(new Error('the log is unreadable'))),
      /the log is unreadable/,
    );
  });
});
