import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { copyRecords } from '../src/containers/collect-records.ts';
import { openRecord } from '../src/run/open-record.ts';

describe('the records of a slave', () => {
  let root: string;
  let folder: string;
  let log: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'steadfast-records-'));
    folder = join(root, 'folder');
    log = join(folder, 'slave1.log');
    await mkdir(folder);
    await mkdir(join(root, 'run'));
    await writeFile(join(root, 'secret'), 'hunter2');
  });
  afterEach(() => rm(root, { recursive: true }));

  const copy = (...folders: string[]): Promise<void> => copyRecords(new Map([['slave1', folders]]), join(root, 'run'));

  test('are copied from the folders of all its containers, the oldest first, and nothing else in there', async () => {
    const later = join(root, 'later');
    await mkdir(later);
    await writeFile(log, 'first\n');
    await writeFile(join(later, 'slave1.log'), 'second\n');
    await writeFile(join(later, 'slave2.log'), 'forged\n');
    await copy(folder, later, join(root, 'missing'));
    assert.equal(await readFile(join(root, 'run/slave1.log'), 'utf8'), 'first\nsecond\n');
    assert.equal(await readFile(join(root, 'run/slave1.journal.jsonl'), 'utf8'), '');
    await assert.rejects(readFile(join(root, 'run/slave2.log')));
  });

  test('are not read if a file is a symbolic link, a named pipe or a folder', async () => {
    const replacements = [
      () => symlink('../secret', log),
      () => Promise.resolve(spawnSync('sh', ['-c', 'mkfifo "$0"', log])),
      () => mkdir(log),
    ];
    for (const replace of replacements) {
      await rm(log, { recursive: true, force: true });
      await replace();
      await assert.rejects(openRecord(log));
      await assert.rejects(copy(folder), /slave1\.log is not a file that a slave of ours writes/);
    }
  });

  test('are not read if their folder is a symbolic link', async () => {
    await writeFile(log, 'first\n');
    await symlink('folder', join(root, 'link'));
    await assert.rejects(copy(join(root, 'link')), /is not a file that a slave of ours writes/);
  });

  test('are copied without ending the process when the copy cannot be written', async () => {
    await writeFile(log, 'first\n');
    await mkdir(join(root, 'run/slave1.log'));
    await assert.rejects(copy(folder));
  });

  test('are not copied beyond a gibibyte', async () => {
    await writeFile(log, '');
    await truncate(log, 1024 ** 3 + 1);
    await assert.rejects(copy(folder), /has 1073741825 bytes, more than the maximum/);
  });
});
