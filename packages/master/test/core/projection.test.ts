import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Entry } from '../../src/core/ledger/facts.ts';
import {
  createProjection,
  entryCommitted,
  nextWrite,
  projectedThrough,
  projectionDueMs,
  writeDone,
  type Projection,
} from '../../src/core/ledger/projection.ts';
import type { TaskUpdate } from '../../src/core/ledger/task-update.ts';
import { parseFact } from './parse-event.ts';
import { formatRequest } from './format-effect.ts';

function entryOf(number: number, ...facts: string[]): Entry {
  return {
    number,
    epoch: 3,
    by: 'master1-a',
    atMs: number * 1_000,
    facts: facts.map(parseFact),
  };
}

/** Returns a projection, and a function that adds entries to it with the revisions that a leader would remember. */
function createSubject(through = 0) {
  const projection = createProjection(through);
  const revisions = new Map<string, number>();
  const clock = { nowMs: 0 };
  return {
    projection,
    clock,
    commit: (number: number, ...facts: string[]): void => {
      const entry = entryOf(number, ...facts);
      entryCommitted(projection, entry, (taskId) => revisions.get(taskId) ?? null, clock.nowMs);
      for (const fact of entry.facts) if ('task' in fact) revisions.set(fact.task, number);
    },
  };
}

/** When no update of the first entries is held back any longer. */
const LATER_MS = 100;

function updatesOf(projection: Projection, nowMs = LATER_MS): readonly TaskUpdate[] {
  const request = nextWrite(projection, nowMs);
  assert.ok(request.kind === 'project');
  return request.updates;
}

describe('the projection', () => {
  test('merges all facts of a task into one update', () => {
    const { projection, commit } = createSubject();
    commit(1, 'task.placed t1#1 on slave1');
    commit(2, 'slave.joined slave2', 'task.running t1#1 on slave1');
    commit(3, 'task.success t1#1 on slave1');
    const [update, ...others] = updatesOf(projection);
    assert.equal(others.length, 0);
    assert.deepEqual([update?.follows, update?.rev], [null, 3]);
    assert.deepEqual(update?.change, { host: 'slave1', attempt: 1, parked: null, state: 'success', assignment: null });
    const line = { epoch: 3, host: 'slave1', attempt: 1, reason: null };
    assert.deepEqual(update?.history, [
      { event: 'task.placed', atMs: 1_000, ...line },
      { event: 'task.running', atMs: 2_000, ...line },
      { event: 'task.success', atMs: 3_000, ...line },
    ]);
  });

  test('includes the reason of a fact in the history', () => {
    const { projection, commit } = createSubject();
    commit(1, 'task.killed t1#1 on slave1: connection broken');
    assert.equal(updatesOf(projection)[0]?.history[0]?.reason, 'connection broken');
  });

  test('writes nothing but the field parked to the document of a parked task', () => {
    const { projection, commit } = createSubject();
    commit(1, 'task.parked t1: no name');
    const [update] = updatesOf(projection);
    assert.deepEqual(update?.change, { parked: { reason: 'no name', atMs: 1_000 } });
    assert.deepEqual(update?.history, []);
  });

  test('guards each update by the revision of the previous one, even if that is still in flight', () => {
    const { projection, commit } = createSubject();
    commit(5, 'task.placed t1#1 on slave1');
    assert.equal(formatRequest(nextWrite(projection, LATER_MS)), 'project t1 new→5');
    commit(6, 'task.running t1#1 on slave1');
    commit(7, 'task.success t1#1 on slave1');
    writeDone(projection);
    assert.equal(formatRequest(nextWrite(projection, 50)), 'project t1 5→7');
  });

  test('returns how many facts of each task a completed write covered', () => {
    const { projection, commit } = createSubject();
    commit(1, 'task.placed t1#1 on slave1', 'task.placed t2#1 on slave2');
    commit(2, 'task.running t1#1 on slave1');
    nextWrite(projection, LATER_MS);
    commit(3, 'task.success t1#1 on slave1');
    assert.deepEqual(writeDone(projection), [
      ['t1', 2],
      ['t2', 1],
    ]);
  });

  test('writes at once after a pause, but at most every 50 ms under load', () => {
    const { projection, commit } = createSubject();
    assert.equal(projectionDueMs(projection), Infinity, 'nothing is due without updates');
    commit(1, 'task.success t1#1 on slave1');
    assert.ok(projectionDueMs(projection) <= 0);
    nextWrite(projection, 1_000);
    commit(2, 'task.success t2#1 on slave1');
    assert.equal(projectionDueMs(projection), Infinity, 'there must not be two writes in flight');
    writeDone(projection);
    assert.equal(projectionDueMs(projection), 1_050);
  });

  test('writes a short task once, when it has finished', () => {
    const { projection, clock, commit } = createSubject();
    commit(1, 'task.placed t1#1 on slave1');
    assert.equal(projectionDueMs(projection), 100);
    clock.nowMs = 30;
    commit(2, 'task.placed t2#1 on slave2', 'task.running t1#1 on slave1');
    commit(3, 'task.success t2#1 on slave2');
    assert.ok(projectionDueMs(projection) <= 0);
    assert.equal(formatRequest(nextWrite(projection, 30)), 'project t2 new→3');
    writeDone(projection);
    assert.equal(projectionDueMs(projection), 100);
    clock.nowMs = 90;
    commit(4, 'task.success t1#1 on slave1');
    assert.equal(projectionDueMs(projection), 80);
    assert.equal(formatRequest(nextWrite(projection, 90)), 'project t1 new→4');
    writeDone(projection);
    assert.equal(projectionDueMs(projection), Infinity);
  });

  test('holds back the update of a task that a slave is responsible for, but not longer than 100 ms', () => {
    const { projection, clock, commit } = createSubject();
    commit(1, 'task.placed t1#1 on slave1');
    clock.nowMs = 60;
    commit(2, 'task.running t1#1 on slave1', 'task.placed t2#1 on slave2');
    assert.equal(formatRequest(nextWrite(projection, 100)), 'project t1 new→2');
    writeDone(projection);
    assert.equal(projectionDueMs(projection), 160);
    assert.equal(formatRequest(nextWrite(projection, 160)), 'project t2 new→2');
  });

  test('holds back the update of a task that is killed and placed again in one entry', () => {
    const { projection, commit } = createSubject();
    commit(1, 'task.killed t1#1 on slave1: lost', 'task.placed t1#2 on slave2');
    assert.equal(projectionDueMs(projection), 100);
    commit(2, 'task.returned t1#2 on slave2: declined');
    assert.ok(projectionDueMs(projection) <= 0, 'it may leave the memory, and be read again');
  });

  test('writes at most 1,000 tasks at once, the oldest first', () => {
    const { projection, commit } = createSubject();
    for (let task = 1; task <= 1_500; task += 1) commit(task, `task.placed t${task}#1 on slave1`);
    const first = updatesOf(projection);
    assert.deepEqual([first.length, first[0]?.taskId, first.at(-1)?.taskId], [1_000, 't1', 't1000']);
    writeDone(projection);
    assert.equal(updatesOf(projection).length, 500);
  });
});

