import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { createLineCounter, parseExecutionLog, readExecutionLog } from '../../src/peers/event-files.ts';
import { countIrregular, longestPause } from '../../src/peers/measurements/server-killed.ts';
import { timesBetween } from '../../src/peers/measurements/window.ts';

describe('what the workers of a peer record', () => {
  test('is parsed up to an incomplete last line', () => {
    assert.deepEqual(parseExecutionLog('started 7 12.5\nfinished 7 13\nstar', 'worker1'), [
      { event: 'started', task: '7', worker: 'worker1', atMs: 12.5 },
      { event: 'finished', task: '7', worker: 'worker1', atMs: 13 },
    ]);
  });

  test('is rejected if a line is invalid', () => {
    assert.throws(() => parseExecutionLog('ended 7 12\n', 'worker1'), /worker1 recorded an invalid line: ended 7 12/);
    assert.throws(() => parseExecutionLog('started 7\n', 'worker1'), /invalid line/);
  });

  test('is counted while it grows, and before it exists', (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'events-'));
    context.after(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'worker1');
    const count = createLineCounter(file);
    assert.equal(count(), 0);
    appendFileSync(file, 'started 1 1\nfinis');
    assert.equal(count(), 1);
    appendFileSync(file, 'hed 1 2\n');
    assert.equal(count(), 2);
  });

  test('is nothing before a worker has created its file', (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'events-'));
    context.after(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'worker1');
    assert.deepEqual(readExecutionLog(file, 'worker1'), []);
    appendFileSync(file, 'started 7 12.5\n');
    assert.equal(readExecutionLog(file, 'worker1').length, 1);
  });

  test('gives the times between two events of the same worker', () => {
    const text = 'started 1 10\nfinished 1 12\nstarted 2 15\nfinished 2 16\nstarted 3 20\n';
    const [one, other] = [parseExecutionLog(text, 'worker1'), parseExecutionLog('started 9 13\n', 'worker2')];
    const events = [...one, ...other].sort((first, second) => first.atMs - second.atMs);
    assert.deepEqual(timesBetween(events, 'finished', 'started'), [3, 4]);
    assert.deepEqual(timesBetween(events, 'started', 'finished'), [2, 1]);
  });

  test('shows what ran twice or never finished, and how long no task started', () => {
    const text = 'started 1 10\nfinished 1 12\nstarted 2 15\nstarted 2 115\nfinished 2 116\nstarted 3 120\n';
    const events = parseExecutionLog(text, 'worker1');
    assert.deepEqual(countIrregular(events, 4), { reruns: 1, unfinished: 2 });
    assert.equal(longestPause(events, 12, 0.75, 4), 105);
    assert.equal(longestPause(events, 12, 0.5, 4), 3, 'a task that starts again does not end a pause');
    assert.equal(longestPause(events, 12, 1, 4), undefined, 'one of the tasks never started');
  });
});
