import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import { MAX_HELD, MAX_HOST_LENGTH, type SessionRequest } from '@steadfast/protocol';
import { conclude } from './support/conclude.ts';
import { executionsOf, logged, occupy, untilAllSucceed, untilLeading, untilRunning } from './support/observations.ts';
import { openPeer } from './support/peer.ts';
import { numberedTasks, readFacts, readTasks } from './support/records.ts';
import { sharedMongod } from './support/shared-mongod.ts';
import { assertStories, UNDISTURBED } from './support/stories.ts';
import { startTrial, type Trial } from './support/trial.ts';

const mongod = sharedMongod();

const HARMLESS = { killedTasks: { max: 0 }, reruns: { max: 0 }, fencedExecutions: { max: 0 } };

async function taskIdOf(trial: Trial, taskname: string): Promise<string> {
  const task = (await readTasks(trial.database)).find((each) => each.taskname === taskname);
  assert.ok(task);
  return task._id.toHexString();
}

/** The real slave never noticed anything: one session, and each task once. */
async function assertUndisturbed(trial: Trial, executions: number): Promise<void> {
  assert.equal((await logged(trial, 'slave1', 'session.opened')).length, 1);
  assert.deepEqual(await logged(trial, 'slave1', 'session.lost'), []);
  assert.equal((await executionsOf(trial)).length, executions);
}

describe('a peer that lies is refused, and nobody else is disturbed', { concurrency: true }, () => {
  test('about a task that belongs to another slave, or that there is not', async (context) => {
    const trial = await startTrial(context, { mongoUrl: mongod.freshDatabase(), slaves: 1 });
    await occupy(trial, ['slave1'], numberedTasks(1.5));
    const liar = openPeer(trial);
    await liar.register('liar', 'liar-1');
    const lies = [
      await taskIdOf(trial, 'task1'),
      '0123456789abcdef01234567',
      '{"$gt":""}',
      '{"$where":"sleep(9)"}',
      '\n',
    ];
    for (const taskId of lies) {
      liar.say({ finished: { taskId, attempt: 1 } });
      await liar.untilHeard('abort', taskId);
    }
    liar.say({ started: { taskId: lies[0] ?? '', attempt: 1 } });
    liar.say({ declined: { taskId: lies[0] ?? '', attempt: 1, reason: 'DECLINE_REASON_BUSY' } });
    liar.say({ aborted: { taskId: lies[0] ?? '', attempt: 1 } });
    await untilAllSucceed(trial);
    await assertStories(trial, UNDISTURBED, 'task1');
    assert.equal((await executionsOf(trial, 'task1'))[0]?.host, 'slave1');
    const refused = await logged(trial, 'master1', 'report.refused');
    assert.deepEqual(
      refused.map(({ taskId, host }) => [taskId, host]),
      lies.map((taskId) => [taskId, 'liar']),
    );
    await assertUndisturbed(trial, 1);
    trial.chaos.noteStop('liar', 0);
    liar.leave();
    await conclude(trial, HARMLESS, { completeLogs: false });
  });

  test('about an attempt that it once had, before and after the task succeeded elsewhere', async (context) => {
    const trial = await startTrial(context, { mongoUrl: mongod.freshDatabase(), slaves: 1, idle: ['slave1'] });
    await trial.insert(numberedTasks(1));
    const taskId = await taskIdOf(trial, 'task1');
    await untilLeading(trial, 1);
    const liar = openPeer(trial);
    await liar.register('liar', 'liar-1');
    await liar.untilHeard('assign', taskId);
    trial.chaos.noteStop('liar', 0);
    liar.leave();
    trial.start('slave1');
    await untilRunning(trial, 1);

    const again = openPeer(trial);
    await again.register('liar', 'liar-1');
    again.say({ finished: { taskId, attempt: 1 } });
    await again.untilHeard('abort', taskId);
    await untilAllSucceed(trial);
    again.say({ finished: { taskId, attempt: 1 } });
    await trial.until('it is refused again', () => again.heard.filter(({ abort }) => abort).length === 2);
    await assertStories(trial, /^placed 1, returned 1, placed 2, running 2, success 2$/, 'task1');
    assert.equal((await logged(trial, 'master1', 'report.refused')).length, 2);
    assert.equal((await readFacts(trial.database, 'task.success'))[0]?.host, 'slave1');
    await assertUndisturbed(trial, 1);
    trial.chaos.noteStop('liar', 0);
    again.leave();
    await conclude(trial, { ...HARMLESS, reruns: { max: 1 } }, { completeLogs: false });
  });
});

