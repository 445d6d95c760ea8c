import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FAILPOINTS, type FailpointName } from '@steadfast/slave/failpoint';
import { numberedTasks } from './support/numbered-tasks.ts';
import { executionsOf, logLines } from './support/observations.ts';
import { sharedMongod } from './support/shared-mongod.ts';
import { stopAndVerify } from './support/stop-and-verify.ts';
import { assertHistory, RERUN } from './support/task-history.ts';
import { startTestbed } from './support/testbed.ts';
import {
  lastingSleeptime,
  occupySlaves,
  waitForAllSuccesses,
  waitForLeader,
  waitForLog,
  waitForRunning,
  waitForTask,
} from './support/waits.ts';

const mongod = sharedMongod();

describe('when a slave is killed while it runs a task', { concurrency: true }, () => {
  test('another slave runs the task from scratch', async (context) => {
    const testbed = await startTestbed(context, { mongoUrl: mongod.freshDatabaseUrl(), slaves: 2 });
    const [first] = await occupySlaves(testbed, ['slave1', 'slave2'], numberedTasks(1.5));
    assert.ok(first);
    await testbed.kill(first.host);
    await waitForAllSuccesses(testbed);

    const [, second, ...more] = await executionsOf(testbed, 'task1');
    assert.deepEqual(more, []);
    assert.ok(second && second.host !== first.host && second.attempt === 2);
    assert.ok((second.end?.sleptMs ?? 0) >= 1_500, 'it sleeps for the whole time');
    await assertHistory(testbed, RERUN, 'task1');
    await waitForLog(testbed, second.host, 'task.success');
    await stopAndVerify(testbed, { slaveKillsWhileBusy: { min: 1, max: 1 }, killedTasks: { min: 1, max: 1 } });
  });

  test('the task is killed and unassigned until there is another slave', async (context) => {
    const testbed = await startTestbed(context, { mongoUrl: mongod.freshDatabaseUrl(), slaves: 1 });
    await occupySlaves(testbed, ['slave1'], numberedTasks(1.5));
    await testbed.kill('slave1');
    const task = await waitForTask(testbed, 'task1', 'is killed', ({ state }) => state === 'killed');
    assert.equal(task.assignment, undefined);
    testbed.start('slave1');
    await waitForAllSuccesses(testbed);
    await assertHistory(testbed, RERUN, 'task1');
    assert.equal((await logLines(testbed, 'slave1', 'task.running')).length, 2);
    await stopAndVerify(testbed, { slaveRelaunches: { min: 1 }, killedTasks: { min: 1, max: 1 } });
  });
});

/** The possible histories of the task of a slave that is killed at a failpoint. */
const HISTORIES: Record<FailpointName, RegExp> = {
  // The master may have placed the task already, but the slave never received it.
  registered: /^placed 1, (?:returned 1, placed 2, )?running \d, success \d$/,
  assigned: /^placed 1, returned 1, placed 2, running 2, success 2$/,
  // A report that was sent usually arrives, but need not.
  started: /^placed 1, (?:returned 1|running 1, killed 1), placed 2, running 2, success 2$/,
  finished: /^placed 1, running 1, killed 1, placed 2, running 2, success 2$/,
  reported: /^placed 1, running 1, (?:success 1|killed 1, placed 2, running 2, success 2)$/,
};

describe('a slave that is killed costs at most the attempt that it runs', { concurrency: 5 }, () => {
  for (const failpoint of FAILPOINTS) {
    test(`when it is killed at the failpoint ${failpoint}`, async (context) => {
      const testbed = await startTestbed(context, { mongoUrl: mongod.freshDatabaseUrl(), slaves: 1, idle: ['slave1'] });
      await testbed.insert(numberedTasks(0.3));
      testbed.start('slave1', '--failpoint', failpoint);
      await testbed.waitUntil(`the slave is killed at ${failpoint}`, () => !testbed.cluster.process('slave1').alive);
      testbed.start('slave1');
      await waitForAllSuccesses(testbed);
      await assertHistory(testbed, HISTORIES[failpoint], 'task1');
      assert.ok((await executionsOf(testbed, 'task1')).length <= 2);
      await stopAndVerify(testbed, { slaveKills: { min: 1, max: 1 }, successes: { min: 1, max: 1 } });
    });

    test(`when it is killed at the failpoint ${failpoint}, and the master with it`, async (context) => {
      const testbed = await startTestbed(context, { mongoUrl: mongod.freshDatabaseUrl(), slaves: 1, idle: ['slave1'] });
      await testbed.insert(numberedTasks(lastingSleeptime(testbed, 1.5)));
      testbed.start('slave1', '--failpoint', failpoint);
      // All failpoints but `finished` are reached only with a session, so the master must still be running.
      if (failpoint === 'finished') {
        await waitForRunning(testbed, 1);
        await testbed.kill('master1');
      }
      await testbed.waitUntil(`the slave is killed at ${failpoint}`, () => !testbed.cluster.process('slave1').alive);
      await testbed.kill('master1');
      testbed.start('slave1');
      testbed.start('master1');
      await waitForAllSuccesses(testbed);
      await assertHistory(testbed, HISTORIES[failpoint], 'task1');
      assert.ok((await executionsOf(testbed, 'task1')).length <= 2);
      await waitForLeader(testbed, 'master1');
      const once = { min: 1, max: 1 };
      await stopAndVerify(testbed, {
        slaveKills: once,
        masterKills: once,
        successes: once,
        epochs: { min: 2, max: 2 },
      });
    });
  }
});
