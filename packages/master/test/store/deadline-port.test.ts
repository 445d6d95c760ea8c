import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { systemTimers, type Timers } from '@steadfast/runtime';
import { createDeadlinePort } from '../../src/store/deadline-port.ts';
import type { Outcome, StorePort } from '../../src/store/store-port.ts';

/** Timers that fire when a test says how much time has passed. */
function createSteppedTimers() {
  let nowMs = 0;
  const pending = new Set<{ readonly dueMs: number; readonly callback: () => void }>();
  const after: Timers['after'] = (delayMs, callback) => {
    const timer = { dueMs: nowMs + delayMs, callback };
    pending.add(timer);
    return () => void pending.delete(timer);
  };
  const pass = (seconds: number): void => {
    nowMs += 1_000 * seconds;
    for (const timer of [...pending].filter(({ dueMs }) => dueMs <= nowMs)) {
      pending.delete(timer);
      timer.callback();
    }
  };
  return { pass, timers: { ...systemTimers, monotonicMs: () => nowMs, after }, pendingTimers: () => pending.size };
}

/** A port over stores of which the first never responds to `hanging`. */
function createFixture(hanging: 'prepare' | 'watch' | 'open watch' | 'close') {
  const { pass, timers, pendingTimers } = createSteppedTimers();
  const opened: { closed: boolean; watches: AbortSignal[] }[] = [];
  const open = (): StorePort => {
    const store = { closed: false, watches: [] as AbortSignal[] };
    const hangs = opened.push(store) === 1;
    return {
      prepare: (settle) => {
        if (!(hangs && hanging === 'prepare')) settle({ ok: true, result: undefined });
      },
      execute: () => assert.fail('nothing is requested'),
      watchForTask: (onOpened, signal) => {
        store.watches.push(signal);
        if (!(hangs && hanging === 'watch')) onOpened();
      },
      close: () => {
        store.closed = true;
        return hanging === 'close' ? new Promise(() => undefined) : Promise.resolve();
      },
    };
  };
  const port = createDeadlinePort(open, timers);
  const outcomes: string[] = [];
  const settle = (outcome: Outcome<void>): void =>
    void outcomes.push(outcome.ok ? 'done' : (outcome.error as Error).message);
  const watch = (signal = new AbortController().signal): void =>
    port.watchForTask(() => outcomes.push('opened'), signal, settle);
  return { pass, pendingTimers, opened, port, outcomes, settle, watch };
}

describe('the deadlines of a store', () => {
  test('fail a preparation that never settles, and prepare another store', () => {
    const { pass, opened, port, outcomes, settle } = createFixture('prepare');
    port.prepare(settle);
    pass(3_599);
    assert.deepEqual(outcomes, []);
    pass(1);
    assert.deepEqual(outcomes, ['no response to the preparation within 3600 s']);
    assert.deepEqual(
      opened.map(({ closed }) => closed),
      [true, false],
    );
    port.prepare(settle);
    assert.equal(outcomes.at(-1), 'done');
  });

  test('fail a watch that does not open, and open the next one on another store', () => {
    const { pass, opened, outcomes, watch } = createFixture('watch');
    watch();
    pass(10);
    assert.deepEqual(outcomes, ['no response to the watch for new tasks within 10 s']);
    assert.equal(opened[0]?.watches[0]?.aborted, true);
    watch();
    assert.equal(outcomes.at(-1), 'opened');
    assert.equal(opened.length, 2);
  });

  test('end a watch after ten minutes as if it had fired', () => {
    const { pass, pendingTimers, opened, outcomes, watch } = createFixture('open watch');
    watch();
    pass(599);
    assert.deepEqual(outcomes, ['opened']);
    pass(1);
    assert.deepEqual(outcomes, ['opened', 'done']);
    assert.equal(opened[0]?.watches[0]?.aborted, true);
    assert.deepEqual([opened.length, pendingTimers()], [1, 0]);
  });

  test('pass on that a watch is cancelled', () => {
    const { opened, watch } = createFixture('open watch');
    const controller = new AbortController();
    watch(controller.signal);
    controller.abort();
    assert.equal(opened[0]?.watches[0]?.aborted, true);
  });

  test('do not wait for longer than 2 s until a store is closed', async () => {
    const { pass, port } = createFixture('close');
    const closed = port.close();
    pass(2);
    await closed;
  });
});
