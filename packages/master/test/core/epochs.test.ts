import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { controlOf, databaseWith, leaderWithRunningTask } from './situations.ts';
import { startMaster, startLeader, type ScriptedMaster } from './scripted-master.ts';

/** Returns master1 as a follower that has just observed master2. The heartbeat of master2 does not change any more. */
function followerOfSilentLeader(): ScriptedMaster {
  const data = databaseWith('e7: epoch.began by master2-a');
  data.control = controlOf('master2', 7, 1);
  const master = startMaster({ data });
  master.given('');
  return master;
}

describe('a leader after its successor has begun a newer epoch', () => {
  test('is deposed when its append collides: it ends all sessions, sends no assignment, and follows', () => {
    const master = leaderWithRunningTask();
    master.expect(`
      another master appends e2: epoch.began by master2-a
      inserted: t2
        append #6 e1: task.placed t2#1 on slave2
      slave3 → register
      answered: append
        end slave1: unavailable (master1 was deposed)
        end slave2: unavailable (master1 was deposed)
        end slave3: unavailable (master1 was deposed)
        log epoch.deposed e1
      slave1 → register, holds t1#1 running
      100 ms pass
        log epoch.followed e2
        master → slave1: refuse, not leading, master2 leads
        end slave1: unavailable (not leading; the leader is master2)
    `);
    assert.equal(master.state.role.kind, 'follower');
    assert.doesNotMatch(master.ledger(), /t2/);
  });

  test('is deposed when it writes its heartbeat, if it has nothing to append', () => {
    const master = leaderWithRunningTask();
    master.given('another master appends e2: epoch.began by master2-a');
    const control = controlOf('master2', 2, 6);
    master.data.control = control;
    master.expect(`
      500 ms pass
        end slave1: unavailable (master1 was deposed)
        end slave2: unavailable (master1 was deposed)
        log epoch.deposed e1
    `);
    assert.deepEqual(master.data.control, control);
  });

  test('ignores late responses to its requests after it was deposed', () => {
    const master = startLeader({ holds: ['append', 'read.report'] });
    master.given('slave1 → register');
    master.expect(`
      another master appends e2: epoch.began by master2-a
      slave1 → finished t9#1
        read.report t9#1
      slave2 → register
        append #3 e1: slave.joined slave2
      answered: append
        end slave1: unavailable (master1 was deposed)
        end slave2: unavailable (master1 was deposed)
        log epoch.deposed e1
      answered: read.report
    `);
  });

  test('ignores a late response to an append of its old epoch while it claims the next one', () => {
    const master = leaderWithRunningTask();
    master.expect(`
      inserted: t2
        append #6 e1: task.placed t2#1 on slave2
      another master appends e2: epoch.began by master2-a
      400 ms pass
    `);
    master.data.control = controlOf('master2', 2, 6);
    master.expect(`
      500 ms pass
        end slave1: unavailable (master1 was deposed)
        end slave2: unavailable (master1 was deposed)
        log epoch.deposed e1
      1700 ms pass
        log epoch.followed e2
        log epoch.claimed e3 (the leader is silent)
        append #7 e3: epoch.began by master1-a
      answered: append
      answered: append
        log epoch.ready e3
    `);
  });

  test('claims leadership again only when the successor is silent, even if the successor has the same name', () => {
    const master = leaderWithRunningTask();
    master.expect(`
      another master appends e2: epoch.began by master1-a
      inserted: t2
        append #6 e1: task.placed t2#1 on slave2
      answered: append
        end slave1: unavailable (master1 was deposed)
        end slave2: unavailable (master1 was deposed)
        log epoch.deposed e1
      1600 ms pass
        log epoch.followed e2
      100 ms pass
        log epoch.claimed e3 (the leader is silent)
        append #7 e3: epoch.began by master1-a
    `);
  });
});

