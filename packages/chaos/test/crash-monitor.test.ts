import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { ProcessEvent } from '@steadfast/cluster';
import { countDeaths } from '../src/demo/crash-monitor.ts';

/** The end of a process with exit code 2; a restart is due only where nobody killed it. */
function end(restartInMs: number | undefined): ProcessEvent {
  return {
    name: 'master1',
    pid: 1,
    kind: 'ended',
    exit: { kind: 'code', code: 2 },
    livedMs: 5,
    restartInMs,
  };
}

describe('a process that dies', () => {
  test('because it was killed, is no complaint', () => {
    const deaths = countDeaths('nowhere');
    deaths.note(end(undefined));
    deaths.note({ name: 'master1', pid: 1, kind: 'started', life: 2 });
    assert.deepEqual(deaths.lines, []);
  });

  test('by itself again and again, ends the run with what it printed last', async (context) => {
    const directory = await mkdtemp(join(tmpdir(), 'steadfast-deaths-'));
    context.after(() => rm(directory, { recursive: true, force: true }));
    await writeFile(join(directory, 'master1.out'), 'starting\n--listen must have the form HOST:PORT\n');
    const deaths = countDeaths(directory);
    const told: string[] = [];
    deaths.onDeath((line) => told.push(line));
    for (let times = 0; times < 2; times += 1) deaths.note(end(100));
    assert.equal(deaths.hopeless(), undefined);
    deaths.note(end(100));
    assert.match(deaths.hopeless() ?? '', /^master1 dies again and again .*: --listen must have the form HOST:PORT$/);
    assert.deepEqual(told, deaths.lines);
    assert.match(told[0] ?? '', /master1 died although nobody killed it \(exit code 2\)/);
  });
});
