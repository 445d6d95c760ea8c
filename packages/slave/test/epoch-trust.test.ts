import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createConnectedSlave, createRegisteredSlave, finish, run, type ScriptedSlave } from './scripted-slave.ts';

/** Connects again, and lets masters of epoch 3 answer. */
function answerWithLowerEpoch({ given }: ScriptedSlave, times: number): void {
  for (let time = 1; time <= times; time += 1)
    given(`
      the channel opens
      master: welcome 3
      the session closes
      the retry is due
    `);
}

describe('a master', () => {
  test('of an implausible epoch is abandoned, and the next one is believed', () => {
    const slave = createRegisteredSlave();
    slave.given(`
      the session closes
      the channel opens
    `);
    slave.expect(`
      master: welcome 1000000008
        log session.failed (epoch 1000000008 is implausible, the latest is 7; check that this is the address of a master)
        end the session
      master: assign t1#1
      the session closes
        retry within 100 ms
    `);
    slave.given(`
      the retry is due
      the channel opens
    `);
    slave.expect(`
      master: welcome 8
        log session.opened
    `);
  });

  test('of an implausible epoch is abandoned by a slave that has seen no other', () => {
    const slave = createConnectedSlave();
    slave.expect(`
      master: welcome ${Number.MAX_SAFE_INTEGER}
        log session.failed (epoch 9007199254740991 is implausible, the latest is 0; check that this is the address of a master)
        end the session
    `);
  });

  describe('of a lower epoch is believed', () => {
    test('once thirty masters in a row had a lower one; until then no report is dropped', () => {
      const slave = createRegisteredSlave();
      finish(slave, 't1#1');
      slave.given('the session closes');
      answerWithLowerEpoch(slave, 29);
      slave.expect(`
        the channel opens
          slave: register, holds t1#1 finished
          await welcome for 30000 ms
        master: welcome 3
          log epoch.forgotten
          log session.failed (epoch 3 is over, the latest is 7)
          end the session
        the session closes
          retry within 1000 ms
        the retry is due
          connect to a:1
        the channel opens
          slave: register, holds nothing
          await welcome for 30000 ms
        master: welcome 3
          log session.opened
      `);
    });

    test('not before the running task has finished', () => {
      const slave = createRegisteredSlave();
      run(slave, 't1#1');
      slave.given('the session closes');
      answerWithLowerEpoch(slave, 40);
      assert.equal(slave.state.highestEpoch, 7);
      slave.given('t1#1 finishes');
      answerWithLowerEpoch(slave, 1);
      assert.equal(slave.state.highestEpoch, 0);
    });

    test('not if a master of the highest epoch answered in between', () => {
      const slave = createRegisteredSlave();
      slave.given('the session closes');
      answerWithLowerEpoch(slave, 29);
      slave.given(`
        the channel opens
        master: welcome 7
        the session closes
      `);
      answerWithLowerEpoch(slave, 29);
      assert.equal(slave.state.highestEpoch, 7);
    });
  });
});
