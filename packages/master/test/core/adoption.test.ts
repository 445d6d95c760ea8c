import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createMemoryData, type MemoryData } from '../../src/store/memory-data.ts';
import { controlOf, databaseWith, databaseWithUnprojectedSuccess } from './situations.ts';
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

describe('a new leader that adopts open assignments', () => {
  test('logs and ignores documents with an assignment that no master made', () => {
    const data = databaseWithUnprojectedSuccess();
    const assignment = { host: 'slave7', instance: 'slave7', epoch: 4, atMs: 1 };
    data.tasks.set('t2', { ...newDocument('t2'), state: 'running', assignment, sleeptime: 'long' });
    data.tasks.set('t3', { ...newDocument('t3'), state: 'success', assignment });
    data.tasks.set('t4', { ...newDocument('t4'), state: 'running', attempt: 1, assignment, rev: 1 });
    data.tasks.set('t5', { ...newDocument('t5'), assignment });
    startMaster({ data }).expect(`
      100 ms pass
        log epoch.claimed e5 (the last epoch ended cleanly)
        append #5 e5: epoch.began by master1-a
      answered: append
        log #2 (reread)
        log #3 (reread)
        log #4 (reread)
        log task.ignored t2
        log task.ignored t3
        log task.ignored t5
        log epoch.ready e5
        append #6 e5: task.parked t5: its assignment was not made by a master
    `);
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

  test('revokes the second of two assignments to the same slave', () => {
    const data = databaseWithUnprojectedSuccess();
    const assignment = { host: 'slave7', instance: 'slave7', epoch: 4, atMs: 1 };
    data.tasks.set('t2', { ...newDocument('t2'), state: 'running', attempt: 1, assignment, rev: 1 });
    data.tasks.set('t3', { ...newDocument('t3'), state: 'running', attempt: 1, assignment, rev: 1 });
    const master = startLeader({ data });
    assert.match(master.ledger(), /#6 e5: task.killed t3#1 on slave7: slave7 already has another task/);
  });

  test('logs a hundred documents with an assignment that no master made, and the number of the others', () => {
    const data = createMemoryData();
    for (let index = 1; index <= 150; index += 1) {
      const assignment = { host: `slave${index}` };
      data.tasks.set(`t${index}`, { ...newDocument(`t${index}`), state: 'running', assignment });
    }
    const master = startMaster({ data, holds: [] });
    const lines = master.play('3000 ms pass').filter((line) => line.includes('task.ignored'));
    assert.equal(lines.length, 101);
    assert.equal(lines.at(-1), 'log task.ignored');
  });
});
