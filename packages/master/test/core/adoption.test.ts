import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createMemoryData, type MemoryData } from '../../src/store/memory-data.ts';
import { controlOf, databaseWith, databaseWithUnprojectedSuccess } from './situations.ts';
import { leadershipOf } from './observations.ts';
import { newDocument, startLeader, startMaster } from './scripted-master.ts';

/** Returns a database in which t1 runs on slave1, and a user has changed its document since. */
function databaseWithSpoiledTask(changes: object): MemoryData {
  const data = databaseWith(
    'e4: epoch.began by master9-a; slave.joined slave1',
    'e4: task.placed t1#1 on slave1; epoch.ended: test',
  );
  const assignment = { host: 'slave1', instance: 'slave1', epoch: 4, atMs: 1 };
  const running = { ...newDocument('t1'), state: 'running', host: 'slave1', attempt: 1, rev: 2 };
  data.tasks.set('t1', { ...running, assignment, history: [], ...changes });
  data.control = controlOf('master9', 4, 2);
  return data;
}

/** Returns an assignment as a master writes it. */
function assignmentOn(host: string): object {
  return { assignment: { host, instance: host, epoch: 1, atMs: 1 } };
}

/** Returns a database with 30,000 running documents, each of another slave. */
function databaseWithManyRunning(fieldsOf: (host: string) => object): MemoryData {
  const data = createMemoryData();
  data.ledger.set(1, { number: 1, epoch: 1, by: 'master9', atMs: 1, facts: [{ kind: 'epoch.ended', reason: 'test' }] });
  data.lastNumber = 1;
  for (let index = 1; index <= 30_000; index += 1) {
    const document = { ...newDocument(`t${index}`), state: 'running', attempt: 1, rev: 1 };
    data.tasks.set(`t${index}`, { ...document, ...fieldsOf(`slave${String(index).padStart(5, '0')}`) });
  }
  return data;
}

describe('a new leader that adopts open assignments', () => {
  test('parks unfinished documents with an assignment that no master made', () => {
    const data = databaseWithUnprojectedSuccess();
    const assignment = { host: 'slave7', instance: 'slave7', epoch: 4, atMs: 1 };
    data.tasks.set('t2', { ...newDocument('t2'), state: 'running', assignment, sleeptime: 'long' });
    data.tasks.set('t3', { ...newDocument('t3'), state: 'success', assignment });
    data.tasks.set('t4', { ...newDocument('t4'), state: 'running', attempt: 1, assignment, rev: 1 });
    data.tasks.set('t5', { ...newDocument('t5'), assignment });
    data.tasks.set('t6', { ...newDocument('t6'), state: 'running', assignment: { host: 'slave8' }, rev: 1 });
    startMaster({ data }).expect(`
      100 ms pass
        log epoch.claimed e5 (the last epoch ended cleanly)
        append #5 e5: epoch.began by master1-a
      answered: append
        log #2 (reread)
        log #3 (reread)
        log #4 (reread)
        log epoch.ready e5
        append #6 e5: task.parked t2: its assignment was not made by a master; task.parked t5: its assignment was not made by a master; task.parked t6: assignment must contain host, instance, epoch and at
    `);
    assert.equal(data.tasks.get('t3')?.parked, undefined);
  });

  for (const [what, fields] of Object.entries({
    'a host alone': { assignment: { host: 'slave7' }, rev: 1 },
    'no instance': { assignment: { host: 'slave7', epoch: 1, atMs: 1 }, rev: 1 },
    'an epoch that is text': { assignment: { host: 'slave7', instance: 'a', epoch: '1', atMs: 1 }, rev: 1 },
    'no time': { assignment: { host: 'slave7', instance: 'a', epoch: 1 }, rev: 1 },
    'no revision': { assignment: { host: 'slave7', instance: 'a', epoch: 1, atMs: 1 } },
  }))
    test(`parks a running document with an assignment with ${what} that appears while it leads`, () => {
      const master = startLeader();
      master.data.tasks.set('t1', { ...newDocument('t1'), state: 'running', ...fields });
      master.given('31000 ms pass');
      assert.match(master.data.tasks.get('t1')?.parked?.reason ?? '', /must contain|not made by a master/);
      assert.match(master.ledger(), /#2 e1: task.parked t1/);
    });

  test('records the success of a running task that a user has made invalid meanwhile', () => {
    const master = startLeader({ data: databaseWithSpoiledTask({ taskname: 7, sleeptime: 'long' }) });
    master.given(`
      slave1 → register, holds t1#1 running
      slave1 → finished t1#1
    `);
    assert.equal(master.data.tasks.get('t1')?.state, 'success');
    assert.equal(master.data.tasks.get('t1')?.parked, undefined);
  });

  test('parks a task that was made invalid when its slave does not come back, instead of placing it again', () => {
    const master = startLeader({ data: databaseWithSpoiledTask({ sleeptime: 'long' }) });
    master.given('slave2 → register');
    master.expect(`
      10000 ms pass
        append #5 e5: task.killed t1#1 on slave1: slave1 did not reconnect within the recovery grace; task.parked t1: sleeptime must be a number of seconds from 0 to 2147483
    `);
    master.given('60000 ms pass');
    const { state, parked, assignment } = master.data.tasks.get('t1') ?? newDocument('t1');
    assert.deepEqual(
      { state, reason: parked?.reason, assignment },
      { state: 'killed', reason: 'sleeptime must be a number of seconds from 0 to 2147483', assignment: undefined },
    );
  });

  test('awaits a slave with everything that is assigned to it', () => {
    const data = databaseWithUnprojectedSuccess();
    const assignment = { host: 'slave7', instance: 'slave7', epoch: 4, atMs: 1 };
    data.tasks.set('t2', { ...newDocument('t2'), state: 'running', attempt: 1, assignment, rev: 1 });
    data.tasks.set('t3', { ...newDocument('t3'), state: 'running', attempt: 1, assignment, rev: 1 });
    const master = startLeader({ data });
    master.expect(`
      slave7 → register, holds t2#1 running
        append #6 e5: slave.joined slave7; task.killed t3#1 on slave7: slave7 no longer holds it
      answered: append
        master → slave7: welcome, epoch 5
    `);
  });

  describe('more than it reads at a time', () => {
    test('parks those that no master made, 20,000 at a time', () => {
      const data = databaseWithManyRunning((host) => ({ assignment: { host } }));
      const master = startMaster({ data, holds: [] });
      master.play('100000 ms pass');
      const { tasks } = leadershipOf(master);
      const unparked = [...data.tasks.values()].filter(({ parked }) => parked === undefined);
      assert.deepEqual([unparked.length, tasks.size], [0, 0]);
    });

    test('revokes those that look as if a master had made them, 20,000 at a time', () => {
      const data = databaseWithManyRunning(assignmentOn);
      const master = startMaster({ data, holds: [] });
      master.play('1000 ms pass');
      assert.equal(leadershipOf(master).assigned.size, 20_000);
      master.play('100000 ms pass');
      const assigned = [...data.tasks.values()].filter(({ assignment }) => assignment !== undefined);
      assert.equal(assigned.length, 0);
    });

    test('revokes those of a slave that is connected and does not have them', () => {
      const master = startMaster({ data: databaseWithManyRunning(assignmentOn), holds: [] });
      master.play('1000 ms pass');
      master.play('slave25000 → register');
      master.play('slave25000 → leaving');
      master.play('31000 ms pass');
      const [item] = master.data.tasks.get('t25000')?.history ?? [];
      assert.equal(item?.reason, 'slave25000 does not have the task');
    });
  });
});
