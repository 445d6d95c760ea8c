import { describe, test } from 'node:test';
import { leaderWithOneSlave, leaderWithRunningTask, successorWithIdleSlave } from './situations.ts';
import { startLeader } from './scripted-master.ts';

describe('after the master was frozen', () => {
  test('a slave with a broken stream keeps its task if it reconnects within the recovery grace', () => {
    leaderWithRunningTask().expect(`
      the master is frozen for 3000 ms
      slave1 disconnects
        append #6 e1: slave.lost slave1: connection broken
      answered: append
      5000 ms pass
      slave1 → register, holds t1#1 running
        append #7 e1: slave.joined slave1
      answered: append
        master → slave1: welcome, epoch 1
      slave1 → finished t1#1
        append #8 e1: task.success t1#1 on slave1
    `);
  });

  test('a slave does not lose its task if its stream breaks up to 4 s later', () => {
    leaderWithRunningTask().expect(`
      the master is frozen for 3000 ms
      3900 ms pass
      slave1 disconnects
        append #6 e1: slave.lost slave1: connection broken
    `);
  });

  test('a leaving slave loses its task as soon as its stream breaks, because it closes the stream itself', () => {
    const master = leaderWithRunningTask();
    master.given('slave1 → leaving');
    master.expect(`
      the master is frozen for 3000 ms
      1000 ms pass
      slave1 disconnects
        append #6 e1: slave.lost slave1: orderly stop; task.killed t1#1 on slave1: slave1 was lost: orderly stop; task.placed t1#2 on slave2
    `);
  });

  test('a slave loses its task at once if its stream breaks more than 4 s later', () => {
    leaderWithRunningTask().expect(`
      the master is frozen for 3000 ms
      4000 ms pass
      slave1 disconnects
        append #6 e1: slave.lost slave1: connection broken; task.killed t1#1 on slave1: slave1 was lost: connection broken; task.placed t1#2 on slave2
    `);
  });

  test('a slave with a broken stream loses its task if it does not reconnect within the recovery grace', () => {
    leaderWithRunningTask().expect(`
      the master is frozen for 3000 ms
      slave1 disconnects
        append #6 e1: slave.lost slave1: connection broken
      answered: append
      9900 ms pass
      100 ms pass
        append #7 e1: task.killed t1#1 on slave1: slave1 did not reconnect within the recovery grace; task.placed t1#2 on slave2
    `);
  });

  test('a slave that was restarted loses its task, and registers when its name is no longer reserved', () => {
    leaderWithRunningTask().expect(`
      the master is frozen for 3000 ms
      slave1 disconnects
        append #6 e1: slave.lost slave1: connection broken
      answered: append
      slave1/b → register
        master → slave1/b: refuse, name taken
        end slave1/b: already exists (another instance of slave1 has a task and is expected back; its name is free in a few seconds)
      3000 ms pass
      slave1/b → register
        append #7 e1: slave.joined slave1/b; task.killed t1#1 on slave1: slave1 was restarted; task.placed t1#2 on slave2
    `);
  });

  test('nothing is placed on an older stream, which may have broken unnoticed', () => {
    const master = leaderWithRunningTask();
    master.given(`
      slave2 disconnects
      inserted: t2
    `);
    master.expect(`
      the master is frozen for 3000 ms
      slave1 → finished t1#1
        append #7 e1: task.success t1#1 on slave1
      answered: append
        master → slave1: acknowledge t1#1
      slave1 disconnects
        append #8 e1: slave.lost slave1: connection broken
      answered: append
      slave1 → register
        append #9 e1: slave.joined slave1; task.placed t2#1 on slave1
    `);
  });

  test('tasks are placed on an older stream again once it has stayed open for 500 ms', () => {
    const master = startLeader();
    master.given('slave1 → register');
    master.expect(`
      the master is frozen for 3000 ms
      inserted: t1
      400 ms pass
      100 ms pass
        append #3 e1: task.placed t1#1 on slave1
    `);
  });

  test('for at most 1 s, a slave with a broken stream loses its task at once', () => {
    leaderWithRunningTask().expect(`
      the master is frozen for 1000 ms
      slave1 disconnects
        append #6 e1: slave.lost slave1: connection broken; task.killed t1#1 on slave1: slave1 was lost: connection broken; task.placed t1#2 on slave2
    `);
  });

  test('placement deadlines are extended by the duration of the freeze', () => {
    const master = leaderWithOneSlave();
    master.expect(`
      the master is frozen for 60000 ms
      slave1 → started t1#1
      1000 ms pass
        append #4 e1: task.running t1#1 on slave1
    `);
  });

  test('recovery graces are extended by the duration of the freeze', () => {
    successorWithIdleSlave().expect(`
      the master is frozen for 60000 ms
      9400 ms pass
      slave1 → register, holds t1#1 running
        append #6 e5: slave.joined slave1
      1000 ms pass
    `);
  });
});
