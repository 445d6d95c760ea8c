import { describe, test } from 'node:test';
import type { MasterConfig } from '../../src/core/state.ts';
import { createMemoryData } from '../../src/store/memory-data.ts';
import { newDocument, startLeader, type ScriptedMaster } from './scripted-master.ts';

/** Returns the name of a task, so that names sort by number. */
function name(index: number): string {
  return `t${String(index).padStart(2, '0')}`;
}

/** Returns a leader with slave1, which runs t00, while others are ready: t01, t02 and so on, as many as given. */
function leaderWithTasks(count: number, config: Partial<MasterConfig> = {}, version = ''): ScriptedMaster {
  const data = createMemoryData();
  for (let index = 0; index <= count; index += 1) data.tasks.set(name(index), newDocument(name(index)));
  const master = startLeader({ data, holds: [], config });
  master.given(`slave1 → register${version}`);
  master.play('slave1 → started t00#1');
  return master;
}

/** The number of tasks that are ready, of which two are pushed ahead to the only slave. */
const ENOUGH = 11;

/**
 * Returns such a leader after t00 has ended at once: t01 runs on slave1, and two others wait behind it. The rest of the tasks
 * run on other slaves.
 */
function leaderWithQueue(config: Partial<MasterConfig> = {}): ScriptedMaster {
  const master = leaderWithTasks(ENOUGH, config);
  master.play('slave1 → finished t00#1');
  master.play('slave1 → started t01#1');
  for (let slave = 1; slave <= ENOUGH - 3; slave += 1) {
    const [, assign = ''] = master.play(`busy${slave} → register`);
    master.play(`busy${slave} → started ${assign.replace(/^.* /, '')}`);
  }
  return master;
}

describe('a slave that ends a task quickly', () => {
  test('is assigned further tasks ahead', () => {
    leaderWithTasks(ENOUGH).expect(`
      slave1 → finished t00#1
        master → slave1: acknowledge t00#1
        master → slave1: assign t01#1
        master → slave1: assign t02#1
        master → slave1: assign t03#1
    `);
  });

  test('is assigned one at a time if so few are ready that it would soon have to give them back', () => {
    leaderWithTasks(4).expect(`
      slave1 → finished t00#1
        master → slave1: acknowledge t00#1
        master → slave1: assign t01#1
    `);
  });

  test('is assigned more ahead if more are ready, also if they are not in memory yet', () => {
    leaderWithTasks(12, { pageSize: 4 }).expect(`
      slave1 → finished t00#1
        master → slave1: acknowledge t00#1
        master → slave1: assign t01#1
        master → slave1: assign t02#1
        master → slave1: assign t03#1
        master → slave1: assign t04#1
        master → slave1: assign t05#1
        master → slave1: assign t06#1
        master → slave1: assign t07#1
        master → slave1: assign t08#1
        master → slave1: assign t09#1
        master → slave1: assign t10#1
        master → slave1: assign t11#1
    `);
  });

  test('is assigned one at a time if prefetch is off', () => {
    leaderWithTasks(ENOUGH, { prefetch: 0 }).expect(`
      slave1 → finished t00#1
        master → slave1: acknowledge t00#1
        master → slave1: assign t01#1
    `);
  });

  test('is assigned at most as many ahead as prefetch allows', () => {
    leaderWithTasks(ENOUGH, { prefetch: 1 }).expect(`
      slave1 → finished t00#1
        master → slave1: acknowledge t00#1
        master → slave1: assign t01#1
        master → slave1: assign t02#1
      slave1 → started t01#1
      slave1 → finished t01#1
        master → slave1: acknowledge t01#1
        master → slave1: assign t03#1
    `);
  });

  test('is assigned one at a time if its protocol version has no queue', () => {
    leaderWithTasks(ENOUGH, {}, ', version 2').expect(`
      slave1 → finished t00#1
        master → slave1: acknowledge t00#1
        master → slave1: assign t01#1
    `);
  });

  test('ends one task and starts the next with reports that travel together', () => {
    leaderWithQueue().expect(`
      slave1 → finished t01#1
        master → slave1: acknowledge t01#1
      slave1 → started t02#1
    `);
  });
});

