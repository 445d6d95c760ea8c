import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ObservedExecution } from './support/journals-and-logs.ts';
import { numberedTasks } from './support/numbered-tasks.ts';
import { executionsOf, logLines } from './support/observations.ts';
import { sharedMongod } from './support/shared-mongod.ts';
import { stopAndVerify } from './support/stop-and-verify.ts';
import { readFacts, readTasks } from './support/stored-data.ts';
import { assertHistory, FIRST_ATTEMPT, RERUN, UNDISTURBED } from './support/task-history.ts';
import { startTestbed, type Testbed } from './support/testbed.ts';
import { lastingSleeptime, occupySlaves, waitForAllSuccesses, waitForLog } from './support/waits.ts';

const mongod = sharedMongod();

const HARMLESS = { killedTasks: { max: 0 }, returnedTasks: { max: 0 }, reruns: { max: 0 } };

/** Runs one task on two slaves, and freezes the slave that runs it; returns its execution. */
async function freezeBusySlave(testbed: Testbed, sleepSeconds: number): Promise<ObservedExecution> {
  const [execution] = await occupySlaves(testbed, ['slave1', 'slave2'], numberedTasks(sleepSeconds));
  assert.ok(execution);
  testbed.freeze(execution.host);
  return execution;
}

/** Waits until the second attempt is running; returns its execution. */
function waitForSecondAttempt(testbed: Testbed): Promise<ObservedExecution> {
  return testbed.waitUntil('the second attempt is running', async () =>
    (await executionsOf(testbed, 'task1')).find(({ attempt }) => attempt === 2),
  );
}

describe('when a process is frozen', { concurrency: true }, () => {
  test('for half a second, a slave keeps its task and its session', async (context) => {
    const testbed = await startTestbed(context, { mongoUrl: mongod.freshDatabaseUrl(), slaves: 2 });
    const { host: frozen } = await freezeBusySlave(testbed, 3);
    // A third of the time after which the keepalive ends the session: the rest is for a busy machine.
    await sleep(500);
    testbed.thaw(frozen);
    await waitForAllSuccesses(testbed);
    await assertHistory(testbed, UNDISTURBED, 'task1');
    assert.equal((await executionsOf(testbed)).length, 1);
    assert.deepEqual(await logLines(testbed, frozen, 'session.lost'), []);
    assert.deepEqual(await readFacts(testbed.database, 'slave.lost'), []);
    await stopAndVerify(testbed, { ...HARMLESS, slaveFreezesWhileBusy: { min: 1 } });
  });

  test('until its task is over, a slave loses it to another one, and its late report is refused', async (context) => {
    const testbed = await startTestbed(context, { mongoUrl: mongod.freshDatabaseUrl(), slaves: 2 });
    const { host: frozen, startedAtMs } = await freezeBusySlave(testbed, 5);
    const { host } = await waitForSecondAttempt(testbed);
    assert.notEqual(host, frozen);
    const [task] = await readTasks(testbed.database);
    await sleep(startedAtMs + 1_000 * ((task?.sleeptime ?? 0) + 1) - Date.now());
    testbed.thaw(frozen);
    await waitForAllSuccesses(testbed);
    await testbed.waitUntil(
      'the late report is refused',
      async () => (await logLines(testbed, frozen, 'report.refused')).length,
    );

    await assertHistory(testbed, RERUN, 'task1');
    const ends = (await executionsOf(testbed)).map(({ attempt, end }) => [attempt, end?.event]);
    assert.deepEqual(ends, [
      [1, 'finished'],
      [2, 'finished'],
    ]);
    const refused = (await waitForLog(testbed, 'master1', 'report.refused')).map((line) => [line.host, line.attempt]);
    assert.deepEqual(refused, [[frozen, 1]]);
    await stopAndVerify(testbed, { reportsRefused: { min: 1, max: 1 }, fencedExecutions: { min: 1, max: 1 } });
  });

  test('until its task runs on another slave, a slave aborts its own execution when it resumes', async (context) => {
    const testbed = await startTestbed(context, { mongoUrl: mongod.freshDatabaseUrl(), slaves: 2 });
    // The keepalive takes 3 s to detect the freeze. Then the second attempt is placed and observed, and the slave aborted.
    const { host: frozen } = await freezeBusySlave(testbed, 3 + 4 * lastingSleeptime(testbed, 1.5));
    await waitForSecondAttempt(testbed);
    testbed.thaw(frozen);
    await waitForAllSuccesses(testbed);
    const ends = (await executionsOf(testbed)).map(({ attempt, host, end }) => [attempt, host === frozen, end?.event]);
    assert.deepEqual(ends, [
      [1, true, 'aborted'],
      [2, false, 'finished'],
    ]);
    await waitForLog(testbed, frozen, 'task.killed');
    assert.equal((await readFacts(testbed.database, 'task.success')).length, 1);
    await stopAndVerify(testbed, { killedTasks: { min: 1, max: 1 }, fencedExecutions: { max: 0 } });
  });

  test('for 8 s, a master causes no second attempt of any running task', async (context) => {
    const testbed = await startTestbed(context, { mongoUrl: mongod.freshDatabaseUrl() });
    // Of the running tasks, one finishes before its slave loses its session, one after that, and one after the thaw.
    await occupySlaves(testbed, ['slave1', 'slave2', 'slave3'], numberedTasks(2.5, 6, 12, 0.5, 0.5, 0.5));
    testbed.freeze('master1');
    await sleep(8_000);
    testbed.thaw('master1');
    await waitForAllSuccesses(testbed);
    await assertHistory(testbed, FIRST_ATTEMPT, 'task1', 'task2', 'task3', 'task4', 'task5', 'task6');
    assert.equal((await executionsOf(testbed)).length, 6);
    const lost = await Promise.all(
      ['slave1', 'slave2', 'slave3'].map((name) => logLines(testbed, name, 'session.lost')),
    );
    assert.ok(
      lost.every(({ length }) => length >= 1),
      'every slave lost its session',
    );
    await stopAndVerify(testbed, { ...HARMLESS, masterFreezesWhileBusy: { min: 1 } });
  });
});
