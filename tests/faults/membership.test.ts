import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { numberedTasks } from './support/numbered-tasks.ts';
import { executionsInProgress, executionsOf, logLines } from './support/observations.ts';
import { sharedMongod } from './support/shared-mongod.ts';
import { stopAndVerify } from './support/stop-and-verify.ts';
import { readFacts, readTasks } from './support/stored-data.ts';
import { assertHistory, RERUN, UNDISTURBED } from './support/task-history.ts';
import { startTestbed } from './support/testbed.ts';
import {
  lastingSleeptime,
  occupySlaves,
  waitForAllSuccesses,
  waitForEpoch,
  waitForJoined,
  waitForLog,
  waitForRunning,
} from './support/waits.ts';

const mongod = sharedMongod();

const HARMLESS = { killedTasks: { max: 0 }, returnedTasks: { max: 0 }, reruns: { max: 0 } };

describe('slaves that join and leave at any time', { concurrency: true }, () => {
  test('get work when they join, finish it before they leave, and get work again when they return', async (context) => {
    const testbed = await startTestbed(context, {
      mongoUrl: mongod.freshDatabaseUrl(),
      idle: ['slave1', 'slave2', 'slave3'],
    });
    // slave1 runs the first one, so that tasks are waiting when slave2 joins.
    await testbed.insert(numberedTasks(lastingSleeptime(testbed, 2), 1, 1, 1, 1));
    await waitForLog(testbed, 'master1', 'epoch.ready');
    assert.ok((await readTasks(testbed.database)).every(({ state, attempt }) => state === 'created' && !attempt));

    testbed.start('slave1');
    await waitForRunning(testbed, 1);
    testbed.start('slave2');
    const execution = await testbed.waitUntil('slave2 runs a task', async () =>
      (await executionsInProgress(testbed)).find(({ host }) => host === 'slave2'),
    );
    await testbed.stop('slave2');
    assert.equal(
      (await executionsOf(testbed, execution.taskname))[0]?.end?.event,
      'finished',
      'slave2 finished its task before it left',
    );
    await waitForAllSuccesses(testbed);
    await testbed.stop('slave1');

    await testbed.insert([{ taskname: 'task6', sleeptime: 0.2 }]);
    testbed.start('slave2');
    await waitForAllSuccesses(testbed);
    assert.equal((await executionsOf(testbed, 'task6'))[0]?.host, 'slave2');
    await assertHistory(testbed, UNDISTURBED, 'task1', 'task2', 'task3', 'task4', 'task5', 'task6');
    const lost = await readFacts(testbed.database, 'slave.lost');
    assert.ok(lost.every(({ reason }) => reason === 'orderly stop'));
    await waitForLog(testbed, 'slave2', 'process.stopped');
    await stopAndVerify(testbed, { ...HARMLESS, slavesThatWorked: { min: 2 } });
  });

  test('hand back a task that they have no time to finish, and another slave runs it from scratch', async (context) => {
    const testbed = await startTestbed(context, {
      mongoUrl: mongod.freshDatabaseUrl(),
      slaves: 2,
      slaveOptions: ['--drain-timeout', '0.2'],
    });
    const [first] = await occupySlaves(testbed, ['slave1', 'slave2'], numberedTasks(1.5));
    assert.ok(first);
    await testbed.stop(first.host);
    await waitForAllSuccesses(testbed);
    await assertHistory(testbed, RERUN, 'task1');
    const executions = (await executionsOf(testbed)).map(({ host, end }) => [host === first.host, end?.event]);
    assert.deepEqual(executions, [
      [true, 'aborted'],
      [false, 'finished'],
    ]);
    assert.match((await logLines(testbed, first.host, 'task.killed'))[0]?.reason ?? '', /drain timeout/);
    await stopAndVerify(testbed, { killedTasks: { min: 1, max: 1 }, reruns: { min: 1, max: 1 } });
  });

  test('are refused while another live slave has their name, and join when that slave has died', async (context) => {
    const testbed = await startTestbed(context, {
      mongoUrl: mongod.freshDatabaseUrl(),
      slaves: ['slave1', 'twin'],
      idle: ['twin'],
      slaveOptions: (name) => (name === 'twin' ? ['--name', 'slave1', '--log-level', 'debug'] : []),
    });
    await waitForJoined(testbed, 1, 'slave1');
    testbed.start('twin');
    const refused = await testbed.waitUntil('the twin is refused', async () => {
      const lines = await logLines(testbed, 'twin', 'session.failed');
      return lines.find(({ reason = '' }) => reason.includes('name taken'));
    });
    assert.match(refused.reason ?? '', /retrying until it is gone|choose another --name/);
    await testbed.insert(numberedTasks(0.2, lastingSleeptime(testbed, 1.5)));
    await testbed.waitUntil(
      'the second task is running',
      async () => (await executionsOf(testbed, 'task2')).length > 0,
    );
    await waitForRunning(testbed, 1);
    assert.deepEqual(await logLines(testbed, 'slave1', 'session.lost'), []);
    assert.deepEqual(await logLines(testbed, 'twin', 'session.opened'), []);
    await testbed.kill('slave1');
    await waitForLog(testbed, 'twin', 'session.opened');
    await waitForAllSuccesses(testbed);
    await assertHistory(testbed, UNDISTURBED, 'task1');
    await assertHistory(testbed, RERUN, 'task2');
    const instances = (await readFacts(testbed.database, 'slave.joined')).map(({ instance }) => instance);
    assert.equal(new Set(instances).size, 2);
    await stopAndVerify(testbed, { slaveKillsWhileBusy: { min: 1 }, killedTasks: { max: 1 } });
  });
});

test('tasks that are inserted one at a time while slaves are idle run at once, in their first attempt', async (context) => {
  const testbed = await startTestbed(context, { mongoUrl: mongod.freshDatabaseUrl() });
  await waitForEpoch(testbed, 1);
  await waitForJoined(testbed, 1, 'slave1', 'slave2', 'slave3');
  const tasks = numberedTasks(...Array.from({ length: 8 }, () => 0));
  for (const { taskname } of tasks) {
    await testbed.insert([{ taskname, sleeptime: 0 }]);
    await waitForAllSuccesses(testbed);
    await assertHistory(testbed, UNDISTURBED, taskname);
  }
  assert.equal((await executionsOf(testbed)).length, tasks.length);
  await stopAndVerify(testbed, HARMLESS);
});
