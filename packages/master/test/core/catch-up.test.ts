import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { MemoryData } from '../../src/store/memory-store.ts';
import { controlOf, databaseWith } from './situations.ts';
import { startMaster, startLeader, newDocument, type ScriptedMaster } from './scripted-master.ts';

/** Master9 placed t1 and recorded its success, but wrote nothing of it to the documents; the watermark is at entry 1. */
function behind(): MemoryData {
  const data = databaseWith(
    'e4: epoch.began by master9-a; slave.joined slave1',
    'e4: task.placed t1#1 on slave1',
    'e4: task.running t1#1 on slave1',
    'e4: task.success t1#1 on slave1; epoch.ended: for the test',
  );
  data.tasks.set('t1', newDocument('t1'));
  data.control = controlOf('master9', 4, 1);
  return data;
}

/** A new reign begins over that; what it reads and writes to catch up is part of the transcript. */
function succeed(data: MemoryData): ScriptedMaster {
  const master = startMaster({ data, holds: ['read.ledger', 'read.revisions', 'project', 'read.assigned'] });
  return master;
}

function stateOf({ data }: ScriptedMaster, taskId: string) {
  const { state, attempt, rev } = data.tasks.get(taskId) ?? {};
  return { state, attempt, rev };
}

describe('a new reign brings the documents up to date', () => {
  test('reads what follows the watermark, writes what is missing, looks again, and then begins to work', () => {
    const master = succeed(behind());
    master.expect(`
      100 ms pass
        log epoch.claimed e5 (the last epoch ended cleanly)
        read.ledger after 1, at most 4
      slave1 → register
      answered: read.ledger
        log #2 (reread)
        log #3 (reread)
        log #4 (reread)
        read.revisions t1
      answered: read.revisions
        project t1 new→4
      answered: project
        read.revisions t1
      answered: read.revisions
        read.assigned
      answered: read.assigned
        log epoch.ready e5
        master → slave1: welcome, epoch 5
    `);
    assert.deepEqual(stateOf(master, 't1'), { state: 'success', attempt: 1, rev: 4 });
  });

  test('writes only what a document does not yet reflect', () => {
    const data = behind();
    data.tasks.set('t1', { ...newDocument('t1'), attempt: 1, host: 'slave1', rev: 2 });
    succeed(data).expect(`
      100 ms pass
        log epoch.claimed e5 (the last epoch ended cleanly)
        read.ledger after 1, at most 4
      answered: read.ledger
        log #2 (reread)
        log #3 (reread)
        log #4 (reread)
        read.revisions t1
      answered: read.revisions
        project t1 2→4
    `);
  });

  test('writes nothing where the documents are up to date already', () => {
    const data = behind();
    data.tasks.set('t1', { ...newDocument('t1'), state: 'success', rev: 4 });
    const master = succeed(data);
    master.given('');
    assert.equal(master.state.role.kind, 'leader');
    assert.deepEqual(stateOf(master, 't1'), { state: 'success', attempt: undefined, rev: 4 });
  });

  test('reads nothing but its own beginning when the watermark is at the end', () => {
    const data = behind();
    data.control = controlOf('master9', 4, 4);
    succeed(data).expect(`
      100 ms pass
        log epoch.claimed e5 (the last epoch ended cleanly)
        read.ledger after 4, at most 1
      answered: read.ledger
        read.revisions of no tasks
      answered: read.revisions
        read.assigned
    `);
  });

  test('looks again when a deposed leader wrote to a document in between', () => {
    const master = succeed(behind());
    master.expect(`
      100 ms pass
        log epoch.claimed e5 (the last epoch ended cleanly)
        read.ledger after 1, at most 4
      answered: read.ledger
        log #2 (reread)
        log #3 (reread)
        log #4 (reread)
        read.revisions t1
      answered: read.revisions
        project t1 new→4
    `);
    master.data.tasks.set('t1', { ...newDocument('t1'), state: 'running', attempt: 1, host: 'slave1', rev: 3 });
    master.expect(`
      answered: project
        read.revisions t1
      answered: read.revisions
        project t1 3→4
      answered: project
        read.revisions t1
      answered: read.revisions
        read.assigned
    `);
    assert.deepEqual(stateOf(master, 't1'), { state: 'success', attempt: 1, rev: 4 });
  });

  test('gives a document up that resists five times, and goes on', () => {
    const master = succeed(behind());
    master.expect(`
      100 ms pass
        log epoch.claimed e5 (the last epoch ended cleanly)
        read.ledger after 1, at most 4
      answered: read.ledger
        log #2 (reread)
        log #3 (reread)
        log #4 (reread)
        read.revisions t1
      answered: read.revisions
        project t1 new→4
    `);
    for (const rev of [-1, -2, -3, -4]) {
      master.data.tasks.set('t1', { ...newDocument('t1'), rev });
      master.expect(`
        answered: project
          read.revisions t1
        answered: read.revisions
          project t1 ${rev}→4
      `);
    }
    master.data.tasks.set('t1', { ...newDocument('t1'), rev: -5 });
    master.expect(`
      answered: project
        read.revisions t1
      answered: read.revisions
        read.assigned
    `);
  });

  test('passes over documents that were deleted', () => {
    const data = behind();
    data.tasks.delete('t1');
    const master = succeed(data);
    master.given('');
    assert.equal(master.state.role.kind, 'leader');
    assert.equal(data.tasks.size, 0);
  });

  test('goes page by page, and moves the watermark with each', () => {
    const facts = Array.from({ length: 249 }, (_, index) => `e4: task.placed t${index}#1 on slave${index}`);
    const data = databaseWith('e4: epoch.began by master9-a', ...facts, 'e4: epoch.ended: for the test');
    for (let index = 0; index < 249; index += 1) data.tasks.set(`t${index}`, newDocument(`t${index}`));
    data.control = controlOf('master9', 4, 0);
    const master = startMaster({ data, holds: ['read.ledger', 'write.control'] });
    master.expect(`
      100 ms pass
        log epoch.claimed e5 (the last epoch ended cleanly)
        read.ledger after 0, at most 100
        write.control e5 through 0
      answered: write.control
    `);
    for (const after of [100, 200]) {
      const next = master.play('answered: read.ledger').at(-1);
      assert.equal(next, `read.ledger after ${after}, at most ${after === 100 ? 100 : 52}`);
      master.expect(`
        400 ms pass
        100 ms pass
          write.control e5 through ${after}
        answered: write.control
      `);
      assert.equal([...data.tasks.values()].filter(({ rev }) => rev !== undefined).length, after - 1);
    }
    master.given('');
    assert.equal([...data.tasks.values()].filter(({ rev }) => rev === undefined).length, 0);
  });

  test('goes on where the ledger begins when what it should read first was trimmed', () => {
    const data = behind();
    data.ledger.delete(1);
    data.ledger.delete(2);
    data.tasks.set('t1', { ...newDocument('t1'), attempt: 1, host: 'slave1', rev: 2 });
    data.control = null;
    const master = succeed(data);
    master.expect(`
      100 ms pass
        log epoch.claimed e5 (the last epoch ended cleanly)
        read.ledger after 0, at most 5
      answered: read.ledger
        log #3 (reread)
        log #4 (reread)
        read.revisions t1
      answered: read.revisions
        project t1 2→4
    `);
  });

  test('stops doing so when it is deposed meanwhile', () => {
    const master = succeed(behind());
    master.expect(`
      100 ms pass
        log epoch.claimed e5 (the last epoch ended cleanly)
        read.ledger after 1, at most 4
      slave1 → register
    `);
    master.data.control = controlOf('master9', 6, 1);
    master.expect(`
      500 ms pass
        end slave1: unavailable (master1 was deposed)
        log epoch.deposed e5
      answered: read.ledger
    `);
    assert.equal(master.state.role.kind, 'follower');
  });

  test('keeps its beat meanwhile, so that no standby takes over', () => {
    const master = succeed(behind());
    master.expect(`
      100 ms pass
        log epoch.claimed e5 (the last epoch ended cleanly)
        read.ledger after 1, at most 4
      10000 ms pass
    `);
    assert.ok((master.data.control?.heartbeat ?? 0) >= 20);
  });
});

describe('the open assignments of former reigns', () => {
  test('are left alone where a document makes no sense, which is said', () => {
    const data = behind();
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

  test('are one for each slave: a second one is taken back', () => {
    const data = behind();
    const assignment = { host: 'slave7', instance: 'slave7', epoch: 4, atMs: 1 };
    data.tasks.set('t2', { ...newDocument('t2'), state: 'running', attempt: 1, assignment, rev: 1 });
    data.tasks.set('t3', { ...newDocument('t3'), state: 'running', attempt: 1, assignment, rev: 1 });
    const master = startLeader({ data });
    assert.match(master.ledger(), /#6 e5: task.killed t3#1 on slave7: slave7 already has another task/);
  });
});
