import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ObjectId } from 'mongodb';
import { describeCurrentState, describeHistory } from '../../src/inspection/explain.ts';
import type { SlaveCondition, MasterView, SlaveView } from '../../src/inspection/snapshot.ts';

function slave(condition: SlaveCondition, index: number): SlaveView {
  return {
    host: `slave${index + 1}`,
    instance: 'a',
    session: condition === 'awaited' ? null : index,
    condition,
    task: null,
    queued: 0,
    joinedAtMs: 0,
    finished: 0,
    lost: 0,
  };
}

const leader = { name: 'master1', address: 'here:50051', epoch: 1, sinceMs: 0 };

function leading(...conditions: readonly SlaveCondition[]): MasterView {
  return {
    name: 'master1',
    instance: 'a',
    role: 'leading',
    leader,
    slaves: conditions.map(slave),
  };
}

const STANDBY_WITHOUT_LEADER: MasterView = {
  name: 'master2',
  instance: 'b',
  role: 'standby',
  leader: null,
  slaves: null,
};

const AT = new Date(10_000);

function task(fields: object = {}) {
  return { _id: new ObjectId(), taskname: 'task1', state: 'created', ...fields };
}

function assigned(fields: object = {}) {
  return task({
    host: 'slave1',
    attempt: 1,
    assignment: { host: 'slave1', instance: 'a', epoch: 1, at: AT },
    ...fields,
  });
}

describe('ExplainTask', () => {
  for (const [expected, row, view] of [
    ['waiting for a slave: none is connected', task(), leading()],
    ['waiting for a slave: none is connected, 1 may reconnect', task(), leading('awaited')],
    ['waiting for a slave: the only one is busy', task(), leading('busy', 'awaited')],
    ['waiting for a slave: all 3 are busy', task({ state: 'killed' }), leading('busy', 'busy', 'busy')],
    [
      'waiting for a slave: 3 connected, of which 1 busy, 1 leaving, 1 resting',
      task(),
      leading('busy', 'leaving', 'resting'),
    ],
    ['waiting for its turn: a slave is idle, and tasks are being assigned', task(), leading('idle', 'busy')],
    ['waiting for a leader: no master is leading', task(), STANDBY_WITHOUT_LEADER],
    ['waiting for the leader: master1 is catching up', task(), { ...leading(), role: 'catching up', slaves: null }],
    ['waiting; query the leader, master1 at here:50051, for the reason', task(), { ...STANDBY_WITHOUT_LEADER, leader }],
    [
      'waiting; query the leader, master1, for the reason',
      task(),
      { ...STANDBY_WITHOUT_LEADER, leader: { ...leader, address: '' } },
    ],
    [
      'parked: sleeptime is odd. Fix its document and remove the field "parked".',
      task({ parked: { reason: 'sleeptime is odd', at: AT } }),
      leading('idle'),
    ],
    ['not run: its document was inserted as success', task({ state: 'success' }), leading('idle')],
    ['attempt 2 succeeded on slave1', task({ state: 'success', host: 'slave1', attempt: 2 }), leading()],
    [
      'attempt 1 running on slave1 for 3.2 s',
      assigned({ state: 'running', history: [{ at: AT, event: 'task.running', host: 'slave1', attempt: 1 }] }),
      leading('busy'),
    ],
    ['attempt 1 assigned to slave1 for 3.2 s, not yet known to be running', assigned(), leading('busy')],
    [
      'attempt 1 assigned to slave1 for 3.2 s, not yet known to be running; slave1 is disconnected, but may still reconnect',
      assigned(),
      leading('awaited'),
    ],
  ] as const)
    test(`describes the current state as "${expected}"`, () => {
      assert.equal(describeCurrentState(row, view, AT.getTime() + 3_200), expected);
    });

  test('describes a malformed history without failing', () => {
    assert.deepEqual(describeHistory({ ...task(), _id: 7 as never, history: 'none' as never }), []);
    assert.deepEqual(describeHistory({ ...task(), _id: 7 as never, history: [null, 5] as never }).length, 2);
  });
});
