import { describe, test } from 'node:test';
import { leaderWithAssignedTask, leaderWithOneSlave, leaderWithRunningTask } from './situations.ts';

describe('a slave that declines an assignment', () => {
  for (const reason of ['busy', 'lower epoch', 'cannot run it'])
    test(`with reason ${reason} gets no task for 1 s, and its task is placed elsewhere`, () => {
      leaderWithAssignedTask().expect(`
        slave1 → declined t1#1: ${reason}
          append #5 e1: task.returned t1#1 on slave1: slave1 declined it: ${reason}; task.placed t1#2 on slave2
        answered: append
          master → slave2: assign t1#2
        inserted: t2
        900 ms pass
        100 ms pass
          append #6 e1: task.placed t2#1 on slave1
      `);
    });

  test('because it cannot run anything gets a task less and less often, until it finishes one', () => {
    const master = leaderWithOneSlave();
    master.expect(`
      slave1 → declined t1#1: cannot run it
        append #4 e1: task.returned t1#1 on slave1: slave1 declined it: cannot run it
      answered: append
      900 ms pass
      100 ms pass
        append #5 e1: task.placed t1#2 on slave1
      answered: append
        master → slave1: assign t1#2
      slave1 → declined t1#2: cannot run it
        append #6 e1: task.returned t1#2 on slave1: slave1 declined it: cannot run it
      answered: append
      1900 ms pass
      100 ms pass
        append #7 e1: task.placed t1#3 on slave1
      answered: append
        master → slave1: assign t1#3
      slave1 → started t1#3
      slave1 → aborted t1#3
        append #8 e1: task.running t1#3 on slave1; task.killed t1#3 on slave1: slave1 aborted it
      answered: append
      3900 ms pass
      100 ms pass
        append #9 e1: task.placed t1#4 on slave1
      answered: append
        master → slave1: assign t1#4
      slave1 → declined t1#4: busy
        append #10 e1: task.returned t1#4 on slave1: slave1 declined it: busy
      answered: append
      900 ms pass
      100 ms pass
        append #11 e1: task.placed t1#5 on slave1
      answered: append
        master → slave1: assign t1#5
      slave1 → finished t1#5
        append #12 e1: task.success t1#5 on slave1
      answered: append
        master → slave1: acknowledge t1#5
      inserted: t2
        append #13 e1: task.placed t2#1 on slave1
      answered: append
        master → slave1: assign t2#1
      slave1 → declined t2#1: cannot run it
        append #14 e1: task.returned t2#1 on slave1: slave1 declined it: cannot run it
      answered: append
      900 ms pass
      100 ms pass
        append #15 e1: task.placed t2#2 on slave1
    `);
  });

  test('because it cannot run anything is assigned one every 32 s at the latest', () => {
    const master = leaderWithOneSlave();
    for (const [index, seconds] of [1, 2, 4, 8, 16, 32, 32].entries())
      master.given(`
        slave1 → declined t1#${index + 1}: cannot run it
        ${seconds * 1_000} ms pass
      `);
    master.expect(`
      slave1 → declined t1#8: cannot run it
        append #18 e1: task.returned t1#8 on slave1: slave1 declined it: cannot run it
      answered: append
      31900 ms pass
      100 ms pass
        append #19 e1: task.placed t1#9 on slave1
    `);
  });

  test('with reason draining gets no more tasks', () => {
    leaderWithAssignedTask().expect(`
      slave1 → declined t1#1: draining
        append #5 e1: task.returned t1#1 on slave1: slave1 declined it: draining; task.placed t1#2 on slave2
      answered: append
        master → slave2: assign t1#2
      slave2 → started t1#2
      20 ms pass
        append #6 e1: task.running t1#2 on slave2
      answered: append
      inserted: t2
      60000 ms pass
    `);
  });

  test('that it does not have is ignored', () => {
    leaderWithAssignedTask().expect(`
      slave2 → declined t1#1: busy
      slave1 → declined t1#2: busy
      slave1 → declined t9#1: busy
    `);
  });

  test('that it has already started violates the protocol, so its session ends', () => {
    leaderWithRunningTask().expect(`
      slave1 → declined t1#1: busy
        end slave1: invalid argument (declined an attempt that it had started)
        append #6 e1: slave.lost slave1: declined an attempt that it had started; task.killed t1#1 on slave1: slave1 was lost: declined an attempt that it had started; task.placed t1#2 on slave2
    `);
  });
});

describe('a slave that aborts an attempt', () => {
  test('that it is running loses the task, which is killed and placed again', () => {
    leaderWithRunningTask().expect(`
      slave1 → aborted t1#1
        append #6 e1: task.killed t1#1 on slave1: slave1 aborted it; task.placed t1#2 on slave2
    `);
  });

  test('that it does not have is ignored', () => {
    leaderWithRunningTask().expect(`
      slave2 → aborted t1#1
      slave1 → aborted t1#2
      slave1 → aborted t9#1
    `);
  });
});

describe('a slave that announces that it is leaving', () => {
  test('may finish its task, gets no more tasks, and is lost because of its orderly stop', () => {
    const master = leaderWithRunningTask();
    master.given(`
      slave2 disconnects
      slave1 → leaving
      inserted: t2
    `);
    master.expect(`
      slave1 → finished t1#1
        append #7 e1: task.success t1#1 on slave1
      answered: append
        master → slave1: acknowledge t1#1
      5000 ms pass
      slave1 disconnects
        append #8 e1: slave.lost slave1: orderly stop
    `);
  });

  test('loses its task if it disconnects before it has finished', () => {
    const master = leaderWithRunningTask();
    master.given('slave1 → leaving');
    master.expect(`
      slave1 disconnects
        append #6 e1: slave.lost slave1: orderly stop; task.killed t1#1 on slave1: slave1 was lost: orderly stop; task.placed t1#2 on slave2
    `);
  });
});
