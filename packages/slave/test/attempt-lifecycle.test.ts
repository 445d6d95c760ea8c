import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MAX_HELD, MAX_SLEEP_SECONDS, MAX_TASKNAME_LENGTH } from '@steadfast/protocol';
import { step } from '../src/core/step.ts';
import { createRegisteredSlave, finish, run } from './scripted-slave.ts';

describe('an assigned attempt', () => {
  test('starts, finishes, and is dropped when its report is acknowledged', () => {
    createRegisteredSlave().expect(`
      master: assign t1#1
        log task.placed t1#1
        execute t1#1
      t1#1 starts
        log task.running t1#1
        slave: started t1#1
      t1#1 finishes
        log task.finished t1#1
        slave: finished t1#1
      master: acknowledge t1#1
        log task.success t1#1
      master: acknowledge t1#1
    `);
  });

  test('is not started again when it is already running', () => {
    const slave = createRegisteredSlave();
    run(slave, 't1#1');
    slave.expect(`
      master: assign t1#1
    `);
  });

  test('is reported again when it has already finished', () => {
    const slave = createRegisteredSlave();
    finish(slave, 't1#1');
    slave.expect(`
      master: assign t1#1
        slave: finished t1#1
    `);
  });

  test('waits while another attempt is running, even of the same task, and starts in its turn', () => {
    const slave = createRegisteredSlave();
    run(slave, 't1#1');
    slave.expect(`
      master: assign t2#1
        log task.placed t2#1
      master: assign t1#2
        log task.placed t1#2
      master: assign t2#1
      t1#1 finishes
        log task.finished t1#1
        slave: finished t1#1
        execute t2#1
      t2#1 finishes
        log task.finished t2#1
        slave: finished t2#1
        execute t1#2
    `);
  });

  test('starts while earlier reports are unacknowledged', () => {
    const slave = createRegisteredSlave();
    finish(slave, 't1#1');
    slave.expect(`
      master: assign t2#1
        log task.placed t2#1
        execute t2#1
    `);
  });

  test('is declined while more than fits into a Register is held', () => {
    const slave = createRegisteredSlave();
    for (let number = 1; number <= MAX_HELD; number += 1) finish(slave, `t${number}#1`);
    slave.expect(`
      master: assign last#1
        log task.placed last#1
        log task.returned last#1 (busy)
        slave: declined last#1: busy
      master: acknowledge t1#1
        log task.success t1#1
      master: assign last#1
        log task.placed last#1
        execute last#1
    `);
  });

  test('is declined when its start cannot be written to the journal', () => {
    const slave = createRegisteredSlave();
    slave.given('master: assign t1#1');
    slave.expect(`
      t1#1 cannot start
        log journal.failed (disk full)
        log task.returned t1#1 (cannot run it)
        slave: declined t1#1: cannot run it
      master: assign t2#1
        log task.placed t2#1
        execute t2#1
    `);
  });

  test('is reported as aborted when its end cannot be written to the journal', () => {
    const slave = createRegisteredSlave();
    run(slave, 't1#1');
    slave.expect(`
      t1#1 finishes unrecorded
        log journal.failed (disk full)
        log task.killed t1#1 (its end could not be written to the journal)
        slave: aborted t1#1
    `);
  });

  const invalid: readonly [what: string, taskname: string, sleepSeconds: number][] = [
    ['a sleep time that is not a number', 'task1', Number.NaN],
    ['a negative sleep time', 'task1', -0.001],
    ['an infinite sleep time', 'task1', Number.POSITIVE_INFINITY],
    ['a sleep time above the maximum', 'task1', MAX_SLEEP_SECONDS + 1],
    ['no name', '', 1],
    ['a name that is too long', 'x'.repeat(MAX_TASKNAME_LENGTH + 1), 1],
  ];
  for (const [what, taskname, sleepSeconds] of invalid) {
    test(`is declined when it has ${what}`, () => {
      const { state } = createRegisteredSlave();
      const message = {
        kind: 'assign',
        taskId: 't1',
        attempt: 1,
        taskname,
        work: { kind: 'sleep', sleepSeconds },
      } as const;
      const effects = step(state, { kind: 'session.message', message });
      assert.deepEqual(effects.at(-1), {
        kind: 'send',
        message: { kind: 'declined', taskId: 't1', attempt: 1, reason: 'cannot run it' },
      });
      assert.equal(state.running, null);
    });
  }

  test('is accepted with the minimum and the maximum sleep time', () => {
    for (const sleepSeconds of [0, MAX_SLEEP_SECONDS]) {
      const { state } = createRegisteredSlave();
      const message = {
        kind: 'assign',
        taskId: 't1',
        attempt: 1,
        taskname: 'task1',
        work: { kind: 'sleep', sleepSeconds },
      } as const;
      step(state, { kind: 'session.message', message });
      assert.deepEqual(state.running?.work, { kind: 'sleep', sleepSeconds });
    }
  });
});

describe('a finished report', () => {
  test('is replayed in every session until it is acknowledged', () => {
    const slave = createRegisteredSlave();
    run(slave, 't1#1');
    slave.given('the session closes');
    slave.expect(`
      t1#1 finishes
        log task.finished t1#1
      the channel opens
        slave: register, holds t1#1 finished
        await welcome for 30000 ms
      master: welcome 8
        log session.opened
        slave: finished t1#1
      the session closes
        log session.lost (stream closed)
        connect to a:1
      the channel opens
        slave: register, holds t1#1 finished
        await welcome for 30000 ms
      master: welcome 8
        log session.opened
        slave: finished t1#1
      master: acknowledge t1#1
        log task.success t1#1 (replayed)
    `);
  });

  test('is replayed in the order in which the attempts finished', () => {
    const slave = createRegisteredSlave();
    finish(slave, 't9#1');
    finish(slave, 't1#4');
    run(slave, 't5#1');
    slave.given('the session closes');
    slave.expect(`
      the channel opens
        slave: register, holds t5#1 running, t9#1 finished, t1#4 finished
        await welcome for 30000 ms
      master: welcome 8
        log session.opened
        slave: finished t9#1
        slave: finished t1#4
    `);
  });

  test('is kept when another attempt of the same task is acknowledged or aborted', () => {
    const slave = createRegisteredSlave();
    finish(slave, 't1#2');
    slave.expect(`
      master: acknowledge t1#1
      master: abort t1#3
      master: acknowledge t1#2
        log task.success t1#2
    `);
  });

  test('is dropped when its attempt is aborted', () => {
    const slave = createRegisteredSlave();
    finish(slave, 't1#1');
    slave.expect(`
      master: abort t1#1
        log report.refused t1#1
      master: abort t1#1
    `);
  });
});

describe('an Abort', () => {
  test('stops the running attempt, and the slave accepts the next one', () => {
    const slave = createRegisteredSlave();
    run(slave, 't1#1');
    slave.expect(`
      master: abort t1#1
        abort the execution
        log task.killed t1#1 (aborted by the master)
        slave: aborted t1#1
      master: assign t2#1
        log task.placed t2#1
        execute t2#1
    `);
  });

  test('does not stop another attempt of the same task', () => {
    const slave = createRegisteredSlave();
    run(slave, 't1#2');
    slave.expect(`
      master: abort t1#1
    `);
  });
});

describe('an Acknowledge', () => {
  test('of an attempt that has not finished is ignored', () => {
    const slave = createRegisteredSlave();
    run(slave, 't1#1');
    slave.expect(`
      master: acknowledge t1#1
      t1#1 finishes
        log task.finished t1#1
        slave: finished t1#1
    `);
  });
});
