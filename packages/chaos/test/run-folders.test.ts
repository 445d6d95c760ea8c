import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import {
  createRunFolder,
  pointLatestAt,
  removeIfUnused,
  tidyRunFolders,
  VERDICT_FILE,
} from '../src/run/run-folders.ts';

const NOW = new Date('2026-03-01T12:30:59.123Z');

function parentFolder(context: TestContext): string {
  const parent = mkdtempSync(join(tmpdir(), 'steadfast-runs-'));
  context.after(() => rmSync(parent, { recursive: true, force: true }));
  return parent;
}

/** Creates a run folder with database files and perhaps a verdict. */
function addRun(parent: string, second: number, { verdict }: { verdict: boolean }): string {
  const directory = createRunFolder(parent, new Date(NOW.getTime() + second * 1_000));
  mkdirSync(join(directory, 'mongod'));
  writeFileSync(join(directory, 'mongod', 'WiredTiger'), 'data');
  writeFileSync(join(directory, 'master1.log'), '');
  if (verdict) writeFileSync(join(directory, VERDICT_FILE), 'Verdict');
  return directory;
}

describe('run folders', () => {
  test('are named by their time, each with a name of its own', (context) => {
    const parent = parentFolder(context);
    const names = [1, 2, 3].map(() => createRunFolder(parent, NOW).slice(parent.length + 1));
    assert.deepEqual(names, ['2026-03-01T12-30-59', '2026-03-01T12-30-59-2', '2026-03-01T12-30-59-3']);
  });

  test('are not pointed at by latest before they have a verdict', (context) => {
    const parent = parentFolder(context);
    const first = addRun(parent, 0, { verdict: true });
    pointLatestAt(first);
    addRun(parent, 1, { verdict: false });
    assert.equal(join(parent, readlinkSync(join(parent, 'latest'))), first);
    const third = addRun(parent, 2, { verdict: true });
    pointLatestAt(third);
    assert.equal(join(parent, readlinkSync(join(parent, 'latest'))), third);
  });

  test('lose their database files when they ended without a verdict', (context) => {
    const parent = parentFolder(context);
    const aborted = addRun(parent, 0, { verdict: false });
    const failed = addRun(parent, 1, { verdict: true });
    assert.equal(tidyRunFolders(parent), undefined);
    assert.deepEqual(readdirSync(aborted), ['master1.log']);
    assert.deepEqual(readdirSync(failed).sort(), ['master1.log', 'mongod', VERDICT_FILE]);
  });

  test('are bounded in number; the last verdict and everything else in the folder is kept', (context) => {
    const parent = parentFolder(context);
    const judged = addRun(parent, 0, { verdict: true });
    pointLatestAt(judged);
    for (let second = 1; second <= 14; second += 1) addRun(parent, second, { verdict: false });
    for (const other of ['notes', '2026', '2026-03-01T12-30-59.txt']) mkdirSync(join(parent, other));
    assert.match(tidyRunFolders(parent) ?? '', /^Removed 4 older run folders; .* keeps the last 10\.$/);
    const names = readdirSync(parent).filter((name) => name.startsWith('2026-03-01T12-31-'));
    assert.equal(names.length, 10);
    assert.deepEqual(names.at(0), '2026-03-01T12-31-04');
    for (const kept of ['latest', 'notes', '2026', '2026-03-01T12-30-59.txt', '2026-03-01T12-30-59'])
      assert.ok(readdirSync(parent).includes(kept), kept);
    assert.equal(tidyRunFolders(parent), undefined);
  });

  test('are left alone while a cluster runs in them', (context) => {
    const parent = parentFolder(context);
    const running = addRun(parent, 0, { verdict: false });
    const launcher = { pid: process.ppid, commandLine: '' };
    writeFileSync(join(running, 'pids.json'), JSON.stringify({ launcher, processes: [] }));
    for (let second = 1; second <= 12; second += 1) addRun(parent, second, { verdict: false });
    tidyRunFolders(parent);
    assert.deepEqual(readdirSync(running).sort(), ['master1.log', 'mongod', 'pids.json']);
  });

  test('are removed at once when no master or slave has started', (context) => {
    const parent = parentFolder(context);
    const used = addRun(parent, 0, { verdict: false });
    const unused = createRunFolder(parent, NOW);
    writeFileSync(join(unused, 'mongod.log'), '');
    assert.deepEqual([removeIfUnused(used), removeIfUnused(unused)], [false, true]);
    assert.deepEqual(readdirSync(parent), ['2026-03-01T12-30-59']);
  });
});
