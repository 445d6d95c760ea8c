import { describe, test } from 'node:test';
import { createConnectedSlave, createRegisteredSlave, createScriptedSlave, finish, run } from './scripted-slave.ts';

describe('a draining slave', () => {
  test('leaves immediately when it holds nothing', () => {
    createRegisteredSlave().expect(`
      a stop is requested
        log drain.began
        slave: leaving
        end the session
      master: assign t1#1
        log task.placed t1#1
        log task.returned t1#1 (draining)
        slave: declined t1#1: draining
      the session closes
        stopped
    `);
  });

  test('finishes its task, waits for the acknowledgement and declines assignments', () => {
    const slave = createRegisteredSlave();
    run(slave, 't1#1');
    slave.expect(`
      a stop is requested
        log drain.began
        slave: leaving
      master: assign t2#1
        log task.placed t2#1
        log task.returned t2#1 (draining)
        slave: declined t2#1: draining
      t1#1 finishes
        log task.finished t1#1
        slave: finished t1#1
      a stop is requested
      master: acknowledge t1#1
        log task.success t1#1
        end the session
      the session closes
        stopped
    `);
  });

  test('aborts the running attempt at the drain timeout', () => {
    const slave = createRegisteredSlave();
    run(slave, 't1#1');
    slave.given('a stop is requested');
    slave.expect(`
      the drain timeout expires
        abort the execution
        log task.killed t1#1 (drain timeout)
        slave: aborted t1#1
        end the session
      the session closes
        stopped
    `);
  });

  test('drops unacknowledged reports at the drain timeout', () => {
    const slave = createRegisteredSlave();
    finish(slave, 't1#1');
    slave.given('a stop is requested');
    slave.expect(`
      the drain timeout expires
        log report.abandoned t1#1
        end the session
      the session closes
        stopped
    `);
  });

  test('keeps reconnecting until its report is acknowledged', () => {
    const slave = createRegisteredSlave();
    run(slave, 't1#1');
    slave.given(`
      the session closes
      t1#1 finishes
    `);
    slave.expect(`
      a stop is requested
        log drain.began
      the session closes after 0 ms
        log session.failed (stream closed)
        retry within 100 ms
      the retry is due
        connect to a:1
      the channel opens
        slave: register, holds t1#1 finished
        await welcome for 30000 ms
      master: welcome 8
        log session.opened
        slave: finished t1#1
        slave: leaving
      master: acknowledge t1#1
        log task.success t1#1 (replayed)
        end the session
      the session closes
        stopped
    `);
  });

  test('leaves when it forgets its reports together with an epoch', () => {
    const slave = createRegisteredSlave();
    finish(slave, 't1#1');
    slave.given(`
      a stop is requested
      the session closes
    `);
    for (let time = 1; time <= 29; time += 1)
      slave.given(`
        the channel opens
        master: welcome 3
        the session closes
        the retry is due
      `);
    slave.expect(`
      the channel opens
        slave: register, holds t1#1 finished
        await welcome for 30000 ms
      master: welcome 3
        log epoch.forgotten
        log session.failed (epoch 3 is over, the latest is 7)
        end the session
      the session closes
        stopped
    `);
  });

  test('leaves at the drain timeout when there is no master', () => {
    const slave = createRegisteredSlave();
    run(slave, 't1#1');
    slave.given(`
      the session closes
      the session closes after 0 ms
      a stop is requested
    `);
    slave.expect(`
      the drain timeout expires
        abort the execution
        log task.killed t1#1 (drain timeout)
        stopped
      the retry is due
    `);
  });

  test('leaves when its attempt is aborted or its end is not recorded', () => {
    for (const ending of ['master: abort t1#1', 't1#1 finishes unrecorded']) {
      const slave = createRegisteredSlave();
      run(slave, 't1#1');
      slave.given(`
        a stop is requested
        ${ending}
      `);
      slave.expect(`
        the session closes
          stopped
      `);
    }
  });

  test('leaves immediately while it waits to retry', () => {
    const slave = createScriptedSlave();
    slave.given(`
      the slave starts
      the session closes after 0 ms
    `);
    slave.expect(`
      a stop is requested
        log drain.began
        stopped
      the retry is due
      the drain timeout expires
    `);
  });

  test('ends the session and leaves while it connects or registers', () => {
    for (const progress of ['the slave starts', 'the slave starts\nthe channel opens']) {
      const slave = createScriptedSlave();
      slave.given(progress);
      slave.expect(`
        a stop is requested
          log drain.began
          end the session
        the session closes
          stopped
      `);
    }
  });

  test('leaves after a session that is already ending', () => {
    const slave = createConnectedSlave();
    slave.given('master: refuse not leading');
    slave.expect(`
      a stop is requested
        log drain.began
      the session closes
        stopped
    `);
  });
});
