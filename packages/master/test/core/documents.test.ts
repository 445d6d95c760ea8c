import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createMemoryData } from '../../src/store/memory-store.ts';
import { running } from './situations.ts';
import { converseLeading, newDocument, type Conversation } from './transcript.ts';

/** How often something stands in the ledger. */
function countInLedger(conversation: Conversation, text: string): number {
  return conversation.ledger().split(text).length - 1;
}

function tasksInMemory({ state: { role } }: Conversation): number {
  assert.ok(role.kind === 'leader');
  return role.leadership.tasks.size;
}

/** The attempt that is assigned in these lines, if one is. */
function assignedIn(lines: readonly string[]): string | undefined {
  return /assign (\S+)/.exec(lines.join('\n'))?.[1];
}

describe('documents are not believed about a task that this reign has touched', () => {
  test('one that was read before the task was placed, and comes after its success was written, is passed over', () => {
    const conversation = converseLeading({ holds: ['read.runnable'], hasBell: false });
    conversation.given(`
      inserted: t1
      1000 ms pass
    `);
    conversation.expect(`
      1000 ms pass
        read.runnable killed after nothing
      answered: read.runnable
        read.runnable created after nothing
      slave1 → register
        master → slave1: welcome, epoch 1
        master → slave1: assign t1#1
      slave1 → finished t1#1
        master → slave1: acknowledge t1#1
      300 ms pass
    `);
    assert.equal(tasksInMemory(conversation), 0);
    conversation.expect(`
      answered: read.runnable
    `);
    conversation.given('5000 ms pass');
    assert.equal(conversation.data.tasks.get('t1')?.state, 'success');
    assert.match(conversation.ledger(), /task.success t1#1 on slave1$/, 'nothing follows');
    const { role } = conversation.state;
    assert.ok(role.kind === 'leader' && role.leadership.readyQueue.departed.size === 0);
  });

  test('nor is one about which the half is written: what was decided since keeps it in memory', () => {
    const conversation = converseLeading({ holds: ['project'] });
    conversation.given('slave1 → register');
    conversation.expect(`
      inserted: t1
        master → slave1: assign t1#1
        project t1 new→3
      slave1 → finished t1#1
        master → slave1: acknowledge t1#1
      answered: project
    `);
    assert.equal(tasksInMemory(conversation), 1);
    conversation.given('');
    assert.equal(tasksInMemory(conversation), 0);
  });

  test('one that still shows the task as it was before it was placed is not placed twice', () => {
    const conversation = converseLeading({ holds: ['project'] });
    conversation.given('slave1 → register');
    conversation.expect(`
      slave2 → register
        master → slave2: welcome, epoch 1
      inserted: t1
        master → slave1: assign t1#1
        project t1 new→4
      4000 ms pass
    `);
    assert.equal(countInLedger(conversation, 'task.placed'), 1);
  });

  test('one that was killed is placed again from memory, while its document still says created', () => {
    const conversation = converseLeading({ holds: ['project'] });
    conversation.given('slave1 → register');
    conversation.expect(`
      inserted: t1
        master → slave1: assign t1#1
        project t1 new→3
      slave1 breaks
      slave2 → register
        master → slave2: welcome, epoch 1
        master → slave2: assign t1#2
    `);
    assert.equal(conversation.data.tasks.get('t1')?.attempt, undefined);
  });

  test('one that says killed is placed before those that say created', () => {
    const conversation = converseLeading();
    conversation.given(`
      inserted: t1 t2
      2000 ms pass
    `);
    assert.equal(tasksInMemory(conversation), 2);
    conversation.data.tasks.set('t9', { ...newDocument('t9'), state: 'killed', attempt: 3, rev: 1 });
    conversation.given('2000 ms pass');
    conversation.expect(`
      slave1 → register
        append #2 e1: slave.joined slave1; task.placed t9#4 on slave1
    `);
  });

  test('after a success that is written, the memory forgets the task', () => {
    const conversation = running();
    conversation.given('slave1 → finished t1#1');
    assert.equal(tasksInMemory(conversation), 0);
  });
});

describe('a document that is not a valid task', () => {
  test('is set aside once, and stops nothing', () => {
    const conversation = converseLeading();
    conversation.given('slave1 → register');
    conversation.data.tasks.set('t0', { taskId: 't0', taskname: 't0', sleeptime: -1, state: 'created' });
    conversation.expect(`
      inserted: t1
        append #3 e1: task.parked t0 (sleeptime must be a number of seconds from 0 to 2147483); task.placed t1#1 on slave1
      answered: append
        master → slave1: assign t1#1
      slave1 → finished t1#1
        append #4 e1: task.success t1#1 on slave1
      answered: append
        master → slave1: acknowledge t1#1
      60000 ms pass
    `);
    assert.match(conversation.data.tasks.get('t0')?.parked?.reason ?? '', /^sleeptime/);
  });

  test('is placed when it was mended and its mark removed', () => {
    const conversation = converseLeading();
    conversation.given('slave1 → register');
    conversation.data.tasks.set('t1', { taskId: 't1', taskname: 't1', sleeptime: -1, state: 'created' });
    conversation.given('2000 ms pass');
    const { parked, ...rest } = conversation.data.tasks.get('t1') ?? newDocument('t1');
    assert.ok(parked);
    conversation.data.tasks.set('t1', { ...rest, sleeptime: 1 });
    conversation.expect(`
      1000 ms pass
        append #4 e1: task.placed t1#1 on slave1
    `);
  });

  test('is also one that is assigned, although no master assigned it', () => {
    const conversation = converseLeading();
    const assignment = { host: 'slave1', instance: 'a', epoch: 1, atMs: 1 };
    conversation.data.tasks.set('t1', { ...newDocument('t1'), assignment });
    conversation.expect(`
      1000 ms pass
        append #2 e1: task.parked t1 (it is assigned, but not by a master)
    `);
  });

  test('keeps no slave waiting, however many there are', () => {
    const conversation = converseLeading();
    conversation.given('slave1 → register');
    for (let index = 0; index < 3_500; index += 1)
      conversation.data.tasks.set(`bad${index}`, { taskId: `bad${index}`, state: 'created' });
    conversation.given('inserted: t1');
    assert.equal(countInLedger(conversation, 'task.parked'), 3_500);
    assert.equal(countInLedger(conversation, 'task.placed t1#1'), 1);
  });

  test('does not fill the memory, however many there are and however slow the database writes', () => {
    for (const slow of ['append', 'project'] as const) {
      const conversation = converseLeading({ holds: [slow] });
      for (let index = 0; index < 14_000; index += 1)
        conversation.data.tasks.set(`bad${index}`, { taskId: `bad${index}`, state: 'created' });
      conversation.play('10000 ms pass');
      assert.ok(tasksInMemory(conversation) <= 12_000, `${tasksInMemory(conversation)} while ${slow} is slow`);
      conversation.given('10000 ms pass');
      assert.equal(countInLedger(conversation, 'task.parked'), 14_000, 'in the end all are set aside');
    }
  });
});

describe('the memory', () => {
  test('holds a window of the tasks, however many there are', () => {
    const data = createMemoryData();
    for (let index = 0; index < 5_000; index += 1) data.tasks.set(`t${index}`, newDocument(`t${index}`));
    const conversation = converseLeading({ data });
    conversation.given('5000 ms pass');
    assert.ok(tasksInMemory(conversation) <= 1_500, `${tasksInMemory(conversation)} tasks are in memory`);
  });

  test('is not filled while the database is away, however many slaves come and go', () => {
    const conversation = converseLeading();
    conversation.play('slave0 → register');
    for (let index = 1; index <= 25_000; index += 1) {
      conversation.play(`slave${index} → register`);
      conversation.play(`slave${index} breaks`);
    }
    conversation.expect(`
      slave25001 → register
        end slave25001: unavailable (database unavailable and write backlog full)
    `);
    conversation.given('');
    conversation.expect(`
      slave25001 → register
        append #53 e1: slave.joined slave25001
    `);
  });

  test('is not filled when the documents fall behind: placing pauses at ten thousand tasks, and then goes on', () => {
    const conversation = converseLeading({ holds: ['project'] });
    for (let index = 0; index < 11_000; index += 1) conversation.data.tasks.set(`t${index}`, newDocument(`t${index}`));
    let assigned = assignedIn([...conversation.play('slave1 → register'), ...conversation.play('1000 ms pass')]);
    let finished = 0;
    for (; assigned !== undefined; finished += 1)
      assigned = assignedIn(conversation.play(`slave1 → finished ${assigned}`));
    assert.equal(finished, 10_000);
    conversation.given('');
    assert.equal(countInLedger(conversation, 'task.placed'), 10_001);
  });
});
