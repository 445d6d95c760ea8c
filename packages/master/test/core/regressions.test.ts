import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { controlOf, databaseWith, leaderWithRunningTask } from './situations.ts';
import { startMaster, startLeader } from './scripted-master.ts';

/*
 * Bugs that the simulation found, each as the shortest transcript that reproduces it. Mutants of the simulation
 * reintroduce them, and it must find them again.
 */

/** Every kind of request, to hold all of them: an outage of the database. */
const ALL_REQUESTS = [
  ...(['observe', 'append', 'read.ledger', 'read.revisions', 'read.assigned', 'read.runnable'] as const),
  ...(['read.report', 'project', 'write.control', 'trim'] as const),
];

describe('regression:', () => {
  test('a leader that is cut off from the database releases its slaves, so that they find its successor', () => {
    // It kept them. Their streams did not break, so they never looked for the successor, and its recovery grace expired.
    const master = leaderWithRunningTask();
    master.given('slave2 → leaving');
    const cutOff = startMaster({ data: master.data, holds: ALL_REQUESTS });
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

  test('a leader that can do everything but write its heartbeat releases its slaves, since a standby takes over', () => {
    // It considered itself in contact. The successor killed the tasks, and their slaves never learned of it.
    const master = leaderWithRunningTask();
    const leader = startMaster({ data: master.data, holds: ['write.control'] });
    leader.given('slave1 → register, holds t1#1 running');
    const lines = leader.play('5000 ms pass');
    assert.ok(
      lines.includes('end slave1: unavailable (database unavailable; another master may be leading)'),
      lines.join('\n'),
    );
  });

  test('slaves that reconnect after a long outage of the database keep their tasks', () => {
    const master = startLeader({ holds: ALL_REQUESTS });
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

  test('a claim that was delayed until its number had been trimmed does not begin an epoch', () => {
    // The append succeeded, because the entry with this number had been trimmed, so the master believed that it led.
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

  test('the deadline of a slave that announced a finished report starts with its Welcome', () => {
    // It started when the slave registered. Welcome was late because of an outage, and the finished task was rerun.
    const master = leaderWithRunningTask();
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

  test('a master that was frozen while it was catching up does not blame slaves for broken streams', () => {
    // Only a leader remembered the stall. Waiting sessions had broken unnoticed, and their slaves lost their tasks.
    const master = leaderWithRunningTask();
    const successor = startMaster({ data: master.data, holds: ['read.assigned'] });
    successor.play('300 ms pass');
    successor.play('slave1 → register, holds t1#1 running');
    successor.play('the master is frozen for 6000 ms');
    successor.play('answered: read.assigned');
    successor.play('slave1 disconnects');
    successor.given('1000 ms pass');
    assert.doesNotMatch(successor.ledger(), /task.killed/);
  });

  test('a slave that gives up before its Welcome is sent keeps its task', () => {
    // The entry with slave.joined was delayed, the slave looked for another master, and its finished task was killed.
    const master = leaderWithRunningTask();
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
