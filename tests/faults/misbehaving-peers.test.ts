import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import { MAX_BATCH, MAX_HELD, MAX_HOST_LENGTH, type SessionRequest } from '@steadfast/protocol';
import { numberedTasks } from './support/numbered-tasks.ts';
import { executionsOf, logLines } from './support/observations.ts';
import { identityOf, openRawPeer } from './support/raw-peer.ts';
import { sharedMongod } from './support/shared-mongod.ts';
import { stopAndVerify } from './support/stop-and-verify.ts';
import { readFacts, readTasks } from './support/stored-data.ts';
import { assertHistory, UNDISTURBED } from './support/task-history.ts';
import { startTestbed, type Testbed } from './support/testbed.ts';
import { lastingSleeptime, occupySlaves, waitForAllSuccesses, waitForEpoch, waitForRunning } from './support/waits.ts';

const mongod = sharedMongod();

const HARMLESS = { killedTasks: { max: 0 }, reruns: { max: 0 }, fencedExecutions: { max: 0 } };

async function taskIdOf(testbed: Testbed, taskname: string): Promise<string> {
  const task = (await readTasks(testbed.database)).find((each) => each.taskname === taskname);
  assert.ok(task);
  return task._id.toHexString();
}

/** Asserts that the real slave had a single session and ran each task once. */
async function assertUndisturbed(testbed: Testbed, executions: number): Promise<void> {
  assert.equal((await logLines(testbed, 'slave1', 'session.opened')).length, 1);
  assert.deepEqual(await logLines(testbed, 'slave1', 'session.lost'), []);
  assert.equal((await executionsOf(testbed)).length, executions);
}

describe('a false report is refused and disturbs no other slave', { concurrency: true }, () => {
  test('when it is about a task of another slave or a task that does not exist', async (context) => {
    const testbed = await startTestbed(context, { mongoUrl: mongod.freshDatabaseUrl(), slaves: 1 });
    await occupySlaves(testbed, ['slave1'], numberedTasks(1.5));
    const liar = openRawPeer(testbed);
    await liar.register('liar', 'liar-1');
    const taskIds = [
      await taskIdOf(testbed, 'task1'),
      '0123456789abcdef01234567',
      '{"$gt":""}',
      '{"$where":"sleep(9)"}',
      '\n',
    ];
    for (const taskId of taskIds) {
      liar.send({ finished: { taskId, attempt: 1 } });
      await liar.waitForMessage('abort', taskId);
    }
    liar.send({ started: { taskId: taskIds[0] ?? '', attempt: 1 } });
    liar.send({ declined: { taskId: taskIds[0] ?? '', attempt: 1, reason: 'DECLINE_REASON_BUSY' } });
    liar.send({ aborted: { taskId: taskIds[0] ?? '', attempt: 1 } });
    await waitForAllSuccesses(testbed);
    await assertHistory(testbed, UNDISTURBED, 'task1');
    assert.equal((await executionsOf(testbed, 'task1'))[0]?.host, 'slave1');
    const refused = await logLines(testbed, 'master1', 'report.refused');
    assert.deepEqual(
      refused.map(({ taskId, host }) => [taskId, host]),
      taskIds.map((taskId) => [taskId, 'liar']),
    );
    await assertUndisturbed(testbed, 1);
    testbed.chaos.recordStop('liar', 0);
    liar.close();
    await stopAndVerify(testbed, HARMLESS, { completeLogs: false });
  });

  test('when it is about a revoked attempt, before and after the task succeeds on another slave', async (context) => {
    const testbed = await startTestbed(context, { mongoUrl: mongod.freshDatabaseUrl(), slaves: 1, idle: ['slave1'] });
    await testbed.insert(numberedTasks(lastingSleeptime(testbed, 1.5)));
    const taskId = await taskIdOf(testbed, 'task1');
    await waitForEpoch(testbed, 1);
    const liar = openRawPeer(testbed);
    await liar.register('liar', 'liar-1');
    await liar.waitForMessage('assign', taskId);
    testbed.chaos.recordStop('liar', 0);
    liar.close();
    testbed.start('slave1');
    await waitForRunning(testbed, 1);

    const secondSession = openRawPeer(testbed);
    await secondSession.register('liar', 'liar-1');
    secondSession.send({ finished: { taskId, attempt: 1 } });
    await secondSession.waitForMessage('abort', taskId);
    await waitForAllSuccesses(testbed);
    secondSession.send({ finished: { taskId, attempt: 1 } });
    await testbed.waitUntil(
      'the second report is refused',
      () => secondSession.received.filter(({ abort }) => abort).length === 2,
    );
    await assertHistory(testbed, /^placed 1, returned 1, placed 2, running 2, success 2$/, 'task1');
    assert.equal((await logLines(testbed, 'master1', 'report.refused')).length, 2);
    assert.equal((await readFacts(testbed.database, 'task.success'))[0]?.host, 'slave1');
    await assertUndisturbed(testbed, 1);
    testbed.chaos.recordStop('liar', 0);
    secondSession.close();
    await stopAndVerify(testbed, { ...HARMLESS, reruns: { max: 1 } }, { completeLogs: false });
  });
});

const REGISTER = { host: 'violator', ...identityOf('violator-1'), held: [] };
function held(count: number) {
  return Array.from({ length: count }, () => ({ taskId: 'x', attempt: 1, state: 'HELD_STATE_RUNNING' as const }));
}

