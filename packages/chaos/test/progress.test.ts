import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ProgressTracker } from '../src/view/progress.ts';
import { at, busyScene, logLine, newScene, task } from './progress-fixture.ts';

function member(scene: ProgressTracker, name: string) {
  const found = scene.members.find((each) => each.name === name);
  assert.ok(found);
  return found;
}

function kill(ms: number, target: string) {
  return { at: at(ms), action: 'kill', target, signal: 'SIGKILL', forMs: 100 } as const;
}

describe('progress', () => {
  test('knows who is busy: a slave that runs a task, and a master that leads while one does', () => {
    const scene = busyScene();
    const busy = ['master1', 'slave1', 'slave2', 'slave3'].map(scene.isBusy);
    assert.deepEqual(busy, [true, true, false, false]);
  });

  test('forgets what a process held when it is killed, and believes no line of the dead', () => {
    const scene = busyScene();
    scene.noteLog('slave2', logLine(4_490, 'task.running', task(4)));
    assert.equal(member(scene, 'slave2').activity.running, undefined);
    scene.noteDeed({ at: at(5_700), action: 'start', target: 'slave2' });
    scene.noteLog('slave2', logLine(6_000, 'process.started'));
    scene.noteLog('slave2', logLine(6_100, 'task.running', task(5)));
    assert.equal(member(scene, 'slave2').activity.lives, 2);
    assert.equal(scene.isBusy('slave2'), true);
  });

  test('is at work once a master leads, every slave has found it, and a task runs', () => {
    const scene = newScene();
    const lines = [
      ['master1', 'process.started', 'epoch.began'],
      ['slave1', 'process.started', 'session.opened'],
      ['slave2', 'process.started', 'session.opened'],
      ['slave3', 'process.started', 'session.opened', 'task.running'],
    ];
    for (const [name = '', ...events] of lines)
      for (const event of events) {
        assert.equal(scene.isAtWork(), false);
        scene.noteLog(name, logLine(1, event, { epoch: 1, ...task(1) }));
      }
    assert.equal(scene.isAtWork(), true);
  });

  test('counts kills by role, freezes and replayed reports', () => {
    const scene = busyScene();
    scene.noteDeed(kill(5_000, 'master1'));
    scene.noteDeed({ at: at(5_100), action: 'freeze', target: 'slave1', forMs: 10 });
    scene.noteLog('slave3', logLine(5_200, 'task.success', { ...task(3), replayed: true }));
    assert.deepEqual(scene.hits, { masterKills: 1, slaveKills: 1, freezes: 1, cuts: 0, replayed: 1 });
    assert.equal(member(scene, 'slave3').activity.reports.size, 0);
  });

  test('tells a fact once, also when a successor logs it again, and takes no reread reign for its own', () => {
    const scene = busyScene();
    const before = scene.happenings.length;
    const again = { ...task(2, 2), entry: 9, index: 1, reread: true };
    scene.noteLog('master1', logLine(6_000, 'task.killed', again));
    scene.noteLog('master1', logLine(6_000, 'epoch.began', { epoch: 2, entry: 3, index: 0, reread: true }));
    assert.equal(scene.happenings.length, before + 1);
    assert.equal(member(scene, 'master1').activity.epoch, 3);
  });

  test('passes over what is no line of a log', () => {
    const scene = newScene();
    for (const text of ['', '{"event":"task.runn', '[]', 'null', '{"event":1}']) scene.noteLog('slave1', text);
    scene.noteLog('nobody', logLine(1, 'process.started'));
    assert.equal(member(scene, 'slave1').activity.started, false);
  });

  test('keeps a bounded number of happenings, and numbers them', () => {
    const scene = newScene();
    for (let number = 1; number <= 1_000; number += 1) scene.note('plain', `${number}`);
    assert.ok(scene.happenings.length <= 200);
    assert.deepEqual([scene.happenings.at(-1)?.number, scene.happenings.at(-1)?.text], [1_000, '1000']);
  });
});
