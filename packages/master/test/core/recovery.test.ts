import { describe, test } from 'node:test';
import { databaseWithOpenAssignments, successorWithIdleSlave } from './situations.ts';
import { startLeader, startMaster } from './scripted-master.ts';

describe('after a change of leader, a slave', () => {
  test('keeps its task if it reconnects with it', () => {
    successorWithIdleSlave().expect(`
      slave1 → register, holds t1#1 running
        append #6 e5: slave.joined slave1
      answered: append
        master → slave1: welcome, epoch 5
      20000 ms pass
        append #7 e5: task.returned t2#3 on slave2: slave2 did not reconnect within the recovery grace; task.placed t2#4 on slave3
      slave1 → finished t1#1
    `);
  });

  test('that reconnects with a task that has no recorded start keeps it, and the start is recorded', () => {
    successorWithIdleSlave().expect(`
      slave2 → register, holds t2#3 running
        append #6 e5: slave.joined slave2; task.running t2#3 on slave2
      answered: append
        master → slave2: welcome, epoch 5
    `);
  });

  test('that finished while there was no leader reports it, and is acknowledged once the success is durable', () => {
    successorWithIdleSlave().expect(`
      slave1 → register, holds t1#1 finished
        append #6 e5: slave.joined slave1
      slave1 → finished t1#1
      answered: append
        master → slave1: welcome, epoch 5
        append #7 e5: task.success t1#1 on slave1
      answered: append
        master → slave1: acknowledge t1#1
    `);
  });

  test('loses its task at once if it reconnects without it', () => {
    successorWithIdleSlave().expect(`
      slave1 → register
        append #6 e5: slave.joined slave1; task.killed t1#1 on slave1: slave1 no longer holds it; task.placed t1#2 on slave3
    `);
  });

  test('loses its task if it reconnects with another attempt, which is aborted', () => {
    successorWithIdleSlave().expect(`
      slave2 → register, holds t2#2 running
        append #6 e5: slave.joined slave2; task.returned t2#3 on slave2: slave2 no longer holds it; task.placed t2#4 on slave3
      answered: append
        master → slave2: welcome, epoch 5
        master → slave2: abort t2#2
        master → slave3: assign t2#4
    `);
  });

  test('loses its task if it was restarted, and registers when its name is no longer reserved', () => {
    successorWithIdleSlave().expect(`
      2000 ms pass
      slave1/b → register
        master → slave1/b: refuse, name taken
        end slave1/b: already exists (another instance of slave1 has a task and is expected back; its name is free in a few seconds)
      600 ms pass
      slave1/b → register
        append #6 e5: slave.joined slave1/b; task.killed t1#1 on slave1: slave1 was restarted; task.placed t1#2 on slave3
    `);
  });

  test('is sent an abort if it claims the attempt of an earlier incarnation', () => {
    successorWithIdleSlave().expect(`
      3000 ms pass
      slave1/b → register, holds t1#1 running
        append #6 e5: slave.joined slave1/b; task.killed t1#1 on slave1: slave1 was restarted; task.placed t1#2 on slave3
      answered: append
        master → slave1/b: welcome, epoch 5
        master → slave1/b: abort t1#1
        master → slave3: assign t1#2
    `);
  });

  test('loses its task after the recovery grace of 10 s if it does not reconnect', () => {
    successorWithIdleSlave().expect(`
      9400 ms pass
      100 ms pass
        append #6 e5: task.killed t1#1 on slave1: slave1 did not reconnect within the recovery grace; task.returned t2#3 on slave2: slave2 did not reconnect within the recovery grace; task.placed t1#2 on slave3
    `);
  });

  test('that does not reconnect leaves no deadline behind: the next slave has the full placement deadline', () => {
    const master = successorWithIdleSlave();
    master.play('9400 ms pass');
    master.play('100 ms pass');
    master.expect(`
      answered: append
        master → slave3: assign t1#2
      4900 ms pass
      100 ms pass
        end slave3: deadline exceeded (assignment not answered in time)
        append #7 e5: slave.lost slave3: assignment not answered in time; task.returned t1#2 on slave3: slave3 was lost: assignment not answered in time
    `);
  });

  test('is sent an abort if it reconnects after the recovery grace', () => {
    const master = successorWithIdleSlave();
    master.given(`
      10000 ms pass
      slave1 → register, holds t1#1 running
    `);
    master.expect(`
      slave1 → finished t1#1
        master → slave1: abort t1#1
        log report.refused t1#1 slave1
    `);
  });

  test('loses its task if it reconnects and then disconnects within the recovery grace', () => {
    const master = successorWithIdleSlave();
    master.given('slave1 → register, holds t1#1 running');
    master.expect(`
      slave1 disconnects
        append #7 e5: slave.lost slave1: connection broken; task.killed t1#1 on slave1: slave1 was lost: connection broken; task.placed t1#2 on slave3
    `);
  });

  test('is registered if it connected before the new leader was ready', () => {
    const master = startLeader({ data: databaseWithOpenAssignments() });
    master.expect(`
      slave1 → register, holds t1#1 running
        append #5 e5: slave.joined slave1
    `);
  });

  test('may send reports if it connected before the new leader was ready', () => {
    const master = startMaster({ data: databaseWithOpenAssignments() });
    master.expect(`
      slave1 → register, holds t1#1 running
      100 ms pass
        log epoch.claimed e5 (the last epoch ended cleanly)
        append #4 e5: epoch.began by master1-a
      answered: append
        log epoch.ready e5
        append #5 e5: slave.joined slave1
      slave1 → finished t1#1
      answered: append
        master → slave1: welcome, epoch 5
        append #6 e5: task.success t1#1 on slave1
    `);
  });
});
