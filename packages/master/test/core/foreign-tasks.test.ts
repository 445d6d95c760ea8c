import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createMemoryData, type MemoryData, type MemoryTask } from '../../src/store/memory-data.ts';
import { databaseWith } from './situations.ts';
import { newDocument, startLeader, startMaster, type ScriptedMaster } from './scripted-master.ts';

/** Returns a database with the documents of another ledger, and no ledger. */
function restored(...documents: readonly Partial<MemoryTask>[]): MemoryData {
  const data = createMemoryData();
  for (const [index, fields] of documents.entries()) {
    const document = newDocument(`t${index + 1}`);
    data.tasks.set(document.taskId, { ...document, rev: 5_000, attempt: 2, host: 'old', history: [], ...fields });
  }
  return data;
}

const ASSIGNMENT = { host: 'slave1', instance: 'slave1', epoch: 40, atMs: 1 };

function fieldsOf({ data }: ScriptedMaster, taskId: string) {
  const { state, attempt, assignment, rev } = data.tasks.get(taskId) ?? newDocument(taskId);
  return { state, attempt, assigned: assignment !== undefined, rev };
}

describe('a task of another ledger', () => {
  test('is adopted first, and continues after the attempts that it had there', () => {
    const master = startMaster({ data: restored({}) });
    master.expect(`
      100 ms pass
        log epoch.claimed e1 (the ledger is empty)
        append #1 e1: epoch.began by master1-a
      answered: append
        log epoch.ready e1
        append #2 e1: task.adopted t1#2: its document is at revision 5000 of another ledger
      slave1 → register
      answered: append
        append #3 e1: slave.joined slave1
      answered: append
        master → slave1: welcome, epoch 1
      1200 ms pass
        append #4 e1: task.placed t1#3 on slave1
      answered: append
        master → slave1: assign t1#3
    `);
  });

  test('is adopted again by the next leader if its document could not be updated before the first one died', () => {
    const data = restored({});
    const first = startMaster({ data, holds: ['project'] });
    first.play('1000 ms pass');
    assert.match(first.ledger(), /task.adopted t1#2/);
    assert.equal(data.tasks.get('t1')?.rev, 5_000);
    const second = startLeader({ data, config: { instance: 'master1-b' } });
    second.given(`
      slave1 → register
      1000 ms pass
      slave1 → started t1#3
      slave1 → finished t1#3
    `);
    assert.deepEqual(fieldsOf(second, 't1'), { state: 'success', attempt: 3, assigned: false, rev: data.lastNumber });
  });

  test('loses an assignment that another ledger made, also if the slave still holds it', () => {
    const master = startMaster({ data: restored({ state: 'running', assignment: ASSIGNMENT }) });
    master.given('200 ms pass');
    assert.deepEqual(fieldsOf(master, 't1'), { state: 'killed', attempt: 2, assigned: false, rev: 2 });
    master.expect(`
      slave1 → register, holds t1#2 running
        append #3 e1: slave.joined slave1
    `);
  });

  test('is adopted even if its assignment is found by the cursor', () => {
    const master = startLeader({ data: createMemoryData() });
    master.data.tasks.set('t1', {
      ...newDocument('t1'),
      state: 'killed',
      attempt: 2,
      rev: 5_000,
      assignment: ASSIGNMENT,
    });
    master.given('3000 ms pass');
    assert.deepEqual(fieldsOf(master, 't1'), { state: 'killed', attempt: 2, assigned: false, rev: 2 });
  });

  test('is adopted if the next entry would have its revision', () => {
    const master = startLeader({ data: restored({ rev: 2, attempt: 0 }) });
    master.given('1000 ms pass');
    assert.equal(
      master.ledger().split('\n').at(-1),
      '#2 e1: task.adopted t1#0: its document is at revision 2 of another ledger',
    );
    master.given('slave1 → register');
    assert.match(master.ledger(), /task.placed t1#1 on slave1$/);
  });

  test('that succeeded there stays as it is', () => {
    const master = startLeader({ data: restored({ state: 'success' }) });
    master.given('60000 ms pass');
    assert.equal(master.ledger(), '#1 e1: epoch.began by master1-a');
  });

  test('is parked if its document is not a valid task', () => {
    const master = startLeader({ data: restored({ sleeptime: 'long' }) });
    master.given('1000 ms pass');
    assert.equal(
      master.data.tasks.get('t1')?.parked?.reason,
      'sleeptime must be a number of seconds from 0 to 2147483',
    );
  });

  test('is reported once, and not run, if its document cannot be updated', () => {
    const master = startMaster({ data: restored({ refusesUpdates: true }) });
    master.expect(`
      100 ms pass
        log epoch.claimed e1 (the ledger is empty)
        append #1 e1: epoch.began by master1-a
      answered: append
        log epoch.ready e1
        append #2 e1: task.adopted t1#2: its document is at revision 5000 of another ledger
      answered: append
        log task.ignored t1
      60000 ms pass
    `);
  });

  test('does not keep others from being updated if its document cannot be', () => {
    const master = startLeader({ data: restored({ refusesUpdates: true }, {}) });
    master.given('slave1 → register');
    master.given('1000 ms pass');
    assert.match(master.ledger(), /task.placed t2#3 on slave1/);
  });
});

describe('a task with attempts but no revision in its document', () => {
  test('is adopted, so that the ledger says where its attempts begin', () => {
    const data = createMemoryData();
    data.tasks.set('t1', { ...newDocument('t1'), state: 'killed', attempt: 7 });
    const master = startLeader({ data });
    master.given(`
      1000 ms pass
      slave1 → register
    `);
    assert.match(master.ledger(), /task.adopted t1#7: its document is without a revision\n.*task.placed t1#8/);
  });
});

describe('an adoption that lingers', () => {
  test('does not touch a document that has reached the same revision in this ledger', () => {
    const data = databaseWith('e4: epoch.began by master9-a; epoch.ended: test');
    data.tasks.set('t1', { ...newDocument('t1'), attempt: 2, rev: 4, history: [] });
    const first = startMaster({ data, holds: ['project'] });
    first.play('1000 ms pass');
    assert.match(first.ledger(), /#3 e5: task.adopted t1#2/);
    data.tasks.set('t1', { ...newDocument('t1'), state: 'success', attempt: 3, rev: 4, history: [] });
    first.play('answered: project');
    assert.deepEqual(fieldsOf(first, 't1'), { state: 'success', attempt: 3, assigned: false, rev: 4 });
  });
});
