import { describe, test } from 'node:test';
import { leaderWithAssignedTask, leaderWithRunningTask } from './situations.ts';
import { startLeader } from './scripted-master.ts';

describe('cancelling a task', () => {
  test('that is running revokes the attempt, and stops it once that is durable', () => {
    leaderWithRunningTask().expect(`
      cancel t1
        append #6 e1: task.killed t1#1 on slave1: cancelled: obsolete; task.cancelled t1: cancelled: obsolete
      answered: append
        master → slave1: abort t1#1
        command 1: cancelled
      slave1 → aborted t1#1
      60000 ms pass
    `);
  });

  test('that is assigned, but has not started, returns it', () => {
    leaderWithAssignedTask().expect(`
      cancel t1
        append #5 e1: task.returned t1#1 on slave1: cancelled: obsolete; task.cancelled t1: cancelled: obsolete
      answered: append
        master → slave1: abort t1#1
        command 1: cancelled
    `);
  });

  test('that finishes at the same moment has one outcome: the fact that was decided first', () => {
    const cancelled = leaderWithRunningTask();
    cancelled.expect(`
      cancel t1
        append #6 e1: task.killed t1#1 on slave1: cancelled: obsolete; task.cancelled t1: cancelled: obsolete
      slave1 → finished t1#1
        log report.refused t1#1 slave1
      answered: append
        master → slave1: abort t1#1
        command 1: cancelled
        master → slave1: abort t1#1
    `);
    const finished = leaderWithRunningTask();
    finished.expect(`
      slave1 → finished t1#1
        append #6 e1: task.success t1#1 on slave1
      cancel t1
      answered: append
        master → slave1: acknowledge t1#1
        command 1: succeeded
    `);
  });

  test('that waits in memory keeps it from being placed', () => {
    const master = startLeader();
    master.given('inserted: t1');
    master.expect(`
      cancel t1
        append #2 e1: task.cancelled t1: cancelled: obsolete
      answered: append
        command 1: cancelled
      slave1 → register
        append #3 e1: slave.joined slave1
      answered: append
        master → slave1: welcome, epoch 1
    `);
  });

  test('that is not in memory reads its document first', () => {
    const master = startLeader({ holds: ['append', 'read.task'] });
    master.given(`
      slave1 → register
      inserted: t1
      slave1 → started t1#1
      slave1 → finished t1#1
    `);
    master.expect(`
      cancel t1
        read.task t1
      answered: read.task
        command 1: succeeded
      cancel t9
        read.task t9
      answered: read.task
        command 2: not found
    `);
  });

  test('reads its document again if the task was in memory meanwhile', () => {
    const master = startLeader({ holds: ['append', 'read.task', 'project'] });
    master.given('slave1 → register');
    master.expect(`
      cancel t1
        read.task t1
      inserted: t1
        append #3 e1: task.placed t1#1 on slave1
      answered: append
        master → slave1: assign t1#1
      slave1 → started t1#1
      slave1 → finished t1#1
        append #4 e1: task.running t1#1 on slave1; task.success t1#1 on slave1
      answered: append
        master → slave1: acknowledge t1#1
        project t1 new→4
      200 ms pass
      answered: project
      answered: read.task
        read.task t1
      answered: read.task
        command 1: succeeded
    `);
  });

  test('again has no further effect', () => {
    const master = startLeader({ holds: ['append', 'read.task'] });
    master.given(`
      slave1 → register
      inserted: t1
      cancel t1
    `);
    master.expect(`
      cancel t1
        read.task t1
      answered: read.task
        command 2: cancelled
    `);
  });

  test('of an awaited slave stops the attempt when the slave returns', () => {
    const master = leaderWithRunningTask();
    master.given(`
      cancel t1
      slave1 disconnects
    `);
    master.expect(`
      slave1 → register, holds t1#1 running
        append #8 e1: slave.joined slave1
      answered: append
        master → slave1: welcome, epoch 1
        master → slave1: abort t1#1
    `);
  });

  test('is not answered by a leader that is deposed, and refused by one that stops', () => {
    const deposed = leaderWithRunningTask();
    deposed.expect(`
      cancel t1
        append #6 e1: task.killed t1#1 on slave1: cancelled: obsolete; task.cancelled t1: cancelled: obsolete
      another master appends e2: epoch.began by other-a
      answered: append
        end slave1: unavailable (master1 was deposed)
        end slave2: unavailable (master1 was deposed)
        log epoch.deposed e1
      cancel t1
        command 2: not leading
    `);
    const stopping = leaderWithRunningTask();
    stopping.expect(`
      a stop is requested
        append #6 e1: epoch.ended: stop requested
      cancel t1
        command 1: not leading
    `);
  });
});

describe('releasing a task', () => {
  test('that was cancelled places it again once its document is up to date', () => {
    const master = startLeader({ holds: ['append', 'read.task', 'project'] });
    master.given(`
      slave1 → register
      inserted: t1
      slave1 → started t1#1
      cancel t1
      slave1 → aborted t1#1
    `);
    master.expect(`
      release t1
        read.task t1
      answered: read.task
        append #6 e1: task.released t1
      answered: append
        command 2: released
        project t1 5→6
      100 ms pass
      answered: project
      1000 ms pass
        append #7 e1: task.placed t1#2 on slave1
    `);
  });

  test('that is not parked changes nothing', () => {
    leaderWithRunningTask().expect(`
      release t1
        command 1: not parked
    `);
  });

  test('in the step in which it is cancelled has two facts, in order', () => {
    leaderWithRunningTask().expect(`
      cancel t1
        append #6 e1: task.killed t1#1 on slave1: cancelled: obsolete; task.cancelled t1: cancelled: obsolete
      release t1
      answered: append
        master → slave1: abort t1#1
        command 1: cancelled
        append #7 e1: task.released t1
      answered: append
        command 2: released
    `);
  });
});
