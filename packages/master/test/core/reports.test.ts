import { describe, test } from 'node:test';
import { running } from './situations.ts';
import { startLeader, newDocument, type ScriptedMaster } from './scripted-master.ts';

/** Slave1 is idle; t1 succeeded with its second attempt, and is only in the database any more. */
function recorded(options: Parameters<typeof startLeader>[0] = {}): ScriptedMaster {
  const master = startLeader(options);
  master.data.tasks.set('t1', { ...newDocument('t1'), state: 'success', attempt: 2, rev: 1 });
  master.given('slave1 → register');
  return master;
}

describe('a finished report', () => {
  test('is acknowledged again when it comes again, without a second success', () => {
    const master = running();
    master.given('slave1 → finished t1#1');
    master.expect(`
      slave1 → finished t1#1
        master → slave1: acknowledge t1#1
        log report.confirmed t1#1 slave1
    `);
  });

  test('that comes again before the first is written waits for that', () => {
    running().expect(`
      slave1 → finished t1#1
        append #6 e1: task.success t1#1 on slave1
      slave1 → finished t1#1
        log report.confirmed t1#1 slave1
      answered: append
        master → slave1: acknowledge t1#1
        master → slave1: acknowledge t1#1
    `);
  });

  test('of an attempt that was given to another slave is refused', () => {
    const master = running();
    master.given(`
      slave1 disconnects
      slave1 → register
    `);
    master.expect(`
      slave1 → finished t1#1
        master → slave1: abort t1#1
        log report.refused t1#1 slave1
      slave2 → finished t1#2
        append #8 e1: task.success t1#2 on slave2
    `);
  });

  test('of an attempt that is gone is refused also after a later one has succeeded', () => {
    const master = running();
    master.given(`
      slave1 disconnects
      slave2 → finished t1#2
      slave1 → register
    `);
    master.expect(`
      slave1 → finished t1#1
        master → slave1: abort t1#1
        log report.refused t1#1 slave1
    `);
  });

  test('of an attempt that is gone is refused also while the later success is only on its way to the documents', () => {
    const master = startLeader({ holds: ['project'] });
    master.given(`
      slave1 → register
      inserted: t1
    `);
    master.expect(`
      slave1 disconnects
        project t1 3→4
      slave2 → register
        master → slave2: welcome, epoch 1
        master → slave2: assign t1#2
      slave2 → finished t1#2
        master → slave2: acknowledge t1#2
      slave1 → register
        master → slave1: welcome, epoch 1
      slave1 → finished t1#1
        master → slave1: abort t1#1
        log report.refused t1#1 slave1
      slave1 → finished t1#2
        master → slave1: acknowledge t1#2
        log report.confirmed t1#2 slave1
    `);
  });

  test('about a task that belongs to another slave changes nothing', () => {
    running().expect(`
      slave2 → finished t1#1
        master → slave2: abort t1#1
        log report.refused t1#1 slave2
      slave1 → finished t1#1
        append #6 e1: task.success t1#1 on slave1
    `);
  });

  test('about a task that waits to be placed again changes nothing', () => {
    const master = running();
    master.given(`
      slave2 disconnects
      slave1 disconnects
      slave1/b → register
    `);
    master.expect(`
      slave1/b → finished t1#1
        master → slave1/b: abort t1#1
        log report.refused t1#1 slave1/b
    `);
  });
});

describe('a finished report about a task that is not in memory', () => {
  test('is looked up, and acknowledged when that very attempt is the success', () => {
    recorded({ holds: ['read.report'] }).expect(`
      slave1 → finished t1#2
        read.report t1#2
      answered: read.report
        master → slave1: acknowledge t1#2
        log report.confirmed t1#2 slave1
    `);
  });

  test('is refused when another attempt is the success', () => {
    recorded().expect(`
      slave1 → finished t1#1
        master → slave1: abort t1#1
        log report.refused t1#1 slave1
    `);
  });

  test('is refused when there is no such task', () => {
    recorded().expect(`
      slave1 → finished t9#1
        master → slave1: abort t9#1
        log report.refused t9#1 slave1
    `);
  });

  test('is answered on no other session than that which brought it', () => {
    recorded({ holds: ['read.report'] }).expect(`
      slave1 → finished t1#2
        read.report t1#2
      slave1' → register
        end slave1: unavailable (replaced by a newer session of the same slave)
        master → slave1': welcome, epoch 1
      answered: read.report
      slave1' → finished t1#2
        read.report t1#2
      answered: read.report
        master → slave1': acknowledge t1#2
        log report.confirmed t1#2 slave1
    `);
  });

  test('is one of at most 64 that are looked up for a slave at once; with more, its session ends', () => {
    const lines = Array.from(
      { length: 64 },
      (_, index) => `slave1 → finished x#${index + 1}\n  read.report x#${index + 1}`,
    );
    const master = recorded({ holds: ['read.report'] });
    master.expect(lines.join('\n'));
    master.expect(`
      slave1 → finished x#65
        end slave1: resource exhausted (too many reports of unknown attempts)
      slave2 → register
        master → slave2: welcome, epoch 1
    `);
  });

  test('leaves room for further ones when it is answered', () => {
    const master = recorded();
    for (let attempt = 1; attempt <= 200; attempt += 1)
      master.expect(`
        slave1 → finished x#${attempt}
          master → slave1: abort x#${attempt}
          log report.refused x#${attempt} slave1
      `);
  });
});

describe('a started report', () => {
  test('of an attempt that counts no more is answered with the order to stop', () => {
    running().expect(`
      slave2 → started t1#1
        master → slave2: abort t1#1
      slave1 → started t1#7
        master → slave1: abort t1#7
      slave1 → started t9#1
        master → slave1: abort t9#1
    `);
  });

  test('that comes again changes nothing', () => {
    running().expect(`
      slave1 → started t1#1
      1000 ms pass
    `);
  });
});