describe('a slave that takes long', () => {
  test('is assigned one task at a time', () => {
    const master = leaderWithTasks(ENOUGH);
    master.play('300 ms pass');
    master.expect(`
      slave1 → finished t00#1
        master → slave1: acknowledge t00#1
        master → slave1: assign t01#1
    `);
  });

  test('gives back what waits behind the task', () => {
    leaderWithQueue().expect(`
      300 ms pass
        master → slave1: recall t02#1
        master → slave1: recall t03#1
      slave1 → declined t02#1: recalled
      slave1 → declined t03#1: recalled
      slave2 → register
        master → slave2: welcome, epoch 1
        master → slave2: assign t02#2
    `);
  });
});

describe('a task that waits behind another one', () => {
  test('is recalled when a slave is idle, the last one first, and runs there', () => {
    leaderWithQueue().expect(`
      slave2 → register
        master → slave2: welcome, epoch 1
        master → slave1: recall t03#1
      slave1 → declined t03#1: recalled
        master → slave2: assign t03#2
    `);
  });

  test('is not recalled while another task is ready', () => {
    leaderWithQueue({ prefetch: 1 }).expect(`
      slave2 → register
        master → slave2: welcome, epoch 1
        master → slave2: assign t11#1
    `);
  });

  test('stays on its slave if that has started it before the recall arrived', () => {
    const master = leaderWithQueue({ prefetch: 1 });
    master.play('slave2 → register');
    master.expect(`
      slave3 → register
        master → slave3: welcome, epoch 1
        master → slave1: recall t02#1
      slave1 → finished t01#1
        master → slave1: acknowledge t01#1
      slave1 → started t02#1
    `);
  });

  test('is returned, not killed, when its slave is lost', () => {
    leaderWithQueue().expect(`
      slave1 disconnects
    `);
  });

  test('is returned when its slave declares only what it runs', () => {
    const master = leaderWithQueue();
    master.play('the master is frozen for 5000 ms');
    master.expect(`
      slave1 disconnects
      slave1 → register, holds t01#1 running
        master → slave1: welcome, epoch 1
    `);
  });

  test('has no deadline until everything before it has ended', () => {
    const master = leaderWithQueue({ placementDeadlineMs: 300 });
    master.expect(`
      400 ms pass
        master → slave1: recall t02#1
        master → slave1: recall t03#1
      slave1 → finished t01#1
        master → slave1: acknowledge t01#1
      200 ms pass
        end slave1: deadline exceeded (assignment not answered in time)
      200 ms pass
    `);
  });
});

describe('a recall', () => {
  test('that is not answered within the placement deadline ends the session', () => {
    const master = leaderWithQueue({ placementDeadlineMs: 300 });
    master.play('slave2 → register');
    master.expect(`
      400 ms pass
        end slave1: deadline exceeded (assignment not answered in time)
        master → slave2: assign t01#2
    `);
  });

  test('leaves the slave available for other tasks at once', () => {
    const master = leaderWithQueue({ prefetch: 2 });
    master.play('slave2 → register');
    master.expect(`
      slave1 → declined t03#1: recalled
        master → slave2: assign t03#2
      inserted: t99
    `);
  });
});

describe('a slave', () => {
  test('that declines a waiting task as recalled without a recall rests', () => {
    leaderWithQueue().expect(`
      slave1 → declined t03#1: recalled
      inserted: t99
    `);
  });

  test('that starts a task while it runs another one violates the protocol', () => {
    leaderWithQueue().expect(`
      slave1 → started t02#1
        end slave1: invalid argument (started an attempt while running another one)
    `);
  });

  test('that can run neither a task nor what waits behind it has one setback', () => {
    leaderWithQueue().expect(`
      slave1 → aborted t01#1
      slave1 → declined t02#1: cannot run it
      slave1 → declined t03#1: cannot run it
      900 ms pass
      200 ms pass
        master → slave1: assign t01#2
    `);
  });
});
