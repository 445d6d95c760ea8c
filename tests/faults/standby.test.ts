import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { numberedTasks } from './support/numbered-tasks.ts';
import { executionsOf, logLines } from './support/observations.ts';
import { sharedMongod } from './support/shared-mongod.ts';
import { stopAndVerify } from './support/stop-and-verify.ts';
import { readFacts, type StoredFact } from './support/stored-data.ts';
import { assertHistory, FIRST_ATTEMPT, RUN_ONCE } from './support/task-history.ts';
import { startTestbed, type Testbed } from './support/testbed.ts';
import {
  occupySlaves,
  waitForAllSuccesses,
  waitForEpoch,
  waitForJoined,
  waitForLog,
  waitForStarted,
} from './support/waits.ts';

const mongod = sharedMongod();

const HARMLESS = { killedTasks: { max: 0 }, returnedTasks: { max: 0 }, reruns: { max: 0 } };
const SLAVES = ['slave1', 'slave2', 'slave3'];

const TASKS = numberedTasks(2, 3, 5, 0.5, 0.5, 0.5);

/** Starts a cluster in which master1 leads, master2 is a standby, and three tasks are running. */
async function startWithStandby(context: TestContext): Promise<Testbed> {
  const testbed = await startTestbed(context, { mongoUrl: mongod.freshDatabaseUrl(), masters: 2, idle: ['master2'] });
  await waitForEpoch(testbed, 1);
  testbed.start('master2');
  await waitForStarted(testbed, 'master2');
  await occupySlaves(testbed, SLAVES, TASKS);
  return testbed;
}

/** Returns the fact that began an epoch. */
async function epochBegan(testbed: Testbed, epoch: number): Promise<StoredFact> {
  const began = (await readFacts(testbed.database, 'epoch.began')).find((fact) => fact.epoch === epoch);
  assert.ok(began);
  return began;
}

/** Asserts that every task has such a history and was executed once, and that no slave returned to an earlier epoch. */
async function assertUnharmed(
  testbed: Testbed,
  tasks: readonly { readonly taskname: string }[],
  history = FIRST_ATTEMPT,
): Promise<void> {
  await assertHistory(testbed, history, ...tasks.map(({ taskname }) => taskname));
  assert.equal((await executionsOf(testbed)).length, tasks.length);
  for (const name of SLAVES) {
    const epochs = (await logLines(testbed, name, 'session.opened')).map(({ epoch = 0 }) => epoch);
    assert.deepEqual(
      epochs,
      epochs.toSorted((one, other) => one - other),
      `the epochs of the sessions of ${name}`,
    );
  }
}

describe('with a leader and a standby', { concurrency: true }, () => {
  test('a leader that is frozen until the standby has taken over changes nothing, and becomes the standby', async (context) => {
    const testbed = await startWithStandby(context);
    testbed.freeze('master1');
    await waitForEpoch(testbed, 2);
    const takeover = await epochBegan(testbed, 2);
    assert.equal(takeover.name, 'master2');
    await testbed.waitUntil('the new leader records a success', async () =>
      (await readFacts(testbed.database, 'task.success')).some(({ epoch }) => epoch === 2),
    );
    // Tasks that the old leader would place if it still led.
    const more = ['task7', 'task8', 'task9'].map((taskname) => ({ taskname, sleeptime: 0.5 }));
    await testbed.insert(more);
    testbed.thaw('master1');
    await waitForLog(testbed, 'master1', 'epoch.deposed');
    await waitForAllSuccesses(testbed);

    const old = (await epochBegan(testbed, 1)).by;
    const facts = await readFacts(testbed.database);
    assert.ok(
      facts.every(({ by, epoch }) => (by === old) === (epoch === 1)),
      'each epoch has a single writer',
    );
    assert.ok(
      facts.filter(({ epoch }) => epoch === 1).every(({ entry }) => entry < takeover.entry),
      'epochs do not overlap',
    );
    await assertUnharmed(testbed, [...TASKS, ...more]);

    // The old leader is a standby now: when the new leader is killed, it leads again, without a restart.
    await testbed.kill('master2');
    await waitForEpoch(testbed, 3);
    assert.equal((await epochBegan(testbed, 3)).name, 'master1');
    assert.equal(testbed.cluster.process('master1').incarnations.length, 1);
    await stopAndVerify(testbed, { ...HARMLESS, epochs: { min: 3, max: 3 }, masterFreezesWhileBusy: { min: 1 } });
  });

  test('a leader that is frozen under load loses no report and overwrites no document', async (context) => {
    const testbed = await startTestbed(context, { mongoUrl: mongod.freshDatabaseUrl(), masters: 2, idle: ['master2'] });
    await waitForEpoch(testbed, 1);
    testbed.start('master2');
    await waitForStarted(testbed, 'master2');
    await waitForJoined(testbed, 1, ...SLAVES);
    const tasks = numberedTasks(...Array.from({ length: 150 }, () => 0.05));
    await testbed.insert(tasks);
    await testbed.waitUntil(
      'a third of the tasks have been started',
      async () => (await executionsOf(testbed)).length > tasks.length / 3,
    );
    // Slaves keep reporting to it while it is frozen, and not all facts of its ledger entries are projected yet.
    testbed.freeze('master1');
    await waitForEpoch(testbed, 2);
    testbed.thaw('master1');
    await waitForLog(testbed, 'master1', 'epoch.deposed');
    await waitForAllSuccesses(testbed);
    // Placements that it wrote but did not send are returned.
    await assertUnharmed(testbed, tasks, RUN_ONCE);
    const replayed = (await Promise.all(SLAVES.map((name) => logLines(testbed, name, 'task.success')))).flat();
    assert.ok(
      replayed.some((line) => line.replayed === true),
      'reports are replayed',
    );
    await stopAndVerify(testbed, {
      killedTasks: { max: 0 },
      returnedTasks: { max: SLAVES.length },
      executions: { min: tasks.length, max: tasks.length },
      epochs: { min: 2, max: 2 },
    });
  });

  test('the standby replaces a killed leader, and no running task is affected', async (context) => {
    const testbed = await startWithStandby(context);
    await testbed.kill('master1');
    await waitForEpoch(testbed, 2);
    assert.equal((await epochBegan(testbed, 2)).name, 'master2');
    await waitForAllSuccesses(testbed);
    await assertUnharmed(testbed, TASKS);
    await stopAndVerify(testbed, { ...HARMLESS, runsAcrossMasterKill: { min: 3 } });
  });

  test('the standby replaces a leader that ended its epoch, and no running task is affected', async (context) => {
    const testbed = await startWithStandby(context);
    await testbed.stop('master1');
    await waitForEpoch(testbed, 2);
    assert.equal((await readFacts(testbed.database, 'epoch.ended')).length, 1);
    assert.equal((await epochBegan(testbed, 2)).name, 'master2');
    await waitForLog(testbed, 'master1', 'process.stopped');
    await waitForAllSuccesses(testbed);
    await assertUnharmed(testbed, TASKS);
    await stopAndVerify(testbed, HARMLESS);
  });
});
