import { describe, test } from 'node:test';
import type { MemoryData } from '../../src/store/memory-store.ts';
import { controlOf, databaseWith, running } from './situations.ts';
import { startMaster, startLeader, newDocument, type ScriptedMaster } from './scripted-master.ts';

/** The fields of a document whose task is placed on a slave. */
function placedOn(host: string) {
  return { host, assignment: { host, instance: host, epoch: 4, atMs: 2 }, history: [] };
}

/** The database as master9 left it when it died: t1 runs on slave1, and t2 is placed on slave2. */
function leftBehind(): MemoryData {
  const data = databaseWith(
    'e4: epoch.began by master9-a; slave.joined slave1; slave.joined slave2',
    'e4: task.placed t1#1 on slave1; task.placed t2#3 on slave2',
    'e4: task.running t1#1 on slave1; epoch.ended: for the test',
  );
  data.tasks.set('t1', { ...newDocument('t1'), state: 'running', attempt: 1, rev: 3, ...placedOn('slave1') });
  data.tasks.set('t2', { ...newDocument('t2'), state: 'killed', attempt: 3, rev: 2, ...placedOn('slave2') });
  data.control = controlOf('master9', 4, 3);
  return data;
}

/** Master1 has just begun its reign over that, with entry 4; slave3 is there and idle. */
function succeeding(): ScriptedMaster {
  const master = startLeader({ data: leftBehind() });
  master.given('slave3 → register');
  return master;
}

