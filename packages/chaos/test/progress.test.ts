import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkRun, RUN_WITH_KILLS } from '@steadfast/checker';
import { wholeRun } from '@steadfast/checker/testing';
import { formatJournalLine, formatLogLine } from '@steadfast/records';
import { formatDurationSoFar } from '../src/view/format-elapsed.ts';
import { trackProgress, type ProgressTracker } from '../src/view/progress.ts';
import { at, busyTracker, journalLine, logLine, newTracker, task } from './progress-fixture.ts';

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

  test('counts faults and what they did, from this run only', () => {
    const tracker = busyTracker();
    tracker.onFaultAction(kill(5_000, 'master1'));
    tracker.onFaultAction({ atMs: at(5_100), action: 'freeze', target: 'slave1', forMs: 10 });
    tracker.onFaultAction({ atMs: at(5_150), action: 'lossy', target: 'slave1', forMs: 10 });
    tracker.onLogLine('slave3', logLine(5_200, 'task.success', { ...task(3), replayed: true }));
    tracker.onLogLine('slave3', logLine(-9_000, 'task.success', { ...task(3), replayed: true }));
    tracker.onLogLine('master1', logLine(5_300, 'task.returned', { ...task(4), entry: 11, index: 0 }));
    tracker.onLogLine('master1', logLine(-9_000, 'task.returned', { ...task(4), entry: 2, index: 0 }));
    tracker.onJournalLine('slave2', journalLine(-9_000, 'started', 7, 2));
    tracker.onJournalLine('slave2', journalLine(5_400, 'finished', 2, 2));
    const { tasks, successes, startedAtMs, durationMs, ...counts } = tracker.summary;
    assert.deepEqual(counts, {
      masterKills: 1,
      slaveKills: 1,
      freezes: 1,
      networkFaults: 1,
      killedTasks: 1,
      returnedTasks: 1,
      reruns: 1,
      reportsReplayed: 1,
    });
    assert.deepEqual([tasks, successes, startedAtMs, durationMs], [10, 2, at(0), undefined]);
    assert.equal(member(tracker, 'slave3').activity.unacknowledged.size, 0);
  });

  test('measures the time from the first placement of a task to the last success', () => {
    const tracker = newTracker();
    assert.equal(formatDurationSoFar(tracker, at(9_000)), '0.0 s');
    const facts = [
      [-1_000, 'task.placed', 1, {}],
      [500, 'task.placed', 2, {}],
      [700, 'task.placed', 3, {}],
      [8_200, 'task.success', 4, {}],
      [9_900, 'task.success', 3, { reread: true }],
    ] as const;
    for (const [ms, event, entry, fields] of facts)
      tracker.onLogLine('master1', logLine(ms, event, { ...task(1), entry, index: 0, ...fields }));
    assert.equal(formatDurationSoFar(tracker, at(10_500)), '10.0 s');
    tracker.onTaskCounts({ created: 0, running: 0, killed: 0, success: 10 });
    assert.equal(formatDurationSoFar(tracker, at(10_500)), '7.7 s');
  });

  test('derives the same figures as the checker from the same evidence', () => {
    const run = wholeRun();
    const tracker = trackProgress({
      masters: ['master1'],
      slaves: ['slave1', 'slave2', 'slave3'],
      sleeptimes: new Map(run.documents.map(({ taskId, sleeptime = 0 }) => [taskId, sleeptime])),
      startedAtMs: 0,
    });
    for (const { file, line: _line, atMs, level, message, ...fields } of run.log)
      tracker.onLogLine(file.replace('.log', ''), formatLogLine(level, message, fields, atMs));
    for (const line of run.journal) tracker.onJournalLine(line.host, formatJournalLine(line));
    for (const action of run.chaos ?? []) tracker.onFaultAction(action);
    tracker.onTaskCounts({ created: 0, running: 0, killed: 0, success: 8 });
    const { summary } = checkRun(run, RUN_WITH_KILLS);
    assert.deepEqual(tracker.summary, summary);
    assert.ok(summary.reruns > 0 && summary.reportsReplayed > 0 && (summary.durationMs ?? 0) > 0);
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
