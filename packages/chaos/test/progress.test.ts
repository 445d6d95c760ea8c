import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ProgressTracker } from '../src/view/progress.ts';
import { at, busyTracker, logLine, newTracker, task } from './progress-fixture.ts';

function member(tracker: ProgressTracker, name: string) {
  const found = tracker.members.find((each) => each.name === name);
  assert.ok(found);
  return found;
}

function kill(ms: number, target: string) {
  return { atMs: at(ms), action: 'kill', target, signal: 'SIGKILL', forMs: 100 } as const;
}

describe('the progress tracker', () => {
  test('reports slaves that run a task, and a master that leads meanwhile, as busy', () => {
    const tracker = busyTracker();
    const busy = ['master1', 'slave1', 'slave2', 'slave3'].map(tracker.isBusy);
    assert.deepEqual(busy, [true, true, false, false]);
  });

  test('clears the activity of a killed process, and ignores lines that it wrote before', () => {
    const tracker = busyTracker();
    tracker.onLogLine('slave2', logLine(4_490, 'task.running', task(4)));
    assert.equal(member(tracker, 'slave2').activity.running, undefined);
    tracker.onFaultAction({ atMs: at(5_700), action: 'start', target: 'slave2' });
    tracker.onLogLine('slave2', logLine(6_000, 'process.started'));
    tracker.onLogLine('slave2', logLine(6_100, 'task.running', task(5)));
    assert.equal(member(tracker, 'slave2').activity.incarnations, 2);
    assert.equal(tracker.isBusy('slave2'), true);
  });

  test('reports the cluster as active once a master leads, every slave has a session, and a task runs', () => {
    const tracker = newTracker();
    const lines = [
      ['master1', 'process.started', 'epoch.began'],
      ['slave1', 'process.started', 'session.opened'],
      ['slave2', 'process.started', 'session.opened'],
      ['slave3', 'process.started', 'session.opened', 'task.running'],
    ];
    for (const [name = '', ...events] of lines)
      for (const event of events) {
        assert.equal(tracker.isClusterActive(), false);
        tracker.onLogLine(name, logLine(1, event, { epoch: 1, ...task(1) }));
      }
    assert.equal(tracker.isClusterActive(), true);
  });

  test('counts kills by role, freezes and replayed reports', () => {
    const tracker = busyTracker();
    tracker.onFaultAction(kill(5_000, 'master1'));
    tracker.onFaultAction({ atMs: at(5_100), action: 'freeze', target: 'slave1', forMs: 10 });
    tracker.onLogLine('slave3', logLine(5_200, 'task.success', { ...task(3), replayed: true }));
    assert.deepEqual(tracker.faults, { masterKills: 1, slaveKills: 1, freezes: 1, cuts: 0, replayedReports: 1 });
    assert.equal(member(tracker, 'slave3').activity.unacknowledged.size, 0);
  });

  test('shows a fact once, even if a new leader logs it again, and ignores epochs of predecessors', () => {
    const tracker = busyTracker();
    const before = tracker.events.length;
    const again = { ...task(2, 2), entry: 9, index: 1, reread: true };
    tracker.onLogLine('master1', logLine(6_000, 'task.killed', again));
    tracker.onLogLine('master1', logLine(6_000, 'epoch.began', { epoch: 2, entry: 3, index: 0, reread: true }));
    assert.equal(tracker.events.length, before + 1);
    assert.equal(member(tracker, 'master1').activity.epoch, 3);
  });

  test('ignores text that is not a log line, and unknown processes', () => {
    const tracker = newTracker();
    for (const text of ['', '{"event":"task.runn', '[]', 'null', '{"event":1}']) tracker.onLogLine('slave1', text);
    tracker.onLogLine('nobody', logLine(1, 'process.started'));
    assert.equal(member(tracker, 'slave1').activity.started, false);
  });

  test('keeps a bounded number of events, and numbers them', () => {
    const tracker = newTracker();
    for (let number = 1; number <= 1_000; number += 1) tracker.addEvent('info', `${number}`);
    assert.ok(tracker.events.length <= 200);
    assert.deepEqual([tracker.events.at(-1)?.number, tracker.events.at(-1)?.text], [1_000, '1000']);
  });
});
