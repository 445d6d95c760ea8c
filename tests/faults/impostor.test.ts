import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import type { SessionRequest } from '@steadfast/protocol';
import { listSlaves } from './support/inspect.ts';
import { numberedTasks } from './support/numbered-tasks.ts';
import { executionsOf, logLines } from './support/observations.ts';
import { openRawPeer } from './support/raw-peer.ts';
import { sharedMongod } from './support/shared-mongod.ts';
import { stopAndVerify } from './support/stop-and-verify.ts';
import { readFacts, readTasks } from './support/stored-data.ts';
import { assertHistory, UNDISTURBED } from './support/task-history.ts';
import { startTestbed, type Testbed } from './support/testbed.ts';
import { lastingSleeptime, occupySlaves, waitForRunning } from './support/waits.ts';

const mongod = sharedMongod();

const HARMLESS = { killedTasks: { max: 0 }, reruns: { max: 0 }, fencedExecutions: { max: 0 } };

/** What a stranger knows who has read the answers of the inspection. */
interface Victim {
  readonly host: string;
  readonly instance: string;
  readonly taskId: string;
  readonly attempt: number;
}

async function inspectVictim(testbed: Testbed): Promise<Victim> {
  const [slave] = await listSlaves(testbed);
  assert.ok(slave?.task);
  const { host, instance, task } = slave;
  return { host, instance, taskId: task.taskId, attempt: task.attempt };
}

/** All that a stranger can try without the secret, and how the session must end. */
function forgeries({ host, instance, taskId, attempt }: Victim): readonly (readonly [SessionRequest, RegExp])[] {
  const finished = [{ taskId, attempt, state: 'HELD_STATE_FINISHED' as const }];
  const claim = { host, instance, held: finished };
  const unproven = new RegExp(`^UNAUTHENTICATED: the secret does not belong to the instance .* of ${host}`);
  return [
    [{ register: { ...claim, protocolVersion: 1 } }, /^INVALID_ARGUMENT: .*protocol version 1/],
    [{ register: { ...claim, protocolVersion: 1, secret: randomBytes(32) } }, /^INVALID_ARGUMENT: .*version 1/],
    [{ register: { ...claim, protocolVersion: 2 } }, /^INVALID_ARGUMENT: secret must have 32 bytes/],
    [{ register: { ...claim, protocolVersion: 2, secret: Buffer.alloc(32) } }, unproven],
    [{ register: { ...claim, protocolVersion: 2, secret: randomBytes(32) } }, unproven],
    [{ register: { ...claim, protocolVersion: 2, secret: Buffer.from(instance, 'hex') } }, unproven],
    [{ register: { ...claim, protocolVersion: 2, held: [], secret: randomBytes(32) } }, unproven],
    [{ register: { ...claim, protocolVersion: 3 } }, /^INVALID_ARGUMENT: secret must have 32 bytes/],
    [{ register: { ...claim, protocolVersion: 3, secret: randomBytes(32) } }, unproven],
    [{ register: { ...claim, protocolVersion: 5, secret: randomBytes(32) } }, /^FAILED_PRECONDITION: .*version 5/],
  ];
}

describe('a stranger who knows the name and the instance of a slave', { concurrency: true }, () => {
  test('neither has its task recorded as a success nor keeps it from finishing', async (context) => {
    const testbed = await startTestbed(context, { mongoUrl: mongod.freshDatabaseUrl(), slaves: 1 });
    await occupySlaves(testbed, ['slave1'], numberedTasks(4));
    const victim = await inspectVictim(testbed);
    const isDone = async (): Promise<boolean> => (await readTasks(testbed.database))[0]?.state === 'success';
    let forged = 0;
    for (; !(await isDone()); forged += 1)
      for (const [request, expected] of forgeries(victim)) {
        const peer = openRawPeer(testbed);
        peer.send(request);
        assert.match(await peer.waitForOutcome(), expected);
      }
    assert.ok(forged > 0, 'the task was still running when the stranger began');
    await assertHistory(testbed, UNDISTURBED, 'task1');
    const [execution, ...others] = await executionsOf(testbed);
    assert.deepEqual(others, []);
    assert.ok(execution?.end !== undefined, 'the slave ran its task to the end');
    assert.equal((await logLines(testbed, 'slave1', 'session.opened')).length, 1);
    await stopAndVerify(testbed, HARMLESS);
  });

  test('cannot continue in its place at a master that was restarted', async (context) => {
    const testbed = await startTestbed(context, { mongoUrl: mongod.freshDatabaseUrl(), slaves: 1 });
    await testbed.insert(numberedTasks(lastingSleeptime(testbed, 4)));
    await waitForRunning(testbed, 1);
    const victim = await inspectVictim(testbed);
    testbed.freeze('slave1');
    await testbed.kill('master1');
    testbed.start('master1');
    await testbed.waitUntil('the master is back', async () => (await readFacts(testbed.database, 'epoch.began'))[1]);
    for (const [request, expected] of forgeries(victim)) {
      const peer = openRawPeer(testbed);
      peer.send(request);
      assert.match(await peer.waitForOutcome(), expected);
    }
    testbed.thaw('slave1');
    await testbed.waitUntil(
      'the task succeeds',
      async () => (await readTasks(testbed.database))[0]?.state === 'success',
    );
    const [execution, ...others] = await executionsOf(testbed);
    assert.deepEqual(others, []);
    assert.ok(execution?.end !== undefined, 'the slave ran its task to the end');
    await stopAndVerify(testbed, HARMLESS);
  });
});
