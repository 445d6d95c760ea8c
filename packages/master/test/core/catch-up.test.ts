import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { MemoryData } from '../../src/store/memory-data.ts';
import { controlOf, databaseWith, databaseWithUnprojectedSuccess } from './situations.ts';
import { newDocument, startMaster, type ScriptedMaster } from './scripted-master.ts';

/** Starts a master with transcripts that show the requests of the catch-up. */
function startSuccessor(data: MemoryData): ScriptedMaster {
  return startMaster({ data, holds: ['read.ledger', 'read.revisions', 'project', 'read.assigned'] });
}

function stateOf({ data }: ScriptedMaster, taskId: string) {
  const { state, attempt, rev } = data.tasks.get(taskId) ?? {};
  return { state, attempt, rev };
}

describe('a new leader that catches up', () => {
  test('reads the entries after the watermark, writes missing updates, verifies them, and then welcomes slaves', () => {
    const master = startSuccessor(databaseWithUnprojectedSuccess());
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

  test('writes only the updates that a document does not reflect yet', () => {
    const data = databaseWithUnprojectedSuccess();
    data.tasks.set('t1', { ...newDocument('t1'), attempt: 1, host: 'slave1', rev: 2 });
    startSuccessor(data).expect(`
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

  test('writes nothing to documents that are up to date', () => {
    const data = databaseWithUnprojectedSuccess();
    data.tasks.set('t1', { ...newDocument('t1'), state: 'success', rev: 4 });
    const master = startSuccessor(data);
    master.given('');
    assert.equal(master.state.role.kind, 'leader');
    assert.deepEqual(stateOf(master, 't1'), { state: 'success', attempt: undefined, rev: 4 });
  });

  test('reads only its own epoch.began if the watermark is at the end of the ledger', () => {
    const data = databaseWithUnprojectedSuccess();
    data.control = controlOf('master9', 4, 4);
    startSuccessor(data).expect(`
      100 ms pass
        log epoch.claimed e5 (the last epoch ended cleanly)
        read.ledger after 4, at most 1
      answered: read.ledger
        read.revisions of no tasks
      answered: read.revisions
        read.assigned
    `);
  });

  test('repeats an update that failed because a deposed leader wrote to the document in between', () => {
    const master = startSuccessor(databaseWithUnprojectedSuccess());
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

  test('updates a document whatever its revision when four updates have failed, and continues', () => {
    const master = startSuccessor(databaseWithUnprojectedSuccess());
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
    for (const rev of [-1, -2, -3]) {
      master.data.tasks.set('t1', { ...newDocument('t1'), rev });
      master.expect(`
        answered: project
          read.revisions t1
        answered: read.revisions
          project t1 ${rev}→4
      `);
    }
    const edit = (rev: number) => void master.data.tasks.set('t1', { ...newDocument('t1'), rev });
    edit(-4);
    master.expect(`
      answered: project
        read.revisions t1
      answered: read.revisions
        log task.edited t1
        project t1 any→4
    `);
    edit(-5);
    master.expect(`
      answered: project
        read.revisions t1
      answered: read.revisions
        read.assigned
    `);
    assert.deepEqual(stateOf(master, 't1'), { state: 'success', attempt: 1, rev: 4 });
  });

  test('skips documents that were deleted', () => {
    const data = databaseWithUnprojectedSuccess();
    data.tasks.delete('t1');
    const master = startSuccessor(data);
    master.given('');
    assert.equal(master.state.role.kind, 'leader');
    assert.equal(data.tasks.size, 0);
  });

  test('catches up page by page, and advances the watermark after each page', () => {
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

  test('starts at the first remaining entry if entries after the watermark were trimmed', () => {
    const data = databaseWithUnprojectedSuccess();
    data.ledger.delete(1);
    data.ledger.delete(2);
    data.tasks.set('t1', { ...newDocument('t1'), attempt: 1, host: 'slave1', rev: 2 });
    data.control = null;
    const master = startSuccessor(data);
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

  test('stops catching up when it is deposed', () => {
    const master = startSuccessor(databaseWithUnprojectedSuccess());
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

  test('writes its heartbeat, so that no standby takes over', () => {
    const master = startSuccessor(databaseWithUnprojectedSuccess());
    master.expect(`
      100 ms pass
        log epoch.claimed e5 (the last epoch ended cleanly)
        read.ledger after 1, at most 4
      10000 ms pass
    `);
    assert.ok(Number(master.data.control?.heartbeat) >= 20);
  });
});
