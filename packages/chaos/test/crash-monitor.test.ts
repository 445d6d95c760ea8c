import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { ProcessEvent } from '@steadfast/cluster';
import { monitorCrashes } from '../src/demo/crash-monitor.ts';

/** The exit of a process with code 2. Without a restart it was killed on purpose. */
function exitEvent(restartInMs: number | undefined, uptimeMs = 5): ProcessEvent {
  return {
    name: 'master1',
    pid: 1,
    kind: 'ended',
    exit: { kind: 'code', code: 2 },
    uptimeMs,
    restartInMs,
  };
}

describe('the crash monitor', () => {
  test('ignores a process that was killed on purpose', () => {
    const crashes = monitorCrashes('nowhere');
    crashes.onProcessEvent(exitEvent(undefined));
    crashes.onProcessEvent({ name: 'master1', pid: 1, kind: 'started', incarnation: 2 });
    assert.deepEqual(crashes.messages, []);
  });

  test('takes crashes for a crash loop only if each one follows soon after a start', () => {
    const crashes = monitorCrashes('nowhere');
    for (let crash = 1; crash <= 10; crash += 1) crashes.onProcessEvent(exitEvent(100, 60_000));
    assert.equal(crashes.crashLoop(), undefined);
    for (const uptimeMs of [5, 5, 60_000, 5, 5]) crashes.onProcessEvent(exitEvent(100, uptimeMs));
    assert.equal(crashes.crashLoop(), undefined);
    crashes.onProcessEvent(exitEvent(100, 5));
    assert.match(crashes.crashLoop() ?? '', /master1 is crash-looping/);
    assert.equal(crashes.messages.length, 16);
  });

  test('reports each crash, and a crash loop with the last output of the process', async (context) => {
    const directory = await mkdtemp(join(tmpdir(), 'steadfast-crashes-'));
    context.after(() => rm(directory, { recursive: true, force: true }));
    await writeFile(join(directory, 'master1.out'), 'starting\n--listen must have the form HOST:PORT\n');
    const crashes = monitorCrashes(directory);
    const received: string[] = [];
    crashes.onCrash((message) => received.push(message));
    for (let crash = 1; crash <= 2; crash += 1) crashes.onProcessEvent(exitEvent(100));
    assert.equal(crashes.crashLoop(), undefined);
    crashes.onProcessEvent(exitEvent(100));
    assert.match(
      crashes.crashLoop() ?? '',
      /^master1 is crash-looping; last output: --listen must have the form HOST:PORT$/,
    );
    assert.deepEqual(received, crashes.messages);
    assert.match(received[0] ?? '', /^master1 crashed \(exit code 2\); see master1\.out and master1\.log$/);
  });
});