describe('after a change of reign a slave', () => {
  test('that comes back with its task keeps it', () => {
    succeeding().expect(`
      slave1 → register, holds t1#1 running
        append #6 e5: slave.joined slave1
      answered: append
        master → slave1: welcome, epoch 5
      20000 ms pass
        append #7 e5: task.returned t2#3 on slave2: slave2 did not reconnect within the recovery grace; task.placed t2#4 on slave3
      slave1 → finished t1#1
    `);
  });

  test('that comes back running what it had not yet said to have begun keeps that, and it is recorded', () => {
    succeeding().expect(`
      slave2 → register, holds t2#3 running
        append #6 e5: slave.joined slave2; task.running t2#3 on slave2
      answered: append
        master → slave2: welcome, epoch 5
    `);
  });

  test('that finished while no master was there is heard: its report is acknowledged once it is written', () => {
    succeeding().expect(`
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

  test('that comes back without its task loses it at once', () => {
    succeeding().expect(`
      slave1 → register
        append #6 e5: slave.joined slave1; task.killed t1#1 on slave1: slave1 no longer holds it; task.placed t1#2 on slave3
    `);
  });

  test('that comes back with another attempt of its task loses it, and is told to stop', () => {
    succeeding().expect(`
      slave2 → register, holds t2#2 running
        append #6 e5: slave.joined slave2; task.returned t2#3 on slave2: slave2 no longer holds it; task.placed t2#4 on slave3
      answered: append
        master → slave2: welcome, epoch 5
        master → slave2: abort t2#2
        master → slave3: assign t2#4
    `);
  });

  test('that was restarted loses its task at once', () => {
    succeeding().expect(`
      slave1/b → register
        append #6 e5: slave.joined slave1/b; task.killed t1#1 on slave1: slave1 was restarted; task.placed t1#2 on slave3
    `);
  });

  test('that claims the attempt of an earlier life of its name is told to stop', () => {
    succeeding().expect(`
      slave1/b → register, holds t1#1 running
        append #6 e5: slave.joined slave1/b; task.killed t1#1 on slave1: slave1 was restarted; task.placed t1#2 on slave3
      answered: append
        master → slave1/b: welcome, epoch 5
        master → slave1/b: abort t1#1
        master → slave3: assign t1#2
    `);
  });

  test('that never comes back loses its task after the recovery grace of 10 s', () => {
    succeeding().expect(`
      9400 ms pass
      100 ms pass
        append #6 e5: task.killed t1#1 on slave1: slave1 did not reconnect within the recovery grace; task.returned t2#3 on slave2: slave2 did not reconnect within the recovery grace; task.placed t1#2 on slave3
    `);
  });

  test('that never comes back leaves nothing behind: the task has the usual time on the next slave', () => {
    const master = succeeding();
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

  test('that comes too late is told to stop', () => {
    const master = succeeding();
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

  test('that comes back and breaks again loses its task then, grace or not', () => {
    const master = succeeding();
    master.given('slave1 → register, holds t1#1 running');
    master.expect(`
      slave1 disconnects
        append #7 e5: slave.lost slave1: connection broken; task.killed t1#1 on slave1: slave1 was lost: connection broken; task.placed t1#2 on slave3
    `);
  });

  test('that waited at the door while the reign began is let in at once', () => {
    const master = startLeader({ data: leftBehind() });
    master.expect(`
      slave1 → register, holds t1#1 running
        append #5 e5: slave.joined slave1
    `);
  });

  test('that was let in so may report like any other', () => {
    const master = startMaster({ data: leftBehind() });
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

describe('when the master itself was frozen', () => {
  test('streams that break afterwards are its own fault: their slaves get the recovery grace', () => {
    running().expect(`
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

  test('also those that break up to 4 s later', () => {
    running().expect(`
      the master is frozen for 3000 ms
      3900 ms pass
      slave1 disconnects
        append #6 e1: slave.lost slave1: connection broken
    `);
  });

  test('but not that of a slave which is leaving: it breaks its stream itself', () => {
    const master = running();
    master.given('slave1 → leaving');
    master.expect(`
      the master is frozen for 3000 ms
      1000 ms pass
      slave1 disconnects
        append #6 e1: slave.lost slave1: orderly stop; task.killed t1#1 on slave1: slave1 was lost: orderly stop; task.placed t1#2 on slave2
    `);
  });

  test('but not those that break still later', () => {
    running().expect(`
      the master is frozen for 3000 ms
      4000 ms pass
      slave1 disconnects
        append #6 e1: slave.lost slave1: connection broken; task.killed t1#1 on slave1: slave1 was lost: connection broken; task.placed t1#2 on slave2
    `);
  });

  test('slaves that do not come back within the grace lose their tasks', () => {
    running().expect(`
      the master is frozen for 3000 ms
      slave1 disconnects
        append #6 e1: slave.lost slave1: connection broken
      answered: append
      9900 ms pass
      100 ms pass
        append #7 e1: task.killed t1#1 on slave1: slave1 did not reconnect within the recovery grace; task.placed t1#2 on slave2
    `);
  });

  test('a slave that was restarted meanwhile loses its task at once', () => {
    running().expect(`
      the master is frozen for 3000 ms
      slave1 disconnects
        append #6 e1: slave.lost slave1: connection broken
      answered: append
      slave1/b → register
        append #7 e1: slave.joined slave1/b; task.killed t1#1 on slave1: slave1 was restarted; task.placed t1#2 on slave1/b
    `);
  });

  test('nothing is placed on a stream that may have broken meanwhile, until half a second has shown that it stands', () => {
    const master = running();
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

  test('but on a stream that stands, after half a second', () => {
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

  test('a pause of up to a second is no reason to forgive', () => {
    running().expect(`
      the master is frozen for 1000 ms
      slave1 disconnects
        append #6 e1: slave.lost slave1: connection broken; task.killed t1#1 on slave1: slave1 was lost: connection broken; task.placed t1#2 on slave2
    `);
  });

  test('nobody is late because of it: placement deadlines move', () => {
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

  test('nobody is late because of it: recovery graces move', () => {
    succeeding().expect(`
      the master is frozen for 60000 ms
      9400 ms pass
      slave1 → register, holds t1#1 running
        append #6 e5: slave.joined slave1
      1000 ms pass
    `);
  });
});
