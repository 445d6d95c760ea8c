import { describe, test } from 'node:test';
import { createRegisteredSlave, createScriptedSlave } from './scripted-slave.ts';

describe('a job', () => {
  test('reports its result when it has finished', () => {
    const slave = createRegisteredSlave();
    slave.given(`
      master: assign job t1#1
      t1#1 starts
    `);
    slave.expect(`
      t1#1 returns {"bytes":7}
        keep the report of t1#1
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
        keep the report of t1#1
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
        drop the report of t1#1
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

describe('the report of a job', () => {
  test('is on disk before it is sent, and removed when it is acknowledged', () => {
    const slave = createRegisteredSlave();
    slave.given(`
      master: assign job t1#1
      t1#1 starts
    `);
    slave.expect(`
      t1#1 returns 7
        keep the report of t1#1
        log task.finished t1#1
        slave: finished t1#1 with 7
      master: acknowledge t1#1
        drop the report of t1#1
        log task.success t1#1
    `);
  });

  test('that an earlier process has left is declared, repeated, and removed when it is answered', () => {
    const message = { kind: 'finished', taskId: 't1', attempt: 1, result: '7', instance: 'i0' } as const;
    const report = { taskId: 't1', taskname: 'a task', attempt: 1, message, kept: true, replayed: true };
    const slave = createScriptedSlave(['a:1'], [report]);
    slave.expect(`
      the slave starts
        connect to a:1
      the channel opens
        slave: register, kept t1#1 of i0, holds nothing
        await welcome for 30000 ms
      master: welcome 1
        log session.opened
        slave: finished t1#1 with 7
      master: acknowledge t1#1
        drop the report of t1#1
        log task.success t1#1 (replayed)
    `);
  });

  test('is left to the next process when the drain timeout expires', () => {
    const slave = createRegisteredSlave();
    slave.given(`
      master: assign job t1#1
      t1#1 starts
      t1#1 returns 7
      a stop is requested
    `);
    slave.expect(`
      the drain timeout expires
        log report.kept t1#1
        end the session
    `);
  });
});
