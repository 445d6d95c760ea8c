import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { waitUntil } from '@steadfast/runtime/testing';
import { createFairQueue } from '../src/fair-queue.ts';
import { UNLIMITED } from '../src/token-bucket.ts';
import { createManualClock } from './manual-clock.ts';

const KEYS = Array.from({ length: 1_000 }, (_, index) => `key${index}`);

describe('a fair queue', () => {
  test('visits no waiting key when another call enters, unless that key may start', () => {
    const { timers } = createManualClock();
    let visits = 0;
    const perKey = { burst: 1, perSecond: 1 };
    const queue = createFairQueue<string>({ total: UNLIMITED, perKey }, timers, () => {
      visits += 1;
      return false;
    });
    let started = 0;
    for (const key of [...KEYS, ...KEYS, ...KEYS]) queue.enter(key, () => (started += 1));
    assert.equal(started, 1_000);
    assert.ok(visits <= 3_000, `${visits} visits`);
  });

  test('starts a call at once although keys that have used up their rate are waiting', () => {
    const { timers } = createManualClock();
    const queue = createFairQueue<string>({ total: UNLIMITED, perKey: { burst: 1, perSecond: 1 } }, timers);
    const started: string[] = [];
    for (const key of ['a', 'a', 'b']) queue.enter(key, () => started.push(key));
    assert.deepEqual(started, ['a', 'b']);
  });

  test('serves keys in turn, and each again when its rate allows', async () => {
    const { clock, timers } = createManualClock();
    const rate = { burst: 2, perSecond: 100 };
    const queue = createFairQueue<string>({ total: { burst: 3, perSecond: 100 }, perKey: rate }, timers);
    const started: string[] = [];
    for (const key of ['a', 'a', 'a', 'a', 'b', 'b', 'c']) queue.enter(key, () => started.push(key));
    assert.deepEqual(started, ['a', 'a', 'b']);
    clock.nowMs += 30;
    await waitUntil('three more have started', () => started.length === 6);
    assert.deepEqual(started.slice(3).toSorted(), ['a', 'b', 'c']);
    clock.nowMs += 10;
    await waitUntil('all have started', () => started.length === 7);
  });

  test('never starts a call that was withdrawn while its key had used up its rate', async () => {
    const { clock, timers } = createManualClock();
    const queue = createFairQueue<string>({ total: UNLIMITED, perKey: { burst: 1, perSecond: 1 } }, timers);
    const started: string[] = [];
    for (const name of ['first', 'second']) queue.enter('key', () => started.push(name));
    const withdraw = queue.enter('key', () => started.push('withdrawn'));
    queue.enter('key', () => started.push('third'));
    withdraw();
    clock.nowMs += 1_000;
    await waitUntil('the second has started', () => started.length === 2);
    clock.nowMs += 1_000;
    await waitUntil('the third has started', () => started.length === 3);
    assert.deepEqual(started, ['first', 'second', 'third']);
  });
});
