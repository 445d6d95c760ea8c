import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { controlOf, databaseWith, running } from './situations.ts';
import { startMaster, startLeader } from './scripted-master.ts';

/*
 * What the simulation found, each told as the shortest master that showed it. The slips that bring them back are
 * among the mutants of the simulation, which must catch them again.
 */

/** A database that answers nothing. */
const EVERYTHING = [
  ...(['observe', 'append', 'read.ledger', 'read.revisions', 'read.assigned', 'read.runnable'] as const),
  ...(['read.report', 'project', 'write.control', 'trim'] as const),
];

describe('what the simulation found in the master', () => {
  test('a leader that is cut off from the database lets its slaves go, so that they find the one that took over', () => {
    // It kept them: its streams stood, so they never looked for its successor, whose grace ended without them.
    const master = running();
    master.given('slave2 → leaving');
    const cutOff = startMaster({ data: master.data, holds: EVERYTHING });
    cutOff.given('slave1 → register, holds t1#1 running');
    const lines = cutOff.play('5000 ms pass');
    assert.ok(
      lines.includes('end slave1: unavailable (database unavailable; another master may be leading)'),
      lines.join('\n'),
    );
    cutOff.expect(`
      slave1 → register, holds t1#1 running
        end slave1: unavailable (database unavailable; another master may be leading)
    `);
    assert.doesNotMatch(cutOff.ledger(), /task.killed|task.returned/);
  });

  test('a leader whose beat alone does not get through lets its slaves go: a standby takes it for gone', () => {
    // Everything else was answered, so it held all for well; the slave was killed elsewhere, and never knew.
    const master = running();
    const leader = startMaster({ data: master.data, holds: ['write.control'] });
    leader.given('slave1 → register, holds t1#1 running');
    const lines = leader.play('5000 ms pass');
    assert.ok(
      lines.includes('end slave1: unavailable (database unavailable; another master may be leading)'),
      lines.join('\n'),
    );
  });

  test('however long the database is away, slaves that come back when it is back keep their tasks', () => {
    const master = startLeader({ holds: EVERYTHING });
    master.given(`
      slave1 → register
      inserted: t1
      slave1 → started t1#1
    `);
    master.play('slave2 → register');
    master.play('30000 ms pass');
    master.given('slave1 → register, holds t1#1 running');
    master.play('slave1 → finished t1#1');
    master.given('500 ms pass');
    assert.match(master.ledger(), /task.success t1#1 on slave1/);
    assert.doesNotMatch(master.ledger(), /t1#2/);
  });

  test('a claim that lingered until its number was trimmed begins no reign', () => {
    // It was taken for a success: the number was free, for the entry that had borne it was trimmed.
    const data = databaseWith('e7: epoch.began by master2-a', 'e7: slave.joined slave1');
    data.control = controlOf('master1', 7, 2);
    const master = startMaster({ data, holds: ['append'] });
    master.play('100 ms pass');
    master.play('2000 ms pass');
    for (const joined of ['slave2', 'slave3', 'slave4'])
      master.play(`another master appends e7: slave.joined ${joined}`);
    data.ledger.delete(3);
    master.play('answered: append');
    assert.equal(master.state.role.kind, 'follower');
    assert.match(master.ledger(), /#5 e7: slave.joined slave4/);
  });

  test('a slave that holds a finished report has time to send it from its Welcome on, however late that is', () => {
    // Its time began when it registered; the database was away, the Welcome late, and the finished task was begun again.
    const master = running();
    master.given('slave1 disconnects');
    master.given('slave2 → started t1#2');
    master.play('slave2 disconnects');
    const successor = startMaster({ data: master.data, holds: ['append'] });
    successor.given('');
    successor.play('slave2 → register, holds t1#2 finished');
    successor.play('3900 ms pass');
    successor.play('answered: append');
    assert.deepEqual(
      successor.play('4000 ms pass').filter((line) => line.startsWith('end')),
      [],
    );
    assert.match(successor.play('1200 ms pass').join('\n'), /end slave2: deadline exceeded/);
  });

  test('a master that was frozen while it caught up blames no slave for its broken stream', () => {
    // It remembered the stall only when it led already: the sessions that had waited broke unseen, and lost their tasks.
    const master = running();
    const successor = startMaster({ data: master.data, holds: ['read.assigned'] });
    successor.play('300 ms pass');
    successor.play('slave1 → register, holds t1#1 running');
    successor.play('the master is frozen for 6000 ms');
    successor.play('answered: read.assigned');
    successor.play('slave1 disconnects');
    successor.given('1000 ms pass');
    assert.doesNotMatch(successor.ledger(), /task.killed/);
  });

  test('a slave that gives up before its Welcome has gone out is not blamed: it will be back', () => {
    // The entry with its joining was stuck; the slave looked for another master, and what it had finished was killed.
    const master = running();
    const successor = startMaster({ data: master.data, holds: ['append'] });
    successor.given('');
    successor.play('slave1 → register, holds t1#1 finished');
    successor.play('slave1 disconnects');
    successor.play('answered: append');
    successor.given('slave1 → register, holds t1#1 finished');
    successor.given('slave1 → finished t1#1');
    assert.match(successor.ledger(), /task.success t1#1 on slave1/);
    assert.doesNotMatch(successor.ledger(), /task.killed/);
  });
});
