import assert from 'node:assert/strict';
import { PLAIN_ABILITIES } from '@steadfast/protocol/messages';
import { describe, test } from 'node:test';
import { createMaster } from '../../src/core/step.ts';
import type { Fact } from '../../src/core/ledger/facts.ts';
import { NO_SPEC } from '../../src/core/leader/task-spec.ts';
import { createLeadership } from '../../src/core/leader/leadership.ts';
import { track } from '../../src/core/leader/task-index.ts';
import type { MasterConfig, Slave } from '../../src/core/state.ts';
import { standbyNote } from '../../src/inspection/cluster.ts';
import { createLeadershipStats, recordEntry } from '../../src/inspection/leadership-stats.ts';
import { countConditions, snapshotOf } from '../../src/inspection/snapshot.ts';

const CONFIG: MasterConfig = {
  name: 'master1',
  instance: 'm',
  address: 'here:50051',
  recoveryGraceMs: 1_000,
  placementDeadlineMs: 1_000,
  prefetch: 15,
  readyPerQueued: 4,
  pageSize: 1_000,
  retentionMs: 1_000,
};

const placement = { task: 't1', taskname: 'task1', attempt: 1, host: 'slave1', instance: 'a' } as const;

function statsOf(...facts: readonly Fact[]) {
  const stats = createLeadershipStats();
  for (const [index, fact] of facts.entries())
    recordEntry(stats, { number: index + 1, epoch: 1, by: 'm', atMs: 100 * index, facts: [fact] });
  return stats;
}

const BEGAN: Fact = { kind: 'epoch.began', name: 'master1', instance: 'm' };

describe('the stats of a leadership', () => {
  test('count what a slave finished and what was lost on it, and hold when its task was reported as running', () => {
    const stats = statsOf(
      BEGAN,
      { kind: 'slave.joined', host: 'slave1', instance: 'a' },
      { kind: 'task.placed', ...placement },
      { kind: 'task.running', ...placement },
      { kind: 'task.success', ...placement },
      { kind: 'task.running', ...placement },
      { kind: 'task.killed', ...placement, reason: 'r' },
      { kind: 'task.returned', ...placement, reason: 'r' },
      { kind: 'task.running', ...placement },
    );
    assert.equal(stats.beganAtMs, 0);
    assert.deepEqual(stats.slaves.get('slave1'), { joinedAtMs: 100, finished: 1, lost: 2, runningSinceMs: 800 });
  });

  test('are reset when an epoch begins', () => {
    const stats = statsOf(BEGAN, { kind: 'task.success', ...placement }, BEGAN);
    assert.deepEqual([stats.beganAtMs, stats.slaves.size], [200, 0]);
  });
});

function slave(host: string, session: number, fields: Partial<Slave> = {}): Slave {
  return {
    host,
    instance: 'a',
    session,
    earlierInstances: new Set(),
    otherMasters: false,
    welcomed: true,
    leaving: false,
    cooldownUntilMs: -Infinity,
    setbacks: 0,
    restUntilMs: -Infinity,
    abilityKey: '',
    acceptsAhead: true,
    ...PLAIN_ABILITIES,
    paceMs: null,
    endedMs: -Infinity,
    lookups: 0,
    ...fields,
  };
}

describe('the snapshot of a master', () => {
  test('shows each slave of a leader with its condition and task', () => {
    const state = createMaster(CONFIG, 0);
    const leadership = createLeadership({ config: CONFIG, epoch: 7, last: 0 }, 0);
    state.role = { kind: 'leader', leadership };
    for (const each of [
      slave('busy', 1),
      slave('idle', 2),
      slave('leaving', 3, { leaving: true }),
      slave('resting', 4),
    ])
      leadership.slaves.set(each.host, each);
    leadership.idle.add('idle');
    for (const host of ['busy', 'gone']) {
      const assignment = { host, instance: 'a', epoch: 7, atMs: 5 };
      const task = { taskId: host, taskname: `of ${host}`, attempt: 3, host, assignment, rev: 1 };
      track(
        leadership,
        { ...NO_SPEC, ...task, failures: 0, state: 'running' },
        { kind: 'running', host, sinceMs: null },
      );
    }
    const { role, leader, slaves } = snapshotOf(state, statsOf(BEGAN));
    assert.equal(role, 'leading');
    assert.deepEqual(leader, { name: 'master1', address: 'here:50051', epoch: 7, sinceMs: 0 });
    assert.deepEqual(
      slaves?.map(({ host, condition, session, task }) => [host, condition, session, task?.taskname]),
      [
        ['busy', 'busy', 1, 'of busy'],
        ['gone', 'awaited', null, 'of gone'],
        ['idle', 'idle', 2, undefined],
        ['leaving', 'leaving', 3, undefined],
        ['resting', 'resting', 4, undefined],
      ],
    );
    assert.deepEqual(countConditions(slaves), { idle: 1, busy: 1, leaving: 1, resting: 1, awaited: 1 });
  });

  test('shows the leader on a standby, with its address if the control document is of the same epoch', () => {
    const state = createMaster(CONFIG, 0);
    const control = {
      epoch: 2,
      name: 'master2',
      instance: 'n',
      address: 'there:50051',
      heartbeat: 1,
      projectedThrough: 0,
    };
    const observe = (end: object): ReturnType<typeof snapshotOf> => {
      const observation = { end: { number: 9, epoch: 2, ended: false, beganBy: null, ...end }, control };
      state.role = {
        kind: 'follower',
        observation,
        silentMs: 0,
        observedAtMs: 0,
        observing: false,
        justStarted: false,
        followedEpoch: 0,
      };
      return snapshotOf(state, createLeadershipStats());
    };
    assert.equal(observe({}).slaves, null);
    assert.deepEqual(observe({}).leader, { name: 'master2', address: 'there:50051', epoch: 2, sinceMs: null });
    assert.equal(
      observe({ epoch: 3, beganBy: 'master3' }).leader?.address,
      '',
      'the control document is of an earlier epoch',
    );
    assert.equal(
      standbyNote(observe({ epoch: 3, beganBy: 'master3' })),
      'master1 is a standby; query the leader, master3, for slaves',
    );
    assert.equal(observe({ ended: true }).leader, null);
  });
});