const REGISTER = { host: 'rude', instance: 'rude-1', protocolVersion: 1, held: [] };
function held(count: number) {
  return Array.from({ length: count }, () => ({ taskId: 'x', attempt: 1, state: 'HELD_STATE_RUNNING' as const }));
}

/** What a peer says, in this order, and how its session must end. */
const RUDE: Record<string, { readonly says: readonly SessionRequest[]; readonly ends: RegExp }> = {
  'reports before it registers': {
    says: [{ finished: { taskId: 'x', attempt: 1 } }],
    ends: /^INVALID_ARGUMENT: .*first message .* must be Register/,
  },
  'registers twice': { says: [{ register: REGISTER }, { register: REGISTER }], ends: /^INVALID_ARGUMENT: .*once/ },
  'says nothing in a message': { says: [{}], ends: /^INVALID_ARGUMENT: .*no message/ },
  'speaks an unknown version': {
    says: [{ register: { ...REGISTER, protocolVersion: 7 } }],
    ends: /^FAILED_PRECONDITION: .*version 7/,
  },
  'has no name': { says: [{ register: { ...REGISTER, host: '' } }], ends: /^INVALID_ARGUMENT: host must/ },
  'has a name of 10 kB': {
    says: [{ register: { ...REGISTER, host: 'h'.repeat(10_000) } }],
    ends: new RegExp(`^INVALID_ARGUMENT: host must be 1 to ${MAX_HOST_LENGTH}`),
  },
  'has control characters in its name': {
    says: [{ register: { ...REGISTER, host: 'a\n{"event":"task.success"}\u001b[2J' } }],
    ends: /^INVALID_ARGUMENT: host must/,
  },
  'has no instance': { says: [{ register: { ...REGISTER, instance: '' } }], ends: /^INVALID_ARGUMENT: instance must/ },
  'holds a thousand attempts': {
    says: [{ register: { ...REGISTER, held: held(1_000) } }],
    ends: new RegExp(`^INVALID_ARGUMENT: held must have at most ${MAX_HELD}`),
  },
  'sends a message of 100 kB': {
    says: [{ register: { ...REGISTER, instance: 'i'.repeat(100_000) } }],
    ends: /^RESOURCE_EXHAUSTED: /,
  },
  'reports attempt 0': {
    says: [{ register: REGISTER }, { finished: { taskId: 'x', attempt: 0 } }],
    ends: /^INVALID_ARGUMENT: attempt must/,
  },
  'reports about a task with a name of 10 kB': {
    says: [{ register: REGISTER }, { finished: { taskId: 'x'.repeat(10_000), attempt: 1 } }],
    ends: /^INVALID_ARGUMENT: task_id must/,
  },
  'declines without a reason': {
    says: [{ register: REGISTER }, { declined: { taskId: 'x', attempt: 1 } }],
    ends: /^INVALID_ARGUMENT: declined.reason/,
  },
  'never introduces itself': { says: [], ends: /^DEADLINE_EXCEEDED: .*Register in time/ },
};

test('a peer that breaks the protocol is told why, and only its own session ends', async (context) => {
  const trial = await startTrial(context, { mongoUrl: mongod.freshDatabase(), slaves: 1 });
  // Work goes on throughout, and there is none left for those who register.
  await occupy(trial, ['slave1'], numberedTasks(6));
  const ends = Object.entries(RUDE).map(async ([what, { says, ends: expected }], index) => {
    // Each has a name of its own, so that none is in another's way; that its session ends is nobody else's doing.
    const host = `${REGISTER.host}-${index}`;
    trial.chaos.noteStop(host, 0);
    const peer = openPeer(trial);
    for (const request of says) peer.say(request.register === REGISTER ? { register: { ...REGISTER, host } } : request);
    assert.match(await peer.untilEnded(), expected, `who ${what}`);
  });
  const stranger = connect(Number(trial.cluster.masterAddresses[0]?.split(':')[1]), '127.0.0.1');
  stranger.on('error', () => undefined);
  stranger.end('GET / HTTP/1.1\r\n\r\n');
  await Promise.all(ends);
  await untilAllSucceed(trial);
  await assertStories(trial, UNDISTURBED, 'task1');
  await assertUndisturbed(trial, 1);
  await conclude(trial, HARMLESS, { completeLogs: false });
});
