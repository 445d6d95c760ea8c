import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createMemoryData } from '../../src/store/memory-data.ts';
import { assignedTo, countInLedger, leadershipOf } from './observations.ts';
import { leaderWithRunningTask } from './situations.ts';
import { startLeader, newDocument, type ScriptedMaster } from './scripted-master.ts';

/** Returns the number of tasks in the memory of a leader. */
function tasksInMemory(master: ScriptedMaster): number {
  return leadershipOf(master).tasks.size;
}

describe('a stray document', () => {
  const STRAYS = [
    ['without a state', { state: undefined }, 'state must be one of created, running, killed, success'],
    ['in an unknown state', { state: 'Created' }, 'state must be one of created, running, killed, success'],
    ['running without an assignment', { state: 'running' }, 'its state is running, but no slave is responsible for it'],
    [
      'running with a malformed assignment',
      { state: 'running', assignment: 'slave1' },
      'assignment must contain host, instance, epoch and at',
    ],
  ] as const;
  for (const [kind, fields, reason] of STRAYS)
    test(`${kind} is parked with the reason, once`, () => {
      const master = startLeader();
      master.data.tasks.set('t1', { ...newDocument('t1'), ...fields });
      master.given('31000 ms pass');
      assert.equal(master.data.tasks.get('t1')?.parked?.reason, reason);
      master.given('90000 ms pass');
      assert.equal(countInLedger(master, 'task.parked'), 1);
      assert.equal(tasksInMemory(master), 0);
    });

  test('is placed once its state is repaired and the mark removed', () => {
    const master = startLeader();
    master.data.tasks.set('t1', { ...newDocument('t1'), state: 'pending' });
    master.given(`
      slave1 → register
      31000 ms pass
    `);
    const { parked: _parked, ...document } = master.data.tasks.get('t1') ?? newDocument('t1');
    master.data.tasks.set('t1', { ...document, state: 'created' });
    master.given('2000 ms pass');
    assert.match(master.ledger(), /task.placed t1#1 on slave1/);
  });

  test('is not what a running task looks like', () => {
    const master = leaderWithRunningTask();
    master.given('90000 ms pass');
    assert.equal(countInLedger(master, 'task.parked'), 0);
  });
});

describe('a document that lags behind the ledger', () => {
  test('is ignored if its page was read before the task was placed and arrives after its success was projected', () => {
    const master = startLeader({ holds: ['read.runnable'], canWatch: false });
    master.given(`
      inserted: t1
      1000 ms pass
    `);
    master.expect(`
      1000 ms pass
        read.runnable killed from the start
      answered: read.runnable
        read.runnable created from the start
      slave1 → register
        master → slave1: welcome, epoch 1
        master → slave1: assign t1#1
      slave1 → finished t1#1
        master → slave1: acknowledge t1#1
      300 ms pass
    `);
    assert.equal(tasksInMemory(master), 0);
    master.expect(`
      answered: read.runnable
        read.runnable killed from the start
    `);
    master.given('5000 ms pass');
    assert.equal(master.data.tasks.get('t1')?.state, 'success');
    assert.match(master.ledger(), /task.success t1#1 on slave1$/, 'the task must not be placed again');
    assert.equal(leadershipOf(master).readyQueue.departed.size, 0);
  });

  test('keeps its task in memory while later facts are not projected', () => {
    const master = startLeader({ holds: ['project'] });
    master.given('slave1 → register');
    master.expect(`
      inserted: t1
        master → slave1: assign t1#1
      100 ms pass
        project t1 new→3
      slave1 → finished t1#1
        master → slave1: acknowledge t1#1
      answered: project
    `);
    assert.equal(tasksInMemory(master), 1);
    master.given('');
    assert.equal(tasksInMemory(master), 0);
  });

  test('does not cause a second placement if it was read before the first one was projected', () => {
    const master = startLeader({ holds: ['project'] });
    master.given('slave1 → register');
    master.expect(`
      slave2 → register
        master → slave2: welcome, epoch 1
      inserted: t1
        master → slave1: assign t1#1
      4000 ms pass
        project t1 new→4
    `);
    assert.equal(countInLedger(master, 'task.placed'), 1);
  });

  test('does not delay the next attempt of a killed task, which is placed from memory', () => {
    const master = startLeader({ holds: ['project'] });
    master.given('slave1 → register');
    master.expect(`
      inserted: t1
        master → slave1: assign t1#1
      slave1 disconnects
        project t1 new→4
      slave2 → register
        master → slave2: welcome, epoch 1
        master → slave2: assign t1#2
    `);
    assert.equal(master.data.tasks.get('t1')?.attempt, undefined);
  });
});

describe('a leader that reads documents', () => {
  test('places tasks in state killed before those in state created', () => {
    const master = startLeader();
    master.given(`
      inserted: t1 t2
      2000 ms pass
    `);
    assert.equal(tasksInMemory(master), 2);
    master.data.tasks.set('t9', { ...newDocument('t9'), state: 'killed', attempt: 3, rev: 1 });
    master.given('2000 ms pass');
    master.expect(`
      slave1 → register
        append #2 e1: slave.joined slave1; task.placed t9#4 on slave1
    `);
  });

  test('removes a task from memory once its success is projected', () => {
    const master = leaderWithRunningTask();
    master.given('slave1 → finished t1#1');
    assert.equal(tasksInMemory(master), 0);
  });
});

describe('a document that is not a valid task', () => {
  test('is parked once, and does not affect other tasks', () => {
    const master = startLeader();
    master.given('slave1 → register');
    master.data.tasks.set('t0', { taskId: 't0', taskname: 't0', sleeptime: -1, state: 'created' });
    master.expect(`
      inserted: t1
        append #3 e1: task.parked t0: sleeptime must be a number of seconds from 0 to 2147483; task.placed t1#1 on slave1
      answered: append
        master → slave1: assign t1#1
      slave1 → finished t1#1
        append #4 e1: task.success t1#1 on slave1
      answered: append
        master → slave1: acknowledge t1#1
      60000 ms pass
    `);
    assert.match(master.data.tasks.get('t0')?.parked?.reason ?? '', /^sleeptime/);
  });

  test('is placed once it is repaired and its field parked is removed', () => {
    const master = startLeader();
    master.given('slave1 → register');
    master.data.tasks.set('t1', { taskId: 't1', taskname: 't1', sleeptime: -1, state: 'created' });
    master.given('2000 ms pass');
    const { parked, ...rest } = master.data.tasks.get('t1') ?? newDocument('t1');
    assert.ok(parked);
    master.data.tasks.set('t1', { ...rest, sleeptime: 1 });
    master.expect(`
      1000 ms pass
        append #4 e1: task.placed t1#1 on slave1
    `);
  });

  test('is parked if it contains an assignment that no master made', () => {
    const master = startLeader();
    const assignment = { host: 'slave1', instance: 'slave1', epoch: 1, atMs: 1 };
    master.data.tasks.set('t1', { ...newDocument('t1'), assignment });
    master.expect(`
      1000 ms pass
        append #2 e1: task.parked t1: its assignment was not made by a master
    `);
  });

  test('does not keep slaves from working, even if there are thousands', () => {
    const master = startLeader();
    master.given('slave1 → register');
    for (let index = 0; index < 3_500; index += 1)
      master.data.tasks.set(`bad${index}`, { taskId: `bad${index}`, state: 'created' });
    master.given('inserted: t1');
    assert.equal(countInLedger(master, 'task.parked'), 3_500);
    assert.equal(countInLedger(master, 'task.placed t1#1'), 1);
  });

  test('does not fill the memory, even if there are thousands and writes are slow', () => {
    for (const slow of ['append', 'project'] as const) {
      const master = startLeader({ holds: [slow] });
      for (let index = 0; index < 14_000; index += 1)
        master.data.tasks.set(`bad${index}`, { taskId: `bad${index}`, state: 'created' });
      master.play('10000 ms pass');
      assert.ok(tasksInMemory(master) <= 12_000, `${tasksInMemory(master)} while ${slow} is slow`);
      master.given('10000 ms pass');
      assert.equal(countInLedger(master, 'task.parked'), 14_000, 'all must be parked in the end');
    }
  });
});

describe('the memory of a leader', () => {
  test('contains a bounded number of ready tasks, however many there are in the database', () => {
    const data = createMemoryData();
    for (let index = 0; index < 5_000; index += 1) data.tasks.set(`t${index}`, newDocument(`t${index}`));
    const master = startLeader({ data });
    master.given('5000 ms pass');
    assert.ok(tasksInMemory(master) <= 1_500, `${tasksInMemory(master)} tasks are in memory`);
  });

  test('stays bounded during an outage of the database, because registrations are refused when the backlog is full', () => {
    const master = startLeader();
    master.play('slave0 → register');
    for (let index = 1; index <= 25_000; index += 1) {
      master.play(`slave${index} → register`);
      master.play(`slave${index} disconnects`);
    }
    master.expect(`
      slave25001 → register
        end slave25001: unavailable (database unavailable and write backlog full)
    `);
    master.given('');
    master.expect(`
      slave25001 → register
        append #53 e1: slave.joined slave25001
    `);
  });

  test('stays bounded when the projection falls behind, because placing pauses at 10,000 unprojected tasks', () => {
    const master = startLeader({ holds: ['project'] });
    for (let index = 0; index < 11_000; index += 1) master.data.tasks.set(`t${index}`, newDocument(`t${index}`));
    let assigned = assignedTo('slave1', [...master.play('slave1 → register'), ...master.play('1000 ms pass')]);
    let finished = 0;
    for (; assigned !== undefined; finished += 1)
      assigned = assignedTo('slave1', master.play(`slave1 → finished ${assigned}`));
    assert.equal(finished, 10_000);
    master.given('');
    assert.equal(countInLedger(master, 'task.placed'), 10_001);
  });
});
