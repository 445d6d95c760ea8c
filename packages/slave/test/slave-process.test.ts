import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { PROTOCOL_VERSION, type MasterMessage } from '@steadfast/protocol';
import { FAILPOINTS } from '../src/failpoint.ts';
import { startFakeMaster, type FakeMasterSession } from './fake-master.ts';
import { createSlaveFolder } from './slave-process.ts';

function assign(taskId: string, sleepSeconds: number, attempt = 1): MasterMessage {
  return {
    kind: 'assign',
    taskId,
    taskname: `name-${taskId}`,
    attempt,
    work: { kind: 'sleep', sleepSeconds },
  };
}

async function setUp(context: TestContext) {
  const folder = createSlaveFolder();
  const master = await startFakeMaster();
  context.after(() => {
    master.kill();
    folder.dispose();
  });
  return { folder, master };
}

/** Assigns a task and waits until it is running. */
async function run(session: FakeMasterSession, taskId: string, sleepSeconds: number): Promise<void> {
  session.send(assign(taskId, sleepSeconds));
  await session.receive('started');
}

describe('the slave program', { concurrency: 2 }, () => {
  test('registers, runs a task and records it in journal and log', async (context) => {
    const { folder, master } = await setUp(context);
    const { child } = folder.startSlave(master.address);
    const session = await master.session();
    const register = await session.receive('register');
    assert.deepEqual(
      { host: register.host, protocolVersion: register.protocolVersion, held: register.held },
      { host: 'slave1', protocolVersion: PROTOCOL_VERSION, held: [] },
    );
    session.send({ kind: 'welcome', epoch: 3 });
    session.send(assign('t1', 0.15));
    assert.deepEqual(await session.receive('started'), { kind: 'started', taskId: 't1', attempt: 1 });
    assert.equal(folder.journal()[0]?.['event'], 'started', 'the start is in the journal before it is reported');
    assert.deepEqual(await session.receive('finished'), { kind: 'finished', taskId: 't1', attempt: 1 });
    const [started, finished] = folder.journal();
    assert.equal(started?.['event'], 'started');
    assert.equal(finished?.['event'], 'finished');
    assert.equal(started['nonce'], finished['nonce']);
    assert.ok(Number(finished['sleptMs']) >= 150);
    for (const line of [started, finished]) {
      assert.equal(line['pid'], child.pid);
      assert.equal(line['host'], 'slave1');
      assert.equal(line['instance'], register.instance);
    }
    session.send({ kind: 'acknowledge', taskId: 't1', attempt: 1 });
    await folder.logged('task.success');
    const events = folder.log().map((line) => line['event']);
    assert.deepEqual(events, [
      'process.started',
      'session.opened',
      'task.placed',
      'task.running',
      'task.finished',
      'task.success',
    ]);
    const success = folder.log().at(-1);
    assert.deepEqual(
      [success?.['task'], success?.['taskId'], success?.['attempt'], success?.['epoch'], success?.['replayed']],
      ['name-t1', 't1', 1, 3, false],
    );
  });

  test('keeps its task running while there is no master, and replays the report to the next one', async (context) => {
    const { folder, master } = await setUp(context);
    folder.startSlave(master.address);
    await run(await master.welcome(3), 't1', 0.4);
    master.kill();
    await folder.logged('task.finished');
    const next = await startFakeMaster(master.port);
    context.after(next.kill);
    const session = await next.session();
    assert.deepEqual((await session.receive('register')).held, [{ taskId: 't1', attempt: 1, state: 'finished' }]);
    session.send({ kind: 'welcome', epoch: 4 });
    await session.receive('finished');
    session.send({ kind: 'acknowledge', taskId: 't1', attempt: 1 });
    await folder.logged('task.success');
    assert.equal(folder.log().at(-1)?.['replayed'], true);
    assert.deepEqual(
      folder.journal().map((line) => line['event']),
      ['started', 'finished'],
    );
  });

  test('finds the leader among several masters', async (context) => {
    const { folder, master } = await setUp(context);
    const leader = await startFakeMaster();
    context.after(leader.kill);
    folder.startSlave(`127.0.0.1:1,${master.address},${leader.address}`);
    const standby = await master.session();
    await standby.receive('register');
    standby.send({ kind: 'refuse', reason: 'not leading', detail: 'connect to master2', leader: 'master2' });
    await standby.ended;
    await run(await leader.welcome(9), 't1', 0);
  });

  test('aborts a task when the master sends Abort', async (context) => {
    const { folder, master } = await setUp(context);
    folder.startSlave(master.address);
    const session = await master.welcome(3);
    await run(session, 't1', 60);
    session.send({ kind: 'abort', taskId: 't1', attempt: 1 });
    await session.receive('aborted');
    assert.deepEqual(
      folder.journal().map((line) => line['event']),
      ['started', 'aborted'],
    );
  });

  for (const name of ['SIGTERM', 'SIGHUP'] as const)
    test(`finishes its task after ${name}, waits for the acknowledgement and exits`, async (context) => {
      const { folder, master } = await setUp(context);
      const { child, waitForExit } = folder.startSlave(master.address);
      const session = await master.welcome(3);
      // Long enough for the signal to arrive first, however busy the machine is.
      await run(session, 't1', 2);
      child.kill(name);
      await session.receive('leaving');
      session.send(assign('t2', 0));
      assert.equal((await session.receive('declined')).reason, 'draining');
      await session.receive('finished');
      session.send({ kind: 'acknowledge', taskId: 't1', attempt: 1 });
      await session.ended;
      assert.deepEqual((({ code, signal }) => ({ code, signal }))(await waitForExit()), { code: 0, signal: null });
      assert.equal(folder.log().at(-1)?.['event'], 'process.stopped');
    });

  test('aborts its task at the drain timeout', async (context) => {
    const { folder, master } = await setUp(context);
    const { child, waitForExit } = folder.startSlave(master.address, '--drain-timeout', '0.1');
    const session = await master.welcome(3);
    await run(session, 't1', 60);
    child.kill('SIGTERM');
    await session.receive('leaving');
    await session.receive('aborted');
    assert.equal((await waitForExit()).code, 0);
    assert.equal(folder.journal().at(-1)?.['event'], 'aborted');
  });

  test('exits immediately on the second signal', async (context) => {
    const { folder, master } = await setUp(context);
    const { child, waitForExit } = folder.startSlave(master.address);
    const session = await master.welcome(3);
    await run(session, 't1', 60);
    child.kill('SIGINT');
    await session.receive('leaving');
    child.kill('SIGINT');
    assert.equal((await waitForExit()).code, 1);
  });

  test(
    'declines assignments while the journal cannot be written',
    { skip: process.platform !== 'linux' },
    async (context) => {
      const { folder, master } = await setUp(context);
      folder.startSlave(master.address, '--journal', '/dev/full');
      const session = await master.welcome(3);
      for (const taskId of ['t1', 't2']) {
        session.send(assign(taskId, 0));
        assert.equal((await session.receive('declined')).reason, 'cannot run it');
      }
      await folder.logged('journal.failed');
    },
  );

  for (const failpoint of FAILPOINTS) {
    test(`kills itself at the failpoint ${failpoint}`, async (context) => {
      const { folder, master } = await setUp(context);
      const { waitForExit } = folder.startSlave(master.address, '--failpoint', failpoint);
      const session = await master.welcome(3);
      session.send(assign('t1', 0.05));
      const reports = { registered: 0, assigned: 0, started: 1, finished: 1, reported: 2 }[failpoint];
      if (reports >= 1) await session.receive('started');
      if (reports >= 2) await session.receive('finished');
      assert.equal((await waitForExit()).signal, 'SIGKILL');
      const lines = { registered: 0, assigned: 0, started: 1, finished: 2, reported: 2 }[failpoint];
      assert.equal(folder.journal().length, lines);
    });
  }
});
