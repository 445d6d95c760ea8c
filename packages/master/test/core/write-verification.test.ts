import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { StoreRequest } from '../../src/core/store-requests.ts';
import { countInLedger } from './observations.ts';
import { newDocument, startLeader, type ScriptedMaster } from './scripted-master.ts';

const SLOW = ['append', 'project', 'read.revisions', 'observe'] as const satisfies StoreRequest['kind'][];

/** Returns a leader with one slave, which runs task t1. The document of t1 is up to date. */
function leaderWithTask(holds: readonly StoreRequest['kind'][] = ['append']): ScriptedMaster {
  const master = startLeader({ holds });
  master.given(`
    slave1 → register
    inserted: t1
    slave1 → started t1#1
    100 ms pass
  `);
  return master;
}

/** Changes a field of the document of t1, as a user would. */
function edit({ data }: ScriptedMaster, fields: Record<string, unknown>): void {
  data.tasks.set('t1', { ...(data.tasks.get('t1') ?? newDocument('t1')), ...fields });
}

describe('an update that matches no document', () => {
  test('is written again to a document with a revision that someone changed', () => {
    const master = leaderWithTask(SLOW);
    edit(master, { rev: 5_000 });
    master.expect(`
      slave1 → finished t1#1
        append #5 e1: task.success t1#1 on slave1
      answered: append
        master → slave1: acknowledge t1#1
        project t1 4→5
      answered: project
        read.revisions t1
      answered: read.revisions
        observe
      answered: observe
        log task.edited t1
        project t1 5000→5
      answered: project
    `);
    assert.deepEqual([master.data.tasks.get('t1')?.state, master.data.tasks.get('t1')?.rev], ['success', 5]);
    master.given('60000 ms pass');
    assert.equal(countInLedger(master, 'task.placed'), 1);
  });

  for (const rev of [undefined, 'abc', [4], 1, -7, Number.NaN])
    test(`is written again when the revision was changed to ${String(rev)}`, () => {
      const master = leaderWithTask();
      edit(master, { rev });
      master.given('slave1 → finished t1#1');
      assert.deepEqual([master.data.tasks.get('t1')?.state, master.data.tasks.get('t1')?.rev], ['success', 5]);
      master.given('60000 ms pass');
      assert.equal(countInLedger(master, 'task.placed'), 1);
    });

  test('is done when the document was deleted', () => {
    const master = leaderWithTask(SLOW);
    master.data.tasks.delete('t1');
    master.expect(`
      slave1 → finished t1#1
        append #5 e1: task.success t1#1 on slave1
      answered: append
        master → slave1: acknowledge t1#1
        project t1 4→5
      answered: project
        read.revisions t1
      answered: read.revisions
        log task.deleted t1
    `);
  });

  test('is done when it was written before, and only its reply was lost', () => {
    const master = leaderWithTask(SLOW);
    master.play('slave1 → finished t1#1');
    master.play('answered: append');
    edit(master, { rev: 5, state: 'success', assignment: undefined });
    master.expect(`
      answered: project
        read.revisions t1
      answered: read.revisions
    `);
  });

  test('is not written again by a leader that was deposed meanwhile', () => {
    const master = leaderWithTask(SLOW);
    master.play('slave1 → finished t1#1');
    master.play('answered: append');
    master.play('another master appends e2: epoch.began by master2-a');
    edit(master, { rev: 7, state: 'killed' });
    master.expect(`
      answered: project
        read.revisions t1
      answered: read.revisions
        observe
      answered: observe
        end slave1: unavailable (master1 was deposed)
        log epoch.deposed e1
    `);
    assert.deepEqual([master.data.tasks.get('t1')?.state, master.data.tasks.get('t1')?.rev], ['killed', 7]);
  });
});

describe('a task with a document that refuses updates', () => {
  test('is given up if someone has changed its revision to one that the ledger has not reached', () => {
    const master = leaderWithTask(SLOW);
    edit(master, { rev: 5_000, refusesUpdates: true });
    master.expect(`
      slave1 → finished t1#1
        append #5 e1: task.success t1#1 on slave1
      answered: append
        master → slave1: acknowledge t1#1
        project t1 4→5
      answered: project
        read.revisions t1
      answered: read.revisions
        observe
      answered: observe
        log task.edited t1
        project t1 5000→5
      answered: project
        log task.ignored t1
      1000 ms pass
    `);
    assert.equal(master.data.control?.projectedThrough, 5);
  });

  for (const rev of [undefined, 'abc', [4], 1, -7, Number.NaN])
    test(`is detached when its revision was changed to ${String(rev)}`, () => {
      const master = leaderWithTask();
      edit(master, { rev, refusesUpdates: true });
      master.given(`
        slave1 → finished t1#1
        1000 ms pass
      `);
      assert.equal(master.data.detached.get('t1')?.state, 'success');
      assert.equal(master.data.control?.projectedThrough, 5);
    });

  test('runs once, is reported, and its document is updated when that is possible', () => {
    const master = startLeader({ holds: ['append', 'project', 'attach'] });
    master.given('slave1 → register');
    master.data.tasks.set('t1', { ...newDocument('t1'), refusesUpdates: true });
    master.given(`
      200 ms pass
      slave1 → started t1#1
      slave1 → finished t1#1
    `);
    assert.equal(master.data.tasks.get('t1')?.state, 'created');
    const restarted = startLeader({ data: master.data });
    restarted.given(`
      slave1 → register
      60000 ms pass
    `);
    assert.equal(countInLedger(restarted, 'task.placed'), 1);
    edit(restarted, { refusesUpdates: false });
    restarted.given('31000 ms pass');
    assert.deepEqual([restarted.data.tasks.get('t1')?.state, restarted.data.detached.size], ['success', 0]);
  });

  test('is adopted by the next leader, and placed again when its slave is lost', () => {
    const master = startLeader();
    master.given('slave1 → register');
    master.data.tasks.set('t1', { ...newDocument('t1'), refusesUpdates: true });
    master.given(`
      200 ms pass
      slave1 → started t1#1
    `);
    const second = startLeader({ data: master.data });
    second.given(`
      slave1 → register, holds t1#1 running
      slave1 disconnects
      slave2 → register
      slave2 → started t1#2
      slave2 → finished t1#2
    `);
    assert.match(second.ledger(), /task.success t1#2 on slave2/);
    assert.equal(second.data.detached.get('t1')?.state, 'success');
  });
});
