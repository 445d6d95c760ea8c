import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { MasterMessage } from '@steadfast/protocol';
import { FAILPOINTS } from '../src/failpoint.ts';
import { startFakeMaster, type FakeSession } from './fake-master.ts';
import { createWorkshop } from './program.ts';

function assign(taskId: string, sleepSeconds: number, attempt = 1): MasterMessage {
  return {
    kind: 'assign',
    taskId,
    taskname: `name-${taskId}`,
    attempt,
    sleepSeconds,
  };
}

async function setUp(context: TestContext) {
  const workshop = createWorkshop();
  const master = await startFakeMaster();
  context.after(() => {
    master.kill();
    workshop.dispose();
  });
  return { workshop, master };
}

/** Has a task assigned and waits until it runs. */
async function run(session: FakeSession, taskId: string, sleepSeconds: number): Promise<void> {
  session.say(assign(taskId, sleepSeconds));
  await session.hear('started');
}

describe('the slave program', { concurrency: 2 }, () => {
  test('registers, runs what it is assigned, and proves it', async (context) => {
    const { workshop, master } = await setUp(context);
    const { child } = workshop.startSlave(master.address);
    const session = await master.session();
    const register = await session.hear('register');
    assert.deepEqual(
      { host: register.host, protocolVersion: register.protocolVersion, held: register.held },
      { host: 'slave1', protocolVersion: 1, held: [] },
    );
    session.say({ kind: 'welcome', epoch: 3 });
    session.say(assign('t1', 0.15));
    assert.deepEqual(await session.hear('started'), { kind: 'started', taskId: 't1', attempt: 1 });
    assert.equal(workshop.journal().length, 1, 'the start is in the journal before it is reported');
    assert.deepEqual(await session.hear('finished'), { kind: 'finished', taskId: 't1', attempt: 1 });
    const [started, finished] = workshop.journal();
    assert.equal(started?.['event'], 'started');
    assert.equal(finished?.['event'], 'finished');
    assert.equal(started['nonce'], finished['nonce']);
    assert.ok(Number(finished['sleptMs']) >= 150);
    for (const line of [started, finished]) {
      assert.equal(line['pid'], child.pid);
      assert.equal(line['host'], 'slave1');
      assert.equal(line['instance'], register.instance);
    }
    session.say({ kind: 'acknowledge', taskId: 't1', attempt: 1 });
    await workshop.logged('task.success');
    const story = workshop.log().map((line) => line['event']);
    assert.deepEqual(story, [
      'process.started',
      'session.opened',
      'task.placed',
      'task.running',
      'task.finished',
      'task.success',
    ]);
    const success = workshop.log().at(-1);
    assert.deepEqual(
      [success?.['task'], success?.['taskId'], success?.['attempt'], success?.['epoch'], success?.['replayed']],
      ['name-t1', 't1', 1, 3, false],
    );
  });

  test('sleeps on while its master is dead, and replays its report to the next', async (context) => {
    const { workshop, master } = await setUp(context);
    workshop.startSlave(master.address);
    await run(await master.welcome(3), 't1', 0.4);
    master.kill();
    await workshop.logged('task.finished');
    const next = await startFakeMaster(master.port);
    context.after(next.kill);
    const session = await next.session();
    assert.deepEqual((await session.hear('register')).held, [{ taskId: 't1', attempt: 1, state: 'finished' }]);
    session.say({ kind: 'welcome', epoch: 4 });
    await session.hear('finished');
    session.say({ kind: 'acknowledge', taskId: 't1', attempt: 1 });
    await workshop.logged('task.success');
    assert.equal(workshop.log().at(-1)?.['replayed'], true);
    assert.deepEqual(
      workshop.journal().map((line) => line['event']),
      ['started', 'finished'],
    );
  });

  test('finds the master that leads among several', async (context) => {
    const { workshop, master } = await setUp(context);
    const leader = await startFakeMaster();
    context.after(leader.kill);
    workshop.startSlave(`127.0.0.1:1,${master.address},${leader.address}`);
    const standby = await master.session();
    await standby.hear('register');
    standby.say({ kind: 'refuse', reason: 'not leading', detail: 'ask the other', leader: 'master2' });
    await standby.ended;
    await run(await leader.welcome(9), 't1', 0);
  });

  test('stops a task that is withdrawn', async (context) => {
    const { workshop, master } = await setUp(context);
    workshop.startSlave(master.address);
    const session = await master.welcome(3);
    await run(session, 't1', 60);
    session.say({ kind: 'abort', taskId: 't1', attempt: 1 });
    await session.hear('aborted');
    assert.deepEqual(
      workshop.journal().map((line) => line['event']),
      ['started', 'aborted'],
    );
  });

  test('finishes its task after SIGTERM, has it acknowledged, and leaves', async (context) => {
    const { workshop, master } = await setUp(context);
    const { child, exit } = workshop.startSlave(master.address);
    const session = await master.welcome(3);
    await run(session, 't1', 0.3);
    child.kill('SIGTERM');
    await session.hear('leaving');
    session.say(assign('t2', 0));
    assert.equal((await session.hear('declined')).reason, 'draining');
    await session.hear('finished');
    session.say({ kind: 'acknowledge', taskId: 't1', attempt: 1 });
    await session.ended;
    assert.deepEqual((({ code, signal }) => ({ code, signal }))(await exit), { code: 0, signal: null });
    assert.equal(workshop.log().at(-1)?.['event'], 'process.stopped');
  });

  test('hands its task back when the drain time is over', async (context) => {
    const { workshop, master } = await setUp(context);
    const { child, exit } = workshop.startSlave(master.address, '--drain-timeout', '0.1');
    const session = await master.welcome(3);
    await run(session, 't1', 60);
    child.kill('SIGTERM');
    await session.hear('leaving');
    await session.hear('aborted');
    assert.equal((await exit).code, 0);
    assert.equal(workshop.journal().at(-1)?.['event'], 'aborted');
  });

  test('ends at once at the second signal', async (context) => {
    const { workshop, master } = await setUp(context);
    const { child, exit } = workshop.startSlave(master.address);
    const session = await master.welcome(3);
    await run(session, 't1', 60);
    child.kill('SIGINT');
    await session.hear('leaving');
    child.kill('SIGINT');
    assert.equal((await exit).code, 1);
  });

  test('declines what it could not prove', { skip: process.platform !== 'linux' }, async (context) => {
    const { workshop, master } = await setUp(context);
    workshop.startSlave(master.address, '--journal', '/dev/full');
    const session = await master.welcome(3);
    for (const taskId of ['t1', 't2']) {
      session.say(assign(taskId, 0));
      assert.equal((await session.hear('declined')).reason, 'cannot run it');
    }
    await workshop.logged('journal.failed');
  });

  for (const failpoint of FAILPOINTS) {
    test(`kills itself at the failpoint ${failpoint}`, async (context) => {
      const { workshop, master } = await setUp(context);
      const { exit } = workshop.startSlave(master.address, '--failpoint', failpoint);
      const session = await master.welcome(3);
      session.say(assign('t1', 0.05));
      const heard = { registered: 0, assigned: 0, started: 1, finished: 1, reported: 2 }[failpoint];
      if (heard >= 1) await session.hear('started');
      if (heard >= 2) await session.hear('finished');
      assert.equal((await exit).signal, 'SIGKILL');
      const lines = { registered: 0, assigned: 0, started: 1, finished: 2, reported: 2 }[failpoint];
      assert.equal(workshop.journal().length, lines);
    });
  }
});