describe('a follower', () => {
  test('refuses slaves and names the leader', () => {
    followerOfSilentLeader().expect(`
      slave1 → register, holds t1#1 running
        master → slave1: refuse, not leading, master2 leads
        end slave1: unavailable (not leading; the leader is master2 at master2:50051)
    `);
  });

  test('answers registrations only after it has observed who leads', () => {
    const master = startMaster({ holds: ['observe'] });
    master.expect(`
      another master appends e7: epoch.began by master2-a
      slave1 → register
      100 ms pass
        observe
      slave1 → finished t1#1
        end slave1: invalid argument (a report was sent before the Welcome)
      slave2 → register
      answered: observe
        log epoch.followed e7
        master → slave2: refuse, not leading, master2 leads
        end slave2: unavailable (not leading; the leader is master2)
    `);
  });

  test('takes over when the leader has been silent for 1.5 s', () => {
    followerOfSilentLeader().expect(`
      1300 ms pass
      300 ms pass
        log epoch.claimed e8 (the leader is silent)
        append #2 e8: epoch.began by master1-a
      answered: append
        log epoch.ready e8
    `);
  });

  test('takes over at once when the leader ends its epoch cleanly', () => {
    followerOfSilentLeader().expect(`
      another master appends e7: epoch.ended: stop requested
      200 ms pass
        log epoch.claimed e8 (the last epoch ended cleanly)
        append #3 e8: epoch.began by master1-a
    `);
  });

  test('follows the winner if its own claim collides', () => {
    const master = followerOfSilentLeader();
    master.expect(`
      another master appends e7: epoch.ended: stop requested
      200 ms pass
        log epoch.claimed e8 (the last epoch ended cleanly)
        append #3 e8: epoch.began by master1-a
      another master appends e8: epoch.began by master3-a
      slave1 → register
      answered: append
        end slave1: unavailable (master1 was deposed)
      100 ms pass
        log epoch.followed e8
      slave1 → register
        master → slave1: refuse, not leading, master3 leads
        end slave1: unavailable (not leading; the leader is master3)
    `);
  });

  test('stops at once without appending anything', () => {
    const master = followerOfSilentLeader();
    master.expect(`
      a stop is requested
        stopped
      5000 ms pass
    `);
    assert.equal(master.ledger(), '#1 e7: epoch.began by master2-a');
  });
});

describe('a master that is restarted under its name', () => {
  test('does not take over at once from a later leader with the same name', () => {
    const master = followerOfSilentLeader();
    master.expect(`
      another master appends e8: epoch.began by master1-a
      1400 ms pass
        log epoch.followed e8
      500 ms pass
        log epoch.claimed e9 (the leader is silent)
        append #3 e9: epoch.began by master1-a
    `);
  });

  test('leads at once if it led the last epoch, without waiting for silence', () => {
    const data = databaseWith('e7: epoch.began by master1-a');
    data.control = controlOf('master1', 7, 1);
    startMaster({ data }).expect(`
      100 ms pass
        log epoch.claimed e8 (it led the last epoch)
        append #2 e8: epoch.began by master1-a
    `);
  });
});

describe('the heartbeat of a leader', () => {
  test('is written 500 ms after the previous write has completed, even if the database is slow', () => {
    const master = startLeader({ holds: ['write.control'] });
    master.play('1000 ms pass');
    master.expect(`
      10000 ms pass
      answered: write.control
      400 ms pass
      100 ms pass
        write.control e1 through 1
    `);
  });
});

describe('a master that leads again soon after it was cut off and deposed', () => {
  test('places tasks on its new sessions at once', () => {
    const master = leaderWithRunningTask();
    master.expect(`
      another master appends e2: epoch.began by master2-a
      the master is frozen for 2000 ms
    `);
    master.data.control = controlOf('master2', 2, 6);
    master.expect(`
      500 ms pass
        end slave1: unavailable (master1 was deposed)
        end slave2: unavailable (master1 was deposed)
        log epoch.deposed e1
      another master appends e2: epoch.ended: stop requested
      100 ms pass
        log epoch.claimed e3 (the last epoch ended cleanly)
        append #8 e3: epoch.began by master1-a
      slave2 → register
      answered: append
        log #7 (reread)
        log epoch.ready e3
        append #9 e3: slave.joined slave2
      inserted: t2
      answered: append
        master → slave2: welcome, epoch 3
        append #10 e3: task.placed t2#1 on slave2
    `);
  });
});
