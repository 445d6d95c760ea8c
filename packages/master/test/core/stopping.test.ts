import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { controlOf, databaseWith, leaderWithRunningTask } from './situations.ts';
import { startMaster, startLeader } from './scripted-master.ts';

describe('a leader that is asked to stop', () => {
  test('appends what it has decided, then epoch.ended, and nothing after that', () => {
    const master = leaderWithRunningTask();
    master.expect(`
      slave3 → register
        append #6 e1: slave.joined slave3
      slave1 → finished t1#1
      a stop is requested
      slave2 → leaving
      slave3 disconnects
      answered: append
        master → slave3: welcome, epoch 1
        append #7 e1: task.success t1#1 on slave1; epoch.ended: stop requested
      answered: append
        master → slave1: acknowledge t1#1
      500 ms pass
        end slave1: unavailable (master1 is stopping)
        end slave2: unavailable (master1 is stopping)
        stopped
      5000 ms pass
    `);
    assert.equal(master.data.tasks.get('t1')?.state, 'success');
    assert.equal(master.data.control?.projectedThrough, 7);
  });

  test('neither revokes nor places tasks', () => {
    const master = leaderWithRunningTask();
    master.expect(`
      a stop is requested
        append #6 e1: epoch.ended: stop requested
      inserted: t2
      slave1 disconnects
      5000 ms pass
      answered: append
      500 ms pass
        end slave2: unavailable (master1 is stopping)
        stopped
    `);
    assert.match(master.ledger(), /#6 e1: epoch.ended: stop requested$/);
  });

  test('does not park invalid documents from a page that arrives late', () => {
    const master = startLeader({ holds: ['read.runnable'] });
    master.data.tasks.set('t1', { taskId: 't1', state: 'killed' });
    master.expect(`
      1000 ms pass
        read.runnable killed from the start
      a stop is requested
      answered: read.runnable
      500 ms pass
        stopped
    `);
    assert.match(master.ledger(), /#2 e1: epoch.ended: stop requested$/);
  });

  test('stops at once when it is deposed in the meantime', () => {
    const master = leaderWithRunningTask();
    master.expect(`
      a stop is requested
        append #6 e1: epoch.ended: stop requested
      another master appends e2: epoch.began by master2-a
      answered: append
        end slave1: unavailable (master1 is stopping)
        end slave2: unavailable (master1 is stopping)
        stopped
    `);
  });

  test('keeps new registrations waiting, and ends their sessions when it has stopped', () => {
    const master = leaderWithRunningTask();
    master.expect(`
      a stop is requested
        append #6 e1: epoch.ended: stop requested
      slave3 → register
      answered: append
      1000 ms pass
        end slave1: unavailable (master1 is stopping)
        end slave2: unavailable (master1 is stopping)
        end slave3: unavailable (master1 is stopping)
        stopped
    `);
  });

  test('completes the end of its epoch if its heartbeat is superseded, because only the ledger decides who leads', () => {
    const master = leaderWithRunningTask();
    master.expect(`
      slave1 → finished t1#1
        append #6 e1: task.success t1#1 on slave1
      a stop is requested
    `);
    master.data.control = controlOf('foreign', 50, 1_000);
    master.expect(`
      1000 ms pass
      answered: append
        master → slave1: acknowledge t1#1
        append #7 e1: epoch.ended: stop requested
      answered: append
        end slave1: unavailable (master1 is stopping)
        end slave2: unavailable (master1 is stopping)
        stopped
    `);
  });

  test('stops only once if it is asked twice', () => {
    const master = leaderWithRunningTask();
    master.expect(`
      a stop is requested
        append #6 e1: epoch.ended: stop requested
      a stop is requested
      answered: append
      1000 ms pass
        end slave1: unavailable (master1 is stopping)
        end slave2: unavailable (master1 is stopping)
        stopped
      a stop is requested
    `);
  });
});

describe('a master that is asked to stop while it catches up', () => {
  test('ends its epoch, so that the next master need not wait, and leaves the watermark as it was', () => {
    const data = databaseWith('e7: epoch.began by master2-a; slave.joined slave1; epoch.ended: test');
    data.control = controlOf('master2', 7, 0);
    const master = startMaster({ data, holds: ['append', 'read.ledger'] });
    master.expect(`
      100 ms pass
        log epoch.claimed e8 (the last epoch ended cleanly)
        append #2 e8: epoch.began by master1-a
      slave1 → register
      answered: append
        read.ledger after 0, at most 2
      a stop is requested
        append #3 e8: epoch.ended: stop requested
      600 ms pass
      answered: read.ledger
      answered: append
        end slave1: unavailable (master1 is stopping)
        stopped
    `);
    assert.equal(data.control.projectedThrough, 0);
  });
});
