import { describe, test } from 'node:test';
import { createRegisteredSlave } from './scripted-slave.ts';

describe('a job', () => {
  test('reports its result when it has finished', () => {
    const slave = createRegisteredSlave();
    slave.given(`
      master: assign job t1#1
      t1#1 starts
    `);
    slave.expect(`
      t1#1 returns {"bytes":7}
        log task.finished t1#1
        slave: finished t1#1 with {"bytes":7}
    `);
  });

  test('reports why it failed, again in every session until that is acknowledged', () => {
    const slave = createRegisteredSlave();
    slave.given(`
      master: assign job t1#1
      t1#1 starts
    `);
    slave.expect(`
      t1#1 fails: exit code 1
        log task.failed t1#1 (exit code 1)
        slave: failed t1#1: exit code 1
      the session closes
        log session.lost (stream closed)
        connect to a:1
      the channel opens
        slave: register, holds t1#1 finished
        await welcome for 30000 ms
      master: welcome 8
        log session.opened
        slave: failed t1#1: exit code 1
      master: acknowledge t1#1
        log report.confirmed t1#1
    `);
  });

  test('that is aborted holds up the next one until all that it runs has ended', () => {
    const slave = createRegisteredSlave();
    slave.given(`
      master: assign job t1#1
      t1#1 starts
      master: assign t2#1
    `);
    slave.expect(`
      master: abort t1#1
        abort the execution
      t1#1 has ended
        log task.killed t1#1 (aborted by the master)
        slave: aborted t1#1
        execute t2#1
    `);
  });

  test('of a kind that the slave cannot run is declined', () => {
    const slave = createRegisteredSlave();
    slave.expect(`
      master: assign job ocr t1#1
        log task.placed t1#1
        log task.returned t1#1 (cannot run it)
        slave: declined t1#1: cannot run it
    `);
  });

  test('that is aborted while the slave drains keeps it until it has ended', () => {
    const slave = createRegisteredSlave();
    slave.given(`
      master: assign job t1#1
      t1#1 starts
      a stop is requested
    `);
    slave.expect(`
      master: abort t1#1
        abort the execution
      t1#1 has ended
        log task.killed t1#1 (aborted by the master)
        slave: aborted t1#1
        end the session
    `);
  });
});
