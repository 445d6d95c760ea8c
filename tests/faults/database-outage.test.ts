import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { numberedTasks } from './support/numbered-tasks.ts';
import { executionsInProgress, executionsOf, logLines } from './support/observations.ts';
import { stopAndVerify } from './support/stop-and-verify.ts';
import { readFacts } from './support/stored-data.ts';
import { assertHistory, UNDISTURBED } from './support/task-history.ts';
import { startTestbed, type Testbed } from './support/testbed.ts';
import { occupySlaves, waitForAllSuccesses, waitForLog } from './support/waits.ts';

const HARMLESS = { killedTasks: { max: 0 }, returnedTasks: { max: 0 }, reruns: { max: 0 } };
const SLAVES = ['slave1', 'slave2', 'slave3'];
const SLEEPTIMES = [1.5, 1.7, 1.9, 0.2, 0.2, 0.2, 0.2, 0.2];

function pidsOf({ cluster }: Testbed) {
  return ['master1', ...SLAVES].map((name) => cluster.process(name).pid);
}

function waitUntilNoneRuns(testbed: Testbed): Promise<boolean> {
  return testbed.waitUntil(
    'all running tasks have finished',
    async () => (await executionsInProgress(testbed)).length === 0,
  );
}

/** Returns how many acknowledgements the slaves logged in a time span: none while the database is down. */
async function acknowledgementsBetween(testbed: Testbed, fromMs: number, toMs: number): Promise<number> {
  const lines = (await Promise.all(SLAVES.map((name) => logLines(testbed, name, 'task.success')))).flat();
  return lines.filter(({ atMs }) => atMs > fromMs && atMs < toMs).length;
}

/** Asserts that no process exited, no session broke, and every task ran once, in its first attempt. */
async function assertUndisturbed(testbed: Testbed, pids: readonly (number | undefined)[]): Promise<void> {
  assert.deepEqual(pidsOf(testbed), pids);
  for (const name of SLAVES) assert.deepEqual(await logLines(testbed, name, 'session.lost'), []);
  assert.deepEqual(await readFacts(testbed.database, 'slave.lost'), []);
  await assertHistory(testbed, UNDISTURBED, ...numberedTasks(...SLEEPTIMES).map(({ taskname }) => taskname));
  assert.equal((await executionsOf(testbed)).length, SLEEPTIMES.length);
}

describe('a MongoDB outage stops no process, kills no task and loses no report', { concurrency: true }, () => {
  test('when mongod is killed and restarted', async (context) => {
    const testbed = await startTestbed(context);
    await occupySlaves(testbed, SLAVES, numberedTasks(...SLEEPTIMES));
    const pids = pidsOf(testbed);
    await testbed.kill('mongod');
    const killedAtMs = Date.now();
    await waitUntilNoneRuns(testbed);
    await waitForLog(testbed, 'master1', 'store.unavailable');
    const restartedAtMs = Date.now();
    testbed.start('mongod');
    await waitForAllSuccesses(testbed);
    assert.equal(await acknowledgementsBetween(testbed, killedAtMs, restartedAtMs), 0);
    await waitForLog(testbed, 'master1', 'store.available');
    await assertUndisturbed(testbed, pids);
    await stopAndVerify(testbed, { ...HARMLESS, databaseOutagesWhileBusy: { min: 1 }, epochs: { max: 1 } });
  });

  test('when mongod is frozen for 5 s', async (context) => {
    const testbed = await startTestbed(context);
    await occupySlaves(testbed, SLAVES, numberedTasks(...SLEEPTIMES));
    const pids = pidsOf(testbed);
    testbed.freeze('mongod');
    const frozenAtMs = Date.now();
    await sleep(5_000);
    await waitUntilNoneRuns(testbed);
    assert.equal(await acknowledgementsBetween(testbed, frozenAtMs, Date.now()), 0);
    testbed.thaw('mongod');
    await waitForAllSuccesses(testbed);
    await assertUndisturbed(testbed, pids);
    await stopAndVerify(testbed, { ...HARMLESS, databaseOutagesWhileBusy: { min: 1 }, epochs: { max: 1 } });
  });

  test('when mongod is down while the master and the slaves start', async (context) => {
    const testbed = await startTestbed(context, { idle: ['master1', ...SLAVES] });
    await testbed.insert(numberedTasks(...SLEEPTIMES));
    await testbed.kill('mongod');
    for (const name of ['master1', ...SLAVES]) testbed.start(name);
    await waitForLog(testbed, 'master1', 'store.unavailable');
    const pids = pidsOf(testbed);
    testbed.start('mongod');
    await waitForAllSuccesses(testbed);
    await assertUndisturbed(testbed, pids);
    await stopAndVerify(testbed, { ...HARMLESS, epochs: { max: 1 } });
  });
});
