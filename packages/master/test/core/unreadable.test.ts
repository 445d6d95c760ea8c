import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { step } from '../../src/core/step.ts';
import { createReadyQueue, nextPage } from '../../src/core/leader/ready-queue.ts';
import { leadershipOf } from './observations.ts';
import { startLeader, type ScriptedMaster } from './scripted-master.ts';

/** Lets a leader read a page with two unreadable documents at a time. Returns the lines that it logs. */
function readPage(master: ScriptedMaster, nowMs: number): string[] {
  const { readyQueue } = leadershipOf(master);
  Object.assign(readyQueue, createReadyQueue(1_000, nowMs));
  nextPage(readyQueue, false, { nowMs, wallMs: nowMs });
  const unreadable = ['a', 'b'].map((id) => ({ id, reason: 'its _id is strange' }));
  const response = {
    kind: 'runnable',
    documents: [],
    unreadable,
    next: { after: null, skip: 2, through: null },
  } as const;
  const { state } = master;
  const event = { kind: 'store', generation: state.generation, response } as const;
  const effects = step(state, event, { nowMs, wallMs: 0 });
  assert.deepEqual(readyQueue.cursors.killed.next, { after: null, skip: 2, through: null });
  return effects.flatMap((effect) =>
    effect.kind === 'log' ? `${effect.level} ${effect.event} ${effect.message}` : [],
  );
}

describe('documents that cannot be represented', () => {
  test('are reported every ten minutes, however often they are read', () => {
    const master = startLeader();
    const expected =
      'error task.unreadable ignored 2 documents that cannot be run: its _id is strange; ' +
      'delete what has the _id a, and insert it with another one';
    assert.deepEqual(readPage(master, 60_000), [expected]);
    assert.deepEqual(readPage(master, 60_100), []);
    assert.deepEqual(readPage(master, 659_900), []);
    assert.deepEqual(readPage(master, 660_000), [expected]);
  });
});
