import { describe, test } from 'node:test';
import { MAX_QUEUED } from '@steadfast/protocol';
import { createRegisteredSlave, run, type ScriptedSlave } from './scripted-slave.ts';

/** Returns a registered slave that runs t1, with t2 and t3 waiting behind it. */
function slaveWithQueue(): ScriptedSlave {
  const slave = createRegisteredSlave();
  run(slave, 't1#1');
  slave.given(`
    master: assign t2#1
    master: assign t3#1
  `);
  return slave;
}

describe('an attempt that waits behind another one', () => {
  test('starts in the step in which the other finishes, after its report', () => {
    slaveWithQueue().expect(`
      t1#1 finishes
        log task.finished t1#1
        slave: finished t1#1
        execute t2#1
      t2#1 starts
        log task.running t2#1
        slave: started t2#1
    `);
  });

  test('starts when the other is aborted', () => {
    slaveWithQueue().expect(`
      master: abort t1#1
        abort the execution
        log task.killed t1#1 (aborted by the master)
        slave: aborted t1#1
        execute t2#1
    `);
  });

  test('is declined with the other if the journal cannot be written', () => {
    slaveWithQueue().expect(`
      t1#1 finishes unrecorded
        log journal.failed (disk full)
        log task.killed t1#1 (its end could not be written to the journal)
        slave: aborted t1#1
        log task.returned t2#1 (cannot run it)
        slave: declined t2#1: cannot run it
        log task.returned t3#1 (cannot run it)
        slave: declined t3#1: cannot run it
    `);
  });

  test('is declined with the one that cannot start', () => {
    slaveWithQueue().expect(`
      t1#1 finishes
        log task.finished t1#1
        slave: finished t1#1
        execute t2#1
      t2#1 cannot start
        log journal.failed (disk full)
        log task.returned t2#1 (cannot run it)
        slave: declined t2#1: cannot run it
        log task.returned t3#1 (cannot run it)
        slave: declined t3#1: cannot run it
    `);
  });

  test('is given back when it is recalled, and not started', () => {
    slaveWithQueue().expect(`
      master: recall t2#1
        log task.returned t2#1 (recalled)
        slave: declined t2#1: recalled
      t1#1 finishes
        log task.finished t1#1
        slave: finished t1#1
        execute t3#1
    `);
  });

  test('is dropped without an answer when it is aborted', () => {
    slaveWithQueue().expect(`
      master: abort t2#1
      t1#1 finishes
        log task.finished t1#1
        slave: finished t1#1
        execute t3#1
    `);
  });

  test('is dropped when the session ends, and not declared afterwards', () => {
    slaveWithQueue().expect(`
      the session closes
        log task.returned t2#1 (session lost)
        log task.returned t3#1 (session lost)
        log session.lost (stream closed)
        connect to a:1
      the channel opens
        slave: register, holds t1#1 running
        await welcome for 30000 ms
      t1#1 finishes
        log task.finished t1#1
    `);
  });

  test('is declined when a stop is requested', () => {
    slaveWithQueue().expect(`
      a stop is requested
        log drain.began
        log task.returned t2#1 (draining)
        slave: declined t2#1: draining
        log task.returned t3#1 (draining)
        slave: declined t3#1: draining
        slave: leaving
      t1#1 finishes
        log task.finished t1#1
        slave: finished t1#1
    `);
  });

  test('is declined if too many wait already', () => {
    const slave = createRegisteredSlave();
    run(slave, 'first#1');
    for (let number = 1; number <= MAX_QUEUED; number += 1) slave.given(`master: assign t${number}#1`);
    slave.expect(`
      master: assign last#1
        log task.placed last#1
        log task.returned last#1 (busy)
        slave: declined last#1: busy
    `);
  });
});

describe('a recall', () => {
  test('of an attempt that has started or finished, or is unknown, is ignored', () => {
    slaveWithQueue().expect(`
      master: recall t1#1
      t1#1 finishes
        log task.finished t1#1
        slave: finished t1#1
        execute t2#1
      master: recall t1#1
      master: recall t9#1
    `);
  });
});
