import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { waitUntil } from '@steadfast/runtime/testing';
import { createReportLookups } from '../src/report-lookups.ts';
import { createManualClock } from './manual-clock.ts';

/** Lookups at a clock that tests set; each stays in progress until it is completed. */
function createFixture() {
  const { clock, timers } = createManualClock();
  const ended = new Set<number>();
  const started: number[] = [];
  const pending: (() => void)[] = [];
  const lookups = createReportLookups((session) => !ended.has(session), timers);
  const run = (session: number): void =>
    lookups.run(session, (done) => {
      started.push(session);
      pending.push(done);
    });
  const complete = async (count: number): Promise<void> => {
    for (let done = 0; done < count; done += 1) {
      await waitUntil('a lookup is in progress', () => pending.length > 0);
      pending.shift()?.();
    }
  };
  return { clock, ended, started, pending, run, complete };
}

describe('lookups of reports', () => {
  test('are in progress four at a time, and sessions take turns', async () => {
    const { started, run, complete } = createFixture();
    for (let count = 0; count < 20; count += 1) run(1);
    run(2);
    await waitUntil('four are in progress', () => started.length === 4);
    await complete(2);
    await waitUntil('the other session has had its turn', () => started.includes(2));
    assert.ok(started.length <= 6);
  });

  test('of one session run at five a second after as many as an outbox holds', async () => {
    const { clock, started, run, complete } = createFixture();
    for (let count = 0; count < 60; count += 1) run(1);
    await complete(32);
    await new Promise(setImmediate);
    assert.equal(started.length, 32);
    run(2);
    await waitUntil('another session is served', () => started.includes(2));
    clock.nowMs += 200;
    await waitUntil('the next one runs', () => started.length === 34);
  });

  test('of a session that has ended do not reach the database', async () => {
    const { ended, started, run, complete } = createFixture();
    for (let count = 0; count < 4; count += 1) run(1);
    run(2);
    ended.add(2);
    await complete(4);
    await new Promise(setImmediate);
    assert.equal(started.includes(2), false);
  });
});
