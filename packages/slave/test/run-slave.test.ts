import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { SECRET_BYTES } from '@steadfast/protocol/limits';
import { openLog } from '@steadfast/runtime';
import { runSlave } from '@steadfast/slave';
import { startFakeMaster } from './fake-master.ts';

async function setUp(context: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'steadfast-run-'));
  const master = await startFakeMaster();
  const controller = new AbortController();
  context.after(() => {
    controller.abort();
    master.kill();
    rmSync(folder, { recursive: true });
  });
  const logger = openLog({ level: 'error' });
  const start = (name: string): Promise<void> =>
    runSlave({
      addresses: [master.address],
      name,
      queues: ['default'],
      keepsReports: 'none',
      secret: Buffer.alloc(SECRET_BYTES, name),
      journalPath: join(folder, `${name}.jsonl`),
      drainTimeoutMs: 5000,
      work: null,
      logger,
      signal: controller.signal,
    });
  return { folder, master, start, stop: () => controller.abort() };
}

describe('runSlave', () => {
  test('runs thousands of tasks of length zero', async (context) => {
    const { master, start, stop, folder } = await setUp(context);
    const left = start('slave1');
    const session = await master.welcome(1);
    const count = 2000;
    for (let attempt = 1; attempt <= count; attempt += 1) {
      session.send({
        kind: 'assign',
        taskId: 't1',
        taskname: 'task1',
        attempt,
        work: { kind: 'sleep', sleepSeconds: 0 },
      });
      await session.receive('started');
      await session.receive('finished');
      session.send({ kind: 'acknowledge', taskId: 't1', attempt });
    }
    stop();
    await session.receive('leaving');
    await left;
    assert.equal(readFileSync(join(folder, 'slave1.jsonl'), 'utf8').split('\n').length, 2 * count + 1);
  });

  test('reconnects fifty slaves to a restarted master', async (context) => {
    const { master, start, stop } = await setUp(context);
    const names = Array.from({ length: 50 }, (_, index) => `slave${index + 1}`);
    const all = Promise.all(names.map(start));
    for (const _ of names) await master.welcome(1);
    master.kill();
    const next = await startFakeMaster(master.port);
    context.after(next.kill);
    for (const _ of names) await next.welcome(2);
    stop();
    await all;
  });

  test('registers with the true master after a false one that claimed the highest possible epoch', async (context) => {
    const { master, start, stop } = await setUp(context);
    const left = start('slave1');
    const session = await master.welcome(Number.MAX_SAFE_INTEGER);
    await session.ended;
    master.kill();
    const next = await startFakeMaster(master.port);
    context.after(next.kill);
    const trueSession = await next.welcome(1);
    trueSession.send({
      kind: 'assign',
      taskId: 't1',
      taskname: 'task1',
      attempt: 1,
      work: { kind: 'sleep', sleepSeconds: 0 },
    });
    await trueSession.receive('started');
    stop();
    await left;
  });

  test('returns immediately when its signal is already aborted', async (context) => {
    const { start, stop } = await setUp(context);
    stop();
    await start('slave1');
  });
});
