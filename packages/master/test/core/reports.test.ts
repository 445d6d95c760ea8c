import { describe, test } from 'node:test';
import { leaderWithRunningTask } from './situations.ts';
import { startLeader, newDocument, type ScriptedMaster } from './scripted-master.ts';

/** Returns a leader: slave1 is idle, and attempt 2 of t1 succeeded, which is only recorded in the database. */
function leaderWithRecordedSuccess(options: Parameters<typeof startLeader>[0] = {}): ScriptedMaster {
  const master = startLeader(options);
  master.data.tasks.set('t1', { ...newDocument('t1'), state: 'success', attempt: 2, rev: 1 });
  master.given('slave1 → register');
  return master;
}

describe('a finished report', () => {
  test('is acknowledged again if it is repeated, without a second success', () => {
    const master = leaderWithRunningTask();
    master.given('slave1 → finished t1#1');
    master.expect(`
      slave1 → finished t1#1
        master → slave1: acknowledge t1#1
        log report.confirmed t1#1 slave1
    `);
  });

  test('is acknowledged only when the success is durable, even if it is repeated before', () => {
    leaderWithRunningTask().expect(`
      slave1 → finished t1#1
        append #6 e1: task.success t1#1 on slave1
      slave1 → finished t1#1
        log report.confirmed t1#1 slave1
      answered: append
        master → slave1: acknowledge t1#1
        master → slave1: acknowledge t1#1
    `);
  });

  test('is refused if the task was placed on another slave in the meantime', () => {
    const master = leaderWithRunningTask();
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

  test('of a killed attempt is refused after a later attempt has succeeded', () => {
    const master = leaderWithRunningTask();
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

  test('of a killed attempt is refused while the success of a later attempt is not projected', () => {
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

  test('is refused if the task is assigned to another slave', () => {
    leaderWithRunningTask().expect(`
      slave2 → finished t1#1
        master → slave2: abort t1#1
        log report.refused t1#1 slave2
      slave1 → finished t1#1
        append #6 e1: task.success t1#1 on slave1
    `);
  });

  test('is refused if the task is waiting to be placed again', () => {
    const master = leaderWithRunningTask();
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
  test('is looked up, and acknowledged if exactly this attempt succeeded', () => {
    leaderWithRecordedSuccess({ holds: ['read.report'] }).expect(`
      slave1 → finished t1#2
        read.report t1#2
      answered: read.report
        master → slave1: acknowledge t1#2
        log report.confirmed t1#2 slave1
    `);
  });

  test('is refused if another attempt succeeded', () => {
    leaderWithRecordedSuccess().expect(`
      slave1 → finished t1#1
        master → slave1: abort t1#1
        log report.refused t1#1 slave1
    `);
  });

  test('is refused if there is no such task', () => {
    leaderWithRecordedSuccess().expect(`
      slave1 → finished t9#1
        master → slave1: abort t9#1
        log report.refused t9#1 slave1
    `);
  });

  test('is answered only on the session that it was sent on', () => {
    leaderWithRecordedSuccess({ holds: ['read.report'] }).expect(`
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

  test('ends the session if 64 reports of the slave are being looked up already', () => {
    const lines = Array.from(
      { length: 64 },
      (_, index) => `slave1 → finished x#${index + 1}\n  read.report x#${index + 1}`,
    );
    const master = leaderWithRecordedSuccess({ holds: ['read.report'] });
    master.expect(lines.join('\n'));
    master.expect(`
      slave1 → finished x#65
        end slave1: resource exhausted (too many reports of unknown attempts)
      slave2 → register
        master → slave2: welcome, epoch 1
    `);
  });

  test('does not count toward the limit of lookups once it is answered', () => {
    const master = leaderWithRecordedSuccess();
    for (let attempt = 1; attempt <= 200; attempt += 1)
      master.expect(`
        slave1 → finished x#${attempt}
          master → slave1: abort x#${attempt}
          log report.refused x#${attempt} slave1
      `);
  });
});

describe('a started report', () => {
  test('of an attempt that is not current is answered with an abort', () => {
    leaderWithRunningTask().expect(`
      slave2 → started t1#1
        master → slave2: abort t1#1
      slave1 → started t1#7
        master → slave1: abort t1#7
      slave1 → started t9#1
        master → slave1: abort t9#1
    `);
  });

  test('has no effect if it is repeated', () => {
    leaderWithRunningTask().expect(`
      slave1 → started t1#1
      1000 ms pass
    `);
  });
});
