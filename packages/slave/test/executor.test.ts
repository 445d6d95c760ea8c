import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { systemTimers } from '@steadfast/runtime';
import type { AssignedAttempt } from '../src/core/state.ts';
import { createExecutor, type ExecutionEnd } from '../src/executor.ts';
import type { Journal, JournalEntry } from '../src/journal.ts';
import { NO_RUNNER } from '../src/work/work-runner.ts';

function assigned(sleepSeconds: number, attempt = 1): AssignedAttempt {
  return {
    taskId: 't1',
    taskname: 'task1',
    attempt,
    work: { kind: 'sleep', sleepSeconds },
  };
}

/** Creates an executor with a journal in memory; `end` resolves with the end of the next execution. */
function setUp(failOn?: JournalEntry['event']) {
  const lines: JournalEntry[] = [];
  const journal: Journal = {
    append: (entry) => {
      if (entry.event === failOn) throw new Error('disk full');
      lines.push(entry);
    },
    close: () => {},
  };
  let next = Promise.withResolvers<ExecutionEnd>();
  const executor = createExecutor({
    runner: NO_RUNNER,
    journal,
    timers: systemTimers,
    newNonce: randomUUID,
    onEnd: (end) => {
      next.resolve(end);
      next = Promise.withResolvers();
    },
  });
  return { executor, lines, end: () => next.promise };
}

describe('an execution', () => {
  test('never sleeps less than its sleep time', async () => {
    const { executor, lines, end } = setUp();
    for (let attempt = 1; attempt <= 60; attempt += 1) {
      const sleepSeconds = 0.001 + (attempt % 7) * 0.0013;
      const ended = end();
      executor.start(assigned(sleepSeconds, attempt));
      const result = await ended;
      assert.equal(result.kind, 'execution.finished');
      assert.ok(result.kind === 'execution.finished' && result.sleptMs >= sleepSeconds * 1000);
      const [started, finished] = lines.splice(0);
      assert.ok(started?.event === 'started' && finished?.event === 'finished');
      assert.ok(finished.monotonicMs - started.monotonicMs >= sleepSeconds * 1000);
      assert.equal(started.nonce, finished.nonce);
    }
  });

  test('has its start in the journal before start returns', () => {
    const { executor, lines } = setUp();
    const result = executor.start(assigned(10));
    assert.ok(result.kind === 'execution.started');
    assert.deepEqual(
      lines.map(({ event, taskId, attempt, nonce }) => ({ event, taskId, attempt, nonce })),
      [{ event: 'started', taskId: 't1', attempt: 1, nonce: result.nonce }],
    );
    executor.abort();
  });

  test('has a nonce of its own', async () => {
    const { executor, lines, end } = setUp();
    for (const attempt of [1, 2, 3]) {
      const ended = end();
      executor.start(assigned(0, attempt));
      executor.endDue();
      await ended;
    }
    assert.equal(new Set(lines.map(({ nonce }) => nonce)).size, 3);
  });

  test('of length zero ends with its turn, without a timer, which would take a millisecond', () => {
    const { executor, lines } = setUp();
    for (const attempt of [1, 2, 3]) {
      assert.equal(executor.start(assigned(0, attempt)).kind, 'execution.started');
      executor.endDue();
    }
    assert.deepEqual(
      lines.map(({ event, attempt }) => `${event} ${attempt}`),
      ['started 1', 'finished 1', 'started 2', 'finished 2', 'started 3', 'finished 3'],
    );
    executor.endDue();
    executor.start(assigned(0.001, 4));
    executor.endDue();
    assert.equal(lines.at(-1)?.event, 'started');
    executor.abort();
  });

  test('of length zero that is aborted in its turn has no other end', () => {
    const { executor, lines } = setUp();
    executor.start(assigned(0));
    executor.abort();
    executor.endDue();
    assert.deepEqual(
      lines.map(({ event }) => event),
      ['started', 'aborted'],
    );
  });

  test('that is aborted stops immediately, is journaled as aborted, and has no end', async () => {
    const { executor, lines, end } = setUp();
    const first = end();
    const beganMs = performance.now();
    executor.start(assigned(0.02));
    assert.equal(executor.abort(), null);
    const last = lines.at(-1);
    assert.ok(last?.event === 'aborted' && last.sleptMs <= performance.now() - beganMs);
    executor.start(assigned(0.04, 2));
    const result = await first;
    assert.equal(result.attempt, 2);
    assert.deepEqual(
      lines.map(({ event, attempt }) => `${event} ${attempt}`),
      ['started 1', 'aborted 1', 'started 2', 'finished 2'],
    );
  });

  test('is rejected when its start cannot be written to the journal', () => {
    const { executor } = setUp('started');
    assert.deepEqual(executor.start(assigned(0)), {
      kind: 'execution.rejected',
      taskId: 't1',
      attempt: 1,
      reason: 'disk full',
    });
    assert.equal(executor.abort(), null);
  });

  test('is unrecorded when its end cannot be written to the journal', async () => {
    const { executor, end } = setUp('finished');
    const ended = end();
    executor.start(assigned(0));
    executor.endDue();
    assert.deepEqual(await ended, { kind: 'execution.unrecorded', taskId: 't1', attempt: 1, reason: 'disk full' });
  });

  test('is aborted even when that cannot be written to the journal', () => {
    const { executor } = setUp('aborted');
    executor.start(assigned(10));
    assert.equal(executor.abort(), 'disk full');
    assert.equal(executor.abort(), null);
  });

  test('cannot start while another one is running', () => {
    const { executor } = setUp();
    executor.start(assigned(10));
    assert.throws(() => executor.start(assigned(10, 2)), /already running/);
    executor.abort();
  });
});
