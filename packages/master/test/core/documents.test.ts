import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createMemoryData } from '../../src/store/memory-store.ts';
import { running } from './situations.ts';
import { startLeader, newDocument, type ScriptedMaster } from './scripted-master.ts';

/** How often something stands in the ledger. */
function countInLedger(master: ScriptedMaster, text: string): number {
  return master.ledger().split(text).length - 1;
}

function tasksInMemory({ state: { role } }: ScriptedMaster): number {
  assert.ok(role.kind === 'leader');
  return role.leadership.tasks.size;
}

/** The attempt that is assigned in these lines, if one is. */
function assignedIn(lines: readonly string[]): string | undefined {
  return /assign (\S+)/.exec(lines.join('\n'))?.[1];
}

describe('documents are not believed about a task that this reign has touched', () => {
  test('one that was read before the task was placed, and comes after its success was written, is passed over', () => {
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
    `);
    master.given('5000 ms pass');
    assert.equal(master.data.tasks.get('t1')?.state, 'success');
    assert.match(master.ledger(), /task.success t1#1 on slave1$/, 'nothing follows');
    const { role } = master.state;
    assert.ok(role.kind === 'leader' && role.leadership.readyQueue.departed.size === 0);
  });

  test('nor is one about which the half is written: what was decided since keeps it in memory', () => {
    const master = startLeader({ holds: ['project'] });
    master.given('slave1 → register');
    master.expect(`
      inserted: t1
        master → slave1: assign t1#1
        project t1 new→3
      slave1 → finished t1#1
        master → slave1: acknowledge t1#1
      answered: project
    `);
    assert.equal(tasksInMemory(master), 1);
    master.given('');
    assert.equal(tasksInMemory(master), 0);
  });

  test('one that still shows the task as it was before it was placed is not placed twice', () => {
    const master = startLeader({ holds: ['project'] });
    master.given('slave1 → register');
    master.expect(`
      slave2 → register
        master → slave2: welcome, epoch 1
      inserted: t1
        master → slave1: assign t1#1
        project t1 new→4
      4000 ms pass
    `);
    assert.equal(countInLedger(master, 'task.placed'), 1);
  });

  test('one that was killed is placed again from memory, while its document still says created', () => {
    const master = startLeader({ holds: ['project'] });
    master.given('slave1 → register');
    master.expect(`
      inserted: t1
        master → slave1: assign t1#1
        project t1 new→3
      slave1 disconnects
      slave2 → register
        master → slave2: welcome, epoch 1
        master → slave2: assign t1#2
    `);
    assert.equal(master.data.tasks.get('t1')?.attempt, undefined);
  });

  test('one that says killed is placed before those that say created', () => {
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

  test('after a success that is written, the memory forgets the task', () => {
    const master = running();
    master.given('slave1 → finished t1#1');
    assert.equal(tasksInMemory(master), 0);
  });
});

describe('a document that is not a valid task', () => {
  test('is set aside once, and stops nothing', () => {
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

  test('is placed when it was mended and its mark removed', () => {
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

  test('is also one that is assigned, although no master assigned it', () => {
    const master = startLeader();
    const assignment = { host: 'slave1', instance: 'slave1', epoch: 1, atMs: 1 };
    master.data.tasks.set('t1', { ...newDocument('t1'), assignment });
    master.expect(`
      1000 ms pass
        append #2 e1: task.parked t1: its assignment was not made by a master
    `);
  });

  test('keeps no slave waiting, however many there are', () => {
    const master = startLeader();
    master.given('slave1 → register');
    for (let index = 0; index < 3_500; index += 1)
      master.data.tasks.set(`bad${index}`, { taskId: `bad${index}`, state: 'created' });
    master.given('inserted: t1');
    assert.equal(countInLedger(master, 'task.parked'), 3_500);
    assert.equal(countInLedger(master, 'task.placed t1#1'), 1);
  });

  test('does not fill the memory, however many there are and however slow the database writes', () => {
    for (const slow of ['append', 'project'] as const) {
      const master = startLeader({ holds: [slow] });
      for (let index = 0; index < 14_000; index += 1)
        master.data.tasks.set(`bad${index}`, { taskId: `bad${index}`, state: 'created' });
      master.play('10000 ms pass');
      assert.ok(tasksInMemory(master) <= 12_000, `${tasksInMemory(master)} while ${slow} is slow`);
      master.given('10000 ms pass');
      assert.equal(countInLedger(master, 'task.parked'), 14_000, 'in the end all are set aside');
    }
  });
});

describe('the memory', () => {
  test('holds a window of the tasks, however many there are', () => {
    const data = createMemoryData();
    for (let index = 0; index < 5_000; index += 1) data.tasks.set(`t${index}`, newDocument(`t${index}`));
    const master = startLeader({ data });
    master.given('5000 ms pass');
    assert.ok(tasksInMemory(master) <= 1_500, `${tasksInMemory(master)} tasks are in memory`);
  });

  test('is not filled while the database is away, however many slaves come and go', () => {
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

  test('is not filled when the documents fall behind: placing pauses at ten thousand tasks, and then goes on', () => {
    const master = startLeader({ holds: ['project'] });
    for (let index = 0; index < 11_000; index += 1) master.data.tasks.set(`t${index}`, newDocument(`t${index}`));
    let assigned = assignedIn([...master.play('slave1 → register'), ...master.play('1000 ms pass')]);
    let finished = 0;
    for (; assigned !== undefined; finished += 1) assigned = assignedIn(master.play(`slave1 → finished ${assigned}`));
    assert.equal(finished, 10_000);
    master.given('');
    assert.equal(countInLedger(master, 'task.placed'), 10_001);
  });
});
