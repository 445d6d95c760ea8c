import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { numberedTasks } from './support/numbered-tasks.ts';
import { executionsOf, logLines } from './support/observations.ts';
import { sharedMongod } from './support/shared-mongod.ts';
import { stopAndVerify } from './support/stop-and-verify.ts';
import { readFacts } from './support/stored-data.ts';
import { assertHistory, UNDISTURBED } from './support/task-history.ts';
import { startTestbed } from './support/testbed.ts';
import { occupySlaves, waitForAllSuccesses, waitForLog } from './support/waits.ts';

const mongod = sharedMongod();

const HARMLESS = { killedTasks: { max: 0 }, returnedTasks: { max: 0 }, reruns: { max: 0 } };
const SLAVES = ['slave1', 'slave2', 'slave3'];

describe('a master that is killed', { concurrency: true }, () => {
  // The downtime of the master and the duration of the tasks, in seconds.
  for (const [downSeconds, sleepSeconds] of [
    [0.1, 2],
    [2, 4],
    [8, 10],
  ] as const)
    test(`and restarted ${downSeconds} s later does not affect the three running tasks`, async (context) => {
      const testbed = await startTestbed(context, { mongoUrl: mongod.freshDatabaseUrl() });
      const before = await occupySlaves(testbed, SLAVES, numberedTasks(sleepSeconds, sleepSeconds, sleepSeconds));
      const pids = SLAVES.map((name) => testbed.cluster.process(name).pid);
      await testbed.kill('master1');
      await sleep(1_000 * downSeconds);
      testbed.start('master1');
      await waitForAllSuccesses(testbed);

      const executions = await executionsOf(testbed);
      const identities = ({ nonce, pid, attempt }: (typeof executions)[number]) => ({ nonce, pid, attempt });
      assert.deepEqual(executions.map(identities), before.map(identities));
      for (const { end } of executions) assert.ok((end?.sleptMs ?? 0) >= 1_000 * sleepSeconds);
      assert.deepEqual(
        SLAVES.map((name) => testbed.cluster.process(name).pid),
        pids,
      );
      await assertHistory(testbed, UNDISTURBED, 'task1', 'task2', 'task3');
      for (const name of SLAVES) {
        assert.equal((await logLines(testbed, name, 'session.lost')).length, 1);
        assert.deepEqual(
          (await logLines(testbed, name, 'session.opened')).map(({ epoch }) => epoch),
          [1, 2],
        );
      }
      await stopAndVerify(testbed, { ...HARMLESS, runsAcrossMasterKill: { min: 3 }, masterRelaunches: { min: 1 } });
    });

  test('and restarted after all running tasks have finished receives every report, and no task runs again', async (context) => {
    const testbed = await startTestbed(context, { mongoUrl: mongod.freshDatabaseUrl() });
    await occupySlaves(testbed, SLAVES, numberedTasks(1.5, 1.7, 1.9, 0.1, 0.1));
    await testbed.kill('master1');
    await testbed.waitUntil('all running tasks have finished', async () =>
      (await executionsOf(testbed)).every(({ end }) => end?.event === 'finished'),
    );
    testbed.start('master1');
    await waitForAllSuccesses(testbed);

    assert.equal((await executionsOf(testbed)).length, 5);
    await assertHistory(testbed, UNDISTURBED, 'task1', 'task2', 'task3', 'task4', 'task5');
    for (const name of SLAVES) assert.equal((await waitForLog(testbed, name, 'task.success'))[0]?.replayed, true);
    const successes = await readFacts(testbed.database, 'task.success');
    assert.deepEqual(
      successes.map(({ epoch }) => epoch),
      [2, 2, 2, 2, 2],
    );
    await stopAndVerify(testbed, {
      ...HARMLESS,
      reportsReplayed: { min: 3, max: 3 },
      finishedWithoutMaster: { min: 3, max: 3 },
    });
  });
});
