import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { instanceOf, SECRET_BYTES } from '@steadfast/protocol';
import type { EndReport } from '../src/core/outbox.ts';
import { openReports } from '../src/report-store.ts';

const SECRET = Buffer.alloc(SECRET_BYTES, 'a secret');
const OWNER = { host: 'slave1', secret: SECRET };

function reportOf(taskId: string): EndReport {
  const message = { kind: 'finished', taskId, attempt: 2, result: '{"bytes":7}' } as const;
  return { taskId, taskname: 'a task', attempt: 2, message, kept: true, replayed: false };
}

function createFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'steadfast-reports-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'journal.jsonl.reports');
}

describe('a report on disk', () => {
  test('is read by the next process, with the secret that proves who made it', (context) => {
    const folder = createFolder(context);
    assert.equal(openReports(folder, OWNER).store.keep(reportOf('a/b "c"')), null);
    const next = openReports(folder, { host: 'slave1', secret: Buffer.alloc(SECRET_BYTES, 'another secret') });
    const instance = instanceOf(SECRET);
    const report = reportOf('a/b "c"');
    assert.deepEqual(next.reports, [{ ...report, message: { ...report.message, instance }, replayed: true }]);
    assert.deepEqual([...next.secrets], [[instance, SECRET]]);
    assert.deepEqual(next.unreadable, []);
  });

  test('is gone once it is dropped', (context) => {
    const folder = createFolder(context);
    const { store } = openReports(folder, OWNER);
    store.keep(reportOf('t1'));
    store.keep(reportOf('t2'));
    store.drop({ taskId: 't1', attempt: 2 });
    store.drop({ taskId: 't3', attempt: 1 });
    assert.deepEqual(
      openReports(folder, OWNER).reports.map(({ taskId }) => taskId),
      ['t2'],
    );
  });

  test('can be read by the user of the slave only', (context) => {
    const folder = createFolder(context);
    openReports(folder, OWNER).store.keep(reportOf('t1'));
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    for (const name of readdirSync(folder)) assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600);
  });

  test('of another slave is left alone', (context) => {
    const folder = createFolder(context);
    openReports(folder, OWNER).store.keep(reportOf('t1'));
    assert.deepEqual(openReports(folder, { ...OWNER, host: 'slave2' }).reports, []);
    assert.equal(openReports(folder, OWNER).reports.length, 1);
  });

  test('that cannot be read does not keep the others from being read', (context) => {
    const folder = createFolder(context);
    const { store } = openReports(folder, OWNER);
    store.keep(reportOf('t1'));
    writeFileSync(join(folder, 'torn.report'), '{"host":"sla');
    writeFileSync(join(folder, 'odd.report'), '{"host":"slave1","secret":7}');
    const { reports, unreadable } = openReports(folder, OWNER);
    assert.equal(reports.length, 1);
    assert.equal(unreadable.length, 2);
  });

  test('that cannot be written is reported, not thrown', (context) => {
    const folder = createFolder(context);
    const { store } = openReports(folder, OWNER);
    rmSync(folder, { recursive: true });
    writeFileSync(folder, '');
    chmodSync(folder, 0o600);
    assert.match(store.keep(reportOf('t1')) ?? '', /ENOTDIR/);
  });
});
