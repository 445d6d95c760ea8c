import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { UsageError } from '@steadfast/runtime';
import { openJournal, type JournalEntry } from '../src/journal.ts';

const folder = mkdtempSync(join(tmpdir(), 'steadfast-journal-'));
after(() => rmSync(folder, { recursive: true }));

const owner = { host: 'slave1', instance: 'i1' };
const started: JournalEntry = {
  event: 'started',
  taskId: 't1',
  taskname: 'task1',
  attempt: 2,
  nonce: 'n1',
  monotonicMs: 12.5,
};

describe('the journal', () => {
  test('has a line for each entry, written before append returns', () => {
    const path = join(folder, 'journal.jsonl');
    const journal = openJournal(path, owner);
    journal.append(started);
    const first = readFileSync(path, 'utf8');
    journal.append({ ...started, event: 'finished', sleptMs: 2000.25 });
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    journal.close();

    assert.ok(first.endsWith('\n'));
    assert.equal(lines.length, 2);
    const [one, two] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    const { at, ...rest } = one ?? {};
    assert.deepEqual(rest, { ...started, ...owner, pid: process.pid });
    assert.match(String(at), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    assert.equal(two?.['event'], 'finished');
    assert.equal(two?.['sleptMs'], 2000.25);
  });

  test('is appended to by the next process', () => {
    const path = join(folder, 'again.jsonl');
    for (const instance of ['i1', 'i2']) {
      const journal = openJournal(path, { host: 'slave1', instance });
      journal.append(started);
      journal.close();
    }
    const instances = readFileSync(path, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { instance: string }).instance);
    assert.deepEqual(instances, ['i1', 'i2']);
  });

  test('starts a new line after an incomplete one', () => {
    const path = join(folder, 'torn.jsonl');
    writeFileSync(path, '{"event":"star');
    const journal = openJournal(path, owner);
    journal.append(started);
    journal.close();
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    assert.equal(lines.length, 2);
    assert.equal((JSON.parse(lines[1] ?? '') as { nonce: string }).nonce, 'n1');
  });

  test('names the option to change when it cannot be opened', () => {
    assert.throws(
      () => openJournal(folder, owner),
      (error) => error instanceof UsageError && error.message.includes('--journal'),
    );
  });

  test('names the folder, and does not create it, when it does not exist', () => {
    const missing = join(folder, 'missing');
    assert.throws(() => openJournal(join(missing, 'journal.jsonl'), owner), {
      name: 'UsageError',
      message: `cannot write the journal ${missing}/journal.jsonl: the folder ${missing} does not exist; create it, or choose another with --journal`,
    });
    assert.equal(existsSync(missing), false);
  });

  test('throws when a line cannot be written', { skip: process.platform !== 'linux' }, () => {
    const journal = openJournal('/dev/full', owner);
    assert.throws(() => journal.append(started), /ENOSPC/);
    journal.close();
  });
});
