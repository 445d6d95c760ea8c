import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createSilentSessions } from '../src/silent-sessions.ts';
import { createManualClock } from './manual-clock.ts';

function createFixture() {
  const evicted: number[] = [];
  const silent = createSilentSessions({
    timers: createManualClock().timers,
    end: (session) => {
      evicted.push(session);
      silent.remove(session);
    },
  });
  return { silent, evicted };
}

describe('the sessions that have not registered', () => {
  test('when there are a thousand, lose the oldest to a new one', () => {
    const { silent, evicted } = createFixture();
    for (let session = 1; session <= 1_000; session += 1) silent.add(session, `peer${session}`);
    assert.equal(silent.remove(1), true);
    silent.add(1_001, 'peer1001');
    assert.deepEqual(evicted, []);
    silent.add(1_002, 'peer1002');
    assert.deepEqual(evicted, [2]);
  });

  test('are at most four on one connection', () => {
    const { silent, evicted } = createFixture();
    for (let session = 1; session <= 5; session += 1) silent.add(session, 'peer');
    assert.deepEqual(evicted, [5]);
    assert.equal(silent.remove(4), true);
    assert.equal(silent.remove(4), false);
    silent.add(6, 'peer');
    silent.add(7, 'other peer');
    assert.deepEqual(evicted, [5]);
  });
});
