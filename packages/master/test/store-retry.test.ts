import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cancelNothing } from '@steadfast/runtime';
import { createRetryUntilDone, REJECTION_GRACE_MS } from '../src/store-retry.ts';
import { StoreError } from '../src/store/store.ts';

/** Repeats an operation that fails with each error in turn, on a clock that runs only while it waits. */
function run(errors: readonly StoreError[]) {
  let [nowMs, tries] = [0, 0];
  const pending: (() => void)[] = [];
  const lines: string[] = [];
  const timers = {
    monotonicMs: () => nowMs,
    wallMs: () => nowMs,
    after: (delayMs: number, callback: () => void) => {
      pending.push(() => {
        nowMs += delayMs;
        callback();
      });
      return cancelNothing;
    },
    soon: () => cancelNothing,
  };
  const retryUntilDone = createRetryUntilDone(
    { log: ({ message }) => void lines.push(message), isLevelEnabled: () => true },
    timers,
  );
  const outcomes: unknown[] = [];
  retryUntilDone<string>(
    (settle) => {
      const error = errors[tries];
      tries += 1;
      settle(error === undefined ? { ok: true, result: 'done' } : { ok: false, error });
    },
    () => true,
    (outcome) => void outcomes.push(outcome),
  );
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) next();
  assert.equal(outcomes.length, 1);
  return { settled: outcomes[0], nowMs, lines };
}

const REJECTED = new StoreError('not authorized', false);
const UNAVAILABLE = new StoreError('no primary', true);

describe('an operation that the database rejects', () => {
  test('is repeated for ten seconds, then fails with the reason, which was logged at once', () => {
    const { settled, nowMs, lines } = run(Array.from({ length: 100 }, () => REJECTED));
    assert.deepEqual(settled, { ok: false, error: REJECTED });
    assert.ok(nowMs >= REJECTION_GRACE_MS && nowMs <= REJECTION_GRACE_MS + 1_000, `after ${nowMs} ms`);
    assert.equal(lines[0], 'database rejects this master, retrying for 10 s: not authorized');
  });

  test('succeeds if the database accepts it in time', () => {
    const { settled, lines } = run([REJECTED, REJECTED, REJECTED]);
    assert.deepEqual(settled, { ok: true, result: 'done' });
    assert.equal(lines.at(-1), 'database available again');
  });

  test('has ten seconds again after the database was unavailable', () => {
    const rejected = Array.from({ length: 8 }, () => REJECTED);
    const { settled } = run([...rejected, UNAVAILABLE, ...rejected, UNAVAILABLE, ...rejected]);
    assert.deepEqual(settled, { ok: true, result: 'done' });
  });
});