describe('the watermark', () => {
  test('advances at once past entries without task facts', () => {
    const { projection, commit } = createSubject(9);
    commit(10, 'slave.joined slave1');
    assert.equal(projectedThrough(projection), 10);
  });

  test('stays before the first entry with an update that is pending or in flight', () => {
    const { projection, commit } = createSubject(9);
    commit(10, 'slave.joined slave1');
    commit(11, 'task.placed t1#1 on slave1');
    commit(12, 'task.placed t2#1 on slave2');
    assert.equal(projectedThrough(projection), 10, 'pending');
    nextWrite(projection, LATER_MS);
    assert.equal(projectedThrough(projection), 10, 'in flight');
    commit(13, 'task.running t2#1 on slave2');
    commit(14, 'slave.joined slave3');
    writeDone(projection);
    assert.equal(projectedThrough(projection), 12, 'written, with a later update pending');
    nextWrite(projection, LATER_MS);
    writeDone(projection);
    assert.equal(projectedThrough(projection), 14, 'everything written');
  });

  test('stays before an update that is held back while later ones are written', () => {
    const { projection, commit } = createSubject(9);
    commit(10, 'task.placed t1#1 on slave1');
    commit(11, 'task.placed t2#1 on slave2');
    commit(12, 'task.success t2#1 on slave2');
    nextWrite(projection, 0);
    assert.equal(projectedThrough(projection), 9, 'in flight');
    writeDone(projection);
    assert.equal(projectedThrough(projection), 9, 'written');
    nextWrite(projection, LATER_MS);
    assert.equal(projectedThrough(projection), 9, 'in flight');
    writeDone(projection);
    assert.equal(projectedThrough(projection), 12);
  });

  test('does not advance past a task if its update was not in the last write', () => {
    const { projection, commit } = createSubject();
    for (let task = 1; task <= 1_001; task += 1) commit(task, `task.placed t${task}#1 on slave1`);
    nextWrite(projection, LATER_MS);
    commit(1_002, 'task.running t1#1 on slave1');
    writeDone(projection);
    assert.equal(projectedThrough(projection), 1_000);
  });
});