/** Returns a message with several reports. */
function reports(...batch: Report[]): SessionRequest {
  return { reports: { reports: batch } };
}

type Report = NonNullable<NonNullable<SessionRequest['reports']>['reports']>[number];

/** The messages of peers that violate the protocol, and how their sessions must end. */
const VIOLATIONS: Record<string, { readonly requests: readonly SessionRequest[]; readonly end: RegExp }> = {
  'reports before it registers': {
    requests: [{ finished: { taskId: 'x', attempt: 1 } }],
    end: /^INVALID_ARGUMENT: .*first message .* must be Register/,
  },
  'registers twice': {
    requests: [{ register: REGISTER }, { register: REGISTER }],
    end: /^INVALID_ARGUMENT: Register was sent twice/,
  },
  'sends an empty message': { requests: [{}], end: /^INVALID_ARGUMENT: .*no message/ },
  'uses an unknown protocol version': {
    requests: [{ register: { ...REGISTER, protocolVersion: 7 } }],
    end: /^FAILED_PRECONDITION: .*version 7/,
  },
  'has no name': { requests: [{ register: { ...REGISTER, host: '' } }], end: /^INVALID_ARGUMENT: host must/ },
  'has a name of 10 kB': {
    requests: [{ register: { ...REGISTER, host: 'h'.repeat(10_000) } }],
    end: new RegExp(`^INVALID_ARGUMENT: host must be 1 to ${MAX_HOST_LENGTH}`),
  },
  'has control characters in its name': {
    requests: [{ register: { ...REGISTER, host: 'a\n{"event":"task.success"}\u001b[2J' } }],
    end: /^INVALID_ARGUMENT: host must/,
  },
  'has no instance': {
    requests: [{ register: { ...REGISTER, instance: '' } }],
    end: /^INVALID_ARGUMENT: instance must/,
  },
  'holds a thousand attempts': {
    requests: [{ register: { ...REGISTER, held: held(1_000) } }],
    end: new RegExp(`^INVALID_ARGUMENT: held must have at most ${MAX_HELD}`),
  },
  'sends a message of 200 kB': {
    requests: [{ register: { ...REGISTER, instance: 'i'.repeat(200_000) } }],
    end: /^RESOURCE_EXHAUSTED: /,
  },
  'reports attempt 0': {
    requests: [{ register: REGISTER }, { finished: { taskId: 'x', attempt: 0 } }],
    end: /^INVALID_ARGUMENT: attempt must/,
  },
  'reports about a task with a name of 10 kB': {
    requests: [{ register: REGISTER }, { finished: { taskId: 'x'.repeat(10_000), attempt: 1 } }],
    end: /^INVALID_ARGUMENT: task_id must/,
  },
  'reports attempt 0 after a valid report': {
    requests: [{ register: REGISTER }, reports({ leaving: {} }, { finished: { taskId: 'x', attempt: 0 } })],
    end: /^INVALID_ARGUMENT: attempt must/,
  },
  'reports nothing': { requests: [{ register: REGISTER }, reports()], end: /^INVALID_ARGUMENT: reports must/ },
  'reports more than fits into a message': {
    requests: [{ register: REGISTER }, reports(...Array.from({ length: MAX_BATCH + 1 }, () => ({ leaving: {} })))],
    end: new RegExp(`^INVALID_ARGUMENT: reports must have 1 to ${MAX_BATCH}`),
  },
  'reports in a batch before it registers': {
    requests: [reports({ started: { taskId: 'x', attempt: 1 } })],
    end: /^INVALID_ARGUMENT: .*first message .* must be Register/,
  },
  'declines without a reason': {
    requests: [{ register: REGISTER }, { declined: { taskId: 'x', attempt: 1 } }],
    end: /^INVALID_ARGUMENT: declined.reason/,
  },
  'never registers': { requests: [], end: /^DEADLINE_EXCEEDED: no Register message arrived in time/ },
};

test('a peer that violates the protocol loses its session with an explanation, and no other session ends', async (context) => {
  const testbed = await startTestbed(context, { mongoUrl: mongod.freshDatabaseUrl(), slaves: 1 });
  // The slave is busy throughout, and no task is left for the peers that register.
  await occupySlaves(testbed, ['slave1'], numberedTasks(6));
  const ends = Object.entries(VIOLATIONS).map(async ([what, { requests, end }], index) => {
    // Distinct names keep the peers from displacing each other. The checker must not blame the master for their end.
    const host = `${REGISTER.host}-${index}`;
    testbed.chaos.recordStop(host, 0);
    const peer = openRawPeer(testbed);
    for (const request of requests)
      peer.send(request.register === REGISTER ? { register: { ...REGISTER, host } } : request);
    assert.match(await peer.waitForEnd(), end, `a peer that ${what}`);
  });
  const stranger = connect(Number(testbed.cluster.masterAddresses[0]?.split(':')[1]), '127.0.0.1');
  stranger.on('error', () => undefined);
  stranger.end('GET / HTTP/1.1\r\n\r\n');
  await Promise.all(ends);
  await waitForAllSuccesses(testbed);
  await assertHistory(testbed, UNDISTURBED, 'task1');
  await assertUndisturbed(testbed, 1);
  await stopAndVerify(testbed, HARMLESS, { completeLogs: false });
});
