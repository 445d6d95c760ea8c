import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { leaderWithOneSlave } from './situations.ts';
import { startMaster, startLeader } from './scripted-master.ts';

describe('a master that starts with an empty database', () => {
  test('begins epoch 1, and decides nothing before that is durable', () => {
    startMaster().expect(`
      100 ms pass
        log epoch.claimed e1 (the ledger is empty)
        append #1 e1: epoch.began by master1-a
      slave1 → register
      200 ms pass
      answered: append
        log epoch.ready e1
        append #2 e1: slave.joined slave1
      answered: append
        master → slave1: welcome, epoch 1
    `);
  });
});

describe('a task', () => {
  test('is placed, runs and finishes, and each message is sent once its fact is durable', () => {
    startLeader().expect(`
      slave1 → register
        append #2 e1: slave.joined slave1
      answered: append
        master → slave1: welcome, epoch 1
      inserted: t1
        append #3 e1: task.placed t1#1 on slave1
      answered: append
        master → slave1: assign t1#1
      slave1 → started t1#1
      20 ms pass
        append #4 e1: task.running t1#1 on slave1
      answered: append
      slave1 → finished t1#1
        append #5 e1: task.success t1#1 on slave1
      answered: append
        master → slave1: acknowledge t1#1
    `);
  });

  test('is placed in the same entry that records the success of the previous task', () => {
    const master = startLeader();
    master.given(`
      slave1 → register
      inserted: t1 t2
      slave1 → started t1#1
    `);
    master.expect(`
      slave1 → finished t1#1
        append #5 e1: task.success t1#1 on slave1; task.placed t2#1 on slave1
      answered: append
        master → slave1: acknowledge t1#1
        master → slave1: assign t2#1
    `);
  });

  test('that finishes before its start is appended has both facts in one entry', () => {
    const master = leaderWithOneSlave();
    master.expect(`
      slave1 → started t1#1
      10 ms pass
      slave1 → finished t1#1
        append #4 e1: task.running t1#1 on slave1; task.success t1#1 on slave1
      answered: append
        master → slave1: acknowledge t1#1
    `);
  });

  test('is placed when a slave joins, if there was none before', () => {
    const master = startLeader();
    master.given('inserted: t1');
    master.expect(`
      5000 ms pass
      slave1 → register
        append #2 e1: slave.joined slave1; task.placed t1#1 on slave1
      answered: append
        master → slave1: welcome, epoch 1
        master → slave1: assign t1#1
    `);
  });

  test('is placed on one slave, and each slave has one task at a time', () => {
    const master = startLeader();
    master.given(`
      slave1 → register
      slave2 → register
    `);
    master.expect(`
      inserted: t1 t2 t3
        append #4 e1: task.placed t1#1 on slave1; task.placed t2#1 on slave2
      answered: append
        master → slave1: assign t1#1
        master → slave2: assign t2#1
      3000 ms pass
      slave2 → finished t2#1
        append #5 e1: task.success t2#1 on slave2; task.placed t3#1 on slave2
    `);
  });

  test('that was killed is placed before tasks that were never placed', () => {
    const master = startLeader();
    master.given(`
      slave1 → register
      slave2 → register
      inserted: t1 t2 t3
      slave1 → started t1#1
      slave1 disconnects
    `);
    master.expect(`
      slave2 → finished t2#1
        append #7 e1: task.success t2#1 on slave2; task.placed t1#2 on slave2
    `);
  });
});

describe('the decisions of a leader', () => {
  test('form the next entry if they are made while one is in flight, and their effects wait for it', () => {
    const master = startLeader();
    master.given(`
      slave1 → register
      slave2 → register
      inserted: t1 t2
    `);
    master.expect(`
      slave1 → finished t1#1
        append #5 e1: task.success t1#1 on slave1
      slave2 → finished t2#1
      slave3 → register
      answered: append
        master → slave1: acknowledge t1#1
        append #6 e1: task.success t2#1 on slave2; slave.joined slave3
      answered: append
        master → slave2: acknowledge t2#1
        master → slave3: welcome, epoch 1
    `);
  });

  test('have no effect during an outage of the database, and take effect afterwards', () => {
    const master = startLeader();
    master.given(`
      slave1 → register
      slave2 → register
      inserted: t1 t2 t3
      slave1 → started t1#1
      slave2 → started t2#1
    `);
    master.expect(`
      slave1 → finished t1#1
        append #7 e1: task.success t1#1 on slave1; task.placed t3#1 on slave1
      60000 ms pass
      slave2 → finished t2#1
      60000 ms pass
      answered: append
        master → slave1: acknowledge t1#1
        master → slave1: assign t3#1
        append #8 e1: task.success t2#1 on slave2
      answered: append
        master → slave2: acknowledge t2#1
    `);
  });

  test('are projected soon after they are committed, one write at a time', () => {
    const master = startLeader({ holds: ['project'] });
    master.given('slave1 → register');
    master.expect(`
      inserted: t1
        master → slave1: assign t1#1
      100 ms pass
        project t1 new→3
      slave1 → started t1#1
      20 ms pass
      slave1 → finished t1#1
        master → slave1: acknowledge t1#1
      answered: project
      100 ms pass
        project t1 3→5
      answered: project
    `);
    const { state, attempt, host, rev, assignment } = master.data.tasks.get('t1') ?? {};
    assert.deepEqual(
      { state, attempt, host, rev, assignment },
      {
        state: 'success',
        attempt: 1,
        host: 'slave1',
        rev: 5,
        assignment: undefined,
      },
    );
  });
});

describe('a new task', () => {
  test('is placed at once if the watch sees it', () => {
    const master = startLeader();
    master.given('slave1 → register');
    master.expect(`
      60000 ms pass
      inserted: t1
        append #3 e1: task.placed t1#1 on slave1
    `);
  });

  test('is placed within 250 ms without a watch, while slaves are idle', () => {
    for (const age of [0, 30, 60, 90]) {
      const master = startLeader({ canWatch: false });
      master.given(`
        slave1 → register
        ${age} ms pass
        inserted: t1
      `);
      master.given('');
      assert.match(master.ledger(), /task.placed t1#1 on slave1/);
    }
  });
});
