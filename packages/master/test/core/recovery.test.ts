import { describe, test } from 'node:test';
import type { MemoryData } from '../../src/store/memory-data.ts';
import { controlOf, databaseWith, leaderWithRunningTask } from './situations.ts';
import { startMaster, startLeader, newDocument, type ScriptedMaster } from './scripted-master.ts';

/** Returns the fields of a document whose task is assigned to a slave. */
function assignedTo(host: string) {
  return { host, assignment: { host, instance: host, epoch: 4, atMs: 2 }, history: [] };
}

/** Returns a database with the open assignments of an earlier leader: t1 runs on slave1, t2 is placed on slave2. */
function databaseWithOpenAssignments(): MemoryData {
  const data = databaseWith(
    'e4: epoch.began by master9-a; slave.joined slave1; slave.joined slave2',
    'e4: task.placed t1#1 on slave1; task.placed t2#3 on slave2',
    'e4: task.running t1#1 on slave1; epoch.ended: for the test',
  );
  data.tasks.set('t1', { ...newDocument('t1'), state: 'running', attempt: 1, rev: 3, ...assignedTo('slave1') });
  data.tasks.set('t2', { ...newDocument('t2'), state: 'killed', attempt: 3, rev: 2, ...assignedTo('slave2') });
  data.control = controlOf('master9', 4, 3);
  return data;
}

/** Returns a new leader over that database, in epoch 5. Slave3 is idle, and the ledger ends with entry 5. */
function successorWithIdleSlave(): ScriptedMaster {
  const master = startLeader({ data: databaseWithOpenAssignments() });
  master.given('slave3 → register');
  return master;
}

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

  test('that reconnects with a task whose start is not recorded keeps it, and the start is recorded', () => {
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

describe('after the master was frozen', () => {
  test('a slave whose stream breaks keeps its task if it reconnects within the recovery grace', () => {
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

  test('a slave whose stream breaks up to 4 s later does not lose its task', () => {
    leaderWithRunningTask().expect(`
      the master is frozen for 3000 ms
      3900 ms pass
      slave1 disconnects
        append #6 e1: slave.lost slave1: connection broken
    `);
  });

  test('a leaving slave whose stream breaks loses its task at once, because it closes its stream itself', () => {
    const master = leaderWithRunningTask();
    master.given('slave1 → leaving');
    master.expect(`
      the master is frozen for 3000 ms
      1000 ms pass
      slave1 disconnects
        append #6 e1: slave.lost slave1: orderly stop; task.killed t1#1 on slave1: slave1 was lost: orderly stop; task.placed t1#2 on slave2
    `);
  });

  test('a slave whose stream breaks more than 4 s later loses its task at once', () => {
    leaderWithRunningTask().expect(`
      the master is frozen for 3000 ms
      4000 ms pass
      slave1 disconnects
        append #6 e1: slave.lost slave1: connection broken; task.killed t1#1 on slave1: slave1 was lost: connection broken; task.placed t1#2 on slave2
    `);
  });

  test('a slave whose stream breaks loses its task if it does not reconnect within the recovery grace', () => {
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

  test('for at most 1 s, a slave whose stream breaks loses its task at once', () => {
    leaderWithRunningTask().expect(`
      the master is frozen for 1000 ms
      slave1 disconnects
        append #6 e1: slave.lost slave1: connection broken; task.killed t1#1 on slave1: slave1 was lost: connection broken; task.placed t1#2 on slave2
    `);
  });

  test('placement deadlines are extended by the duration of the freeze', () => {
    const master = startLeader();
    master.given(`
      slave1 → register
      inserted: t1
    `);
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
