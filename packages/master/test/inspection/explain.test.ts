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

const NOWHERE: MasterView = { name: 'master2', instance: 'b', role: 'standby', leader: null, slaves: null };

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

describe('the last sentence about a task', () => {
  for (const [expected, row, view] of [
    ['waiting: no slave is connected', task(), leading()],
    ['waiting: no slave is connected; 1 may come back', task(), leading('awaited')],
    ['waiting because the only slave is busy', task(), leading('busy', 'awaited')],
    ['waiting because all 3 slaves are busy', task({ state: 'killed' }), leading('busy', 'busy', 'busy')],
    [
      'waiting: of 3 slaves 1 are busy, 1 are leaving, 1 rest for a moment',
      task(),
      leading('busy', 'leaving', 'resting'),
    ],
    [
      'waiting: a slave is idle, so it is placed in a moment, or the tasks before it are',
      task(),
      leading('idle', 'busy'),
    ],
    ['waiting: no master leads at the moment', task(), NOWHERE],
    ['waiting: master1 leads, and is not ready yet', task(), { ...leading(), role: 'catching up', slaves: null }],
    ['waiting; why, only its leader knows: ask master1 at here:50051', task(), { ...NOWHERE, leader }],
    [
      'parked: sleeptime is odd. Fix its document and remove the field "parked".',
      task({ parked: { reason: 'sleeptime is odd', at: AT } }),
      leading('idle'),
    ],
    ['attempt 2 succeeded on slave1', task({ state: 'success', host: 'slave1', attempt: 2 }), leading()],
    [
      'running on slave1 as attempt 1 for 3.2 s',
      assigned({ state: 'running', history: [{ at: AT, event: 'task.running', host: 'slave1', attempt: 1 }] }),
      leading('busy'),
    ],
    ['assigned to slave1 as attempt 1 for 3.2 s, not yet known to run', assigned(), leading('busy')],
    [
      'assigned to slave1 as attempt 1 for 3.2 s, not yet known to run; slave1 is not connected, and may still come back',
      assigned(),
      leading('awaited'),
    ],
  ] as const)
    test(`is "${expected}"`, () => assert.equal(describeCurrentState(row, view, AT.getTime() + 3_200), expected));
});

test('the story of a document that holds nonsense is told as far as there is one', () => {
  assert.deepEqual(describeHistory({ ...task(), _id: 7 as never, history: 'none' as never }), []);
  assert.deepEqual(describeHistory({ ...task(), _id: 7 as never, history: [null, 5] as never }).length, 2);
});
