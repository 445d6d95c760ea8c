import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { judgeEpoch, LOWER_EPOCHS_UNTIL_FORGOTTEN, MAX_EPOCH_JUMP, NO_EPOCH_SEEN } from '../src/index.ts';

const SEVEN = { highest: 7, lowerInRow: 0 };

describe('an epoch must be', () => {
  test('believed if it is not lower than the highest, and at most the jump above it', () => {
    for (const epoch of [7, 8, 7 + MAX_EPOCH_JUMP])
      assert.deepEqual(judgeEpoch({ highest: 7, lowerInRow: 12 }, epoch, false), {
        verdict: 'believed',
        trust: { highest: epoch, lowerInRow: 0 },
      });
  });

  test('ignored if it is further above the highest', () => {
    const trust = { highest: 7, lowerInRow: 12 };
    assert.deepEqual(judgeEpoch(trust, 8 + MAX_EPOCH_JUMP, false), { verdict: 'implausible', trust });
    assert.equal(judgeEpoch(NO_EPOCH_SEEN, 1 + MAX_EPOCH_JUMP, false).verdict, 'implausible');
  });

  test('left if it is lower', () => {
    assert.deepEqual(judgeEpoch(SEVEN, 6, false), { verdict: 'lower', trust: { highest: 7, lowerInRow: 1 } });
  });

  test('the last lower one before the highest is forgotten, unless the slave runs a task', () => {
    const trust = { highest: 7, lowerInRow: LOWER_EPOCHS_UNTIL_FORGOTTEN - 1 };
    assert.deepEqual(judgeEpoch(trust, 6, false), { verdict: 'forgotten', trust: NO_EPOCH_SEEN });
    const running = judgeEpoch(trust, 6, true);
    assert.equal(running.verdict, 'lower');
    assert.equal(judgeEpoch(running.trust, 6, false).verdict, 'forgotten');
  });
});
