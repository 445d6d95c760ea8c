import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatRefusal } from '../src/core/session.ts';
import { createConnectedSlave, createRegisteredSlave, createScriptedSlave, run } from './scripted-slave.ts';

describe('a session', () => {
  test('starts with Register and is open after Welcome', () => {
    createScriptedSlave().expect(`
      the slave starts
        connect to a:1
      the channel opens
        slave: register, holds nothing
        await welcome for 30000 ms
      master: welcome 7
        log session.opened
    `);
  });

  test('that is lost leaves the running attempt alone, and the next Register declares it', () => {
    const slave = createRegisteredSlave();
    run(slave, 't1#1');
    slave.expect(`
      the session closes
        log session.lost (stream closed)
        connect to a:1
      the channel opens
        slave: register, holds t1#1 running
        await welcome for 30000 ms
      master: welcome 8
        log session.opened
      t1#1 finishes
        log task.finished t1#1
        slave: finished t1#1
    `);
  });

  test('that is lost is reopened without delay, then with backoff of up to a second', () => {
    createRegisteredSlave().expect(`
      the session closes
        log session.lost (stream closed)
        connect to a:1
      the session closes after 0 ms
        log session.failed (stream closed)
        retry within 100 ms
      the retry is due
        connect to a:1
      the session closes after 0 ms
        log session.failed (stream closed)
        retry within 200 ms
      the retry is due
        connect to a:1
      the session closes after 0 ms
        log session.failed (stream closed)
        retry within 400 ms
      the retry is due
        connect to a:1
      the session closes after 0 ms
        log session.failed (stream closed)
        retry within 800 ms
      the retry is due
        connect to a:1
      the session closes after 0 ms
        log session.failed (stream closed)
        retry within 1000 ms
      the retry is due
        connect to a:1
      the session closes after 0 ms
        log session.failed (stream closed)
        retry within 1000 ms
    `);
  });

  test('that is lost right after Welcome is reopened with backoff', () => {
    createRegisteredSlave().expect(`
      the session closes after 20 ms
        log session.lost (stream closed)
        retry within 100 ms
      the retry is due
        connect to a:1
      the channel opens
        slave: register, holds nothing
        await welcome for 30000 ms
      master: welcome 7
        log session.opened
      the session closes after 20 ms
        log session.lost (stream closed)
        retry within 200 ms
    `);
  });

  test('is tried at every address without delay before backoff', () => {
    createScriptedSlave(['a:1', 'b:1', 'c:1']).expect(`
      the slave starts
        connect to a:1
      the session closes after 0 ms
        log session.failed (stream closed)
        connect to b:1
      the channel opens
        slave: register, holds nothing
        await welcome for 30000 ms
      master: refuse not leading
        log session.failed (refused: not leading)
        end the session
      the session closes after 5 ms
        connect to c:1
      the session closes after 0 ms
        log session.failed (stream closed)
        retry within 100 ms
      the retry is due
        connect to a:1
    `);
  });

  test('that is refused because the name is taken is retried with backoff', () => {
    const slave = createConnectedSlave();
    slave.expect(`
      master: refuse name taken
        log session.failed (refused: name taken)
        end the session
      the session closes after 5 ms
        retry within 100 ms
    `);
  });

  test('is ended when the master does not answer Register in time', () => {
    const slave = createConnectedSlave(['a:1', 'b:1']);
    slave.expect(`
      the welcome is overdue
        log session.failed (the master did not answer Register)
        end the session
      the session closes after 30000 ms
        connect to b:1
      the welcome is overdue
    `);
  });

  test('reports an attempt that was declared in Register and lost before Welcome', () => {
    // Found by simulation: the master kept the attempt as running forever.
    const slave = createRegisteredSlave();
    run(slave, 't1#1');
    slave.given(`
      the session closes
      the channel opens
    `);
    slave.expect(`
      t1#1 finishes unrecorded
        log journal.failed (disk full)
        log task.killed t1#1 (its end could not be written to the journal)
      master: welcome 8
        log session.opened
        slave: aborted t1#1
    `);
  });
});

describe('a master', () => {
  test('of a lower epoch than the highest seen is abandoned, and its assignments are declined', () => {
    const slave = createRegisteredSlave(['a:1', 'b:1']);
    slave.given(`
      the session closes
      the channel opens
    `);
    slave.expect(`
      master: welcome 6
        log session.failed (epoch 6 is over, the latest is 7)
        end the session
      master: assign t1#1
        log task.placed t1#1
        log task.returned t1#1 (lower epoch)
        slave: declined t1#1: lower epoch
      master: acknowledge t1#1
      the session closes
        connect to b:1
    `);
  });

  test('of the same epoch is accepted again', () => {
    const slave = createRegisteredSlave();
    slave.given(`
      the session closes
      the channel opens
    `);
    slave.expect(`
      master: welcome 7
        log session.opened
    `);
  });

  test('that sends a message before Welcome is abandoned', () => {
    for (const kind of ['assign', 'acknowledge', 'abort']) {
      const slave = createConnectedSlave();
      slave.expect(`
        master: ${kind} t1#1
          log session.failed (the master sent ${kind} before welcome)
          end the session
        master: assign t2#1
        the session closes after 5 ms
          retry within 100 ms
      `);
    }
  });

  test('that sends a message before Register is abandoned', () => {
    const slave = createScriptedSlave();
    slave.given('the slave starts');
    slave.expect(`
      master: welcome 7
        log session.failed (the master sent welcome before the slave registered)
        end the session
    `);
  });

  test('that sends a second Welcome is abandoned, and the running attempt is kept', () => {
    const slave = createRegisteredSlave();
    run(slave, 't1#1');
    slave.expect(`
      master: welcome 8
        log session.lost (the master sent a second welcome)
        end the session
      the session closes
        retry within 100 ms
      the retry is due
        connect to a:1
      the channel opens
        slave: register, holds t1#1 running
        await welcome for 30000 ms
    `);
  });

  test('that sends Refuse after Welcome is abandoned for the next one', () => {
    createRegisteredSlave(['a:1', 'b:1']).expect(`
      master: refuse not leading
        log session.lost (refused: not leading)
        end the session
      the session closes
        connect to b:1
    `);
  });
});

describe('the text of a refusal', () => {
  const texts: readonly [detail: string, leader: string, text: string][] = [
    ['', '', 'refused: not leading'],
    ['', 'master2', 'refused: not leading; the leader is master2'],
    ['the leader is master2 at b:1', 'master2', 'refused: not leading; the leader is master2 at b:1'],
    ['this master is starting', 'master2', 'refused: not leading; this master is starting; the leader is master2'],
  ];
  for (const [detail, leader, text] of texts)
    test(`names the leader once when the detail is "${detail}" and the leader "${leader}"`, () => {
      assert.equal(formatRefusal({ kind: 'refuse', reason: 'not leading', detail, leader }), text);
    });
});
