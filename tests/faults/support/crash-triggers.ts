/** Triggers that make a master reach the failpoints that scheduling ordinary tasks does not reach. */
import assert from 'node:assert/strict';
import type { ObservedExecution } from './journals-and-logs.ts';
import { waitForCrash, type CrashContext, type CrashTrigger } from './master-crashes.ts';
import { currentEpoch, executionsOf } from './observations.ts';
import type { Testbed } from './testbed.ts';
import { waitForJoined, waitForRunning } from './waits.ts';

async function waitForOneRunning(testbed: Testbed): Promise<ObservedExecution> {
  const [execution] = await waitForRunning(testbed, 1);
  assert.ok(execution);
  return execution;
}

/** Stops the master while tasks are running. */
export async function stopMaster({ testbed, start, insertTasks }: CrashContext): Promise<void> {
  await insertTasks();
  start();
  await waitForOneRunning(testbed);
  await testbed.stop('master1');
}

/** Inserts a document that is not a valid task. */
export async function insertInvalidDocument({ testbed, start, insertTasks }: CrashContext): Promise<void> {
  await insertTasks();
  await testbed.database.collection('tasks').insertOne({ taskname: 'broken', sleeptime: -1, state: 'created' });
  start();
}

/** Inserts a task from another ledger, which has had attempts there. */
export async function insertForeignTask({ testbed, start, insertTasks }: CrashContext): Promise<void> {
  await insertTasks();
  const foreign = { taskname: 'foreign', sleeptime: 0.1, state: 'killed', host: 'slave9', attempt: 3, rev: 1_000_000 };
  await testbed.database.collection('tasks').insertOne(foreign);
  start();
}

/** Kills a slave while it runs a task, and restarts it after the master has crashed. */
export async function killSlave({ testbed, failpoint, start, insertTasks }: CrashContext): Promise<void> {
  await insertTasks();
  start();
  const { host } = await waitForOneRunning(testbed);
  await testbed.kill(host);
  await waitForCrash(testbed, failpoint);
  testbed.start(host);
}

/** Starts the slave `declining`, which declines every task because it cannot write its journal, and which stays up. */
export async function declineTasks({ testbed, start, insertTasks }: CrashContext): Promise<void> {
  const epoch = await currentEpoch(testbed);
  if (!testbed.cluster.process('declining').alive) testbed.start('declining');
  start();
  await waitForJoined(testbed, epoch + 1, 'slave1', 'slave2', 'declining');
  await insertTasks();
}

/** Stops a slave that then has no time to finish and hands its task back, and restarts it. */
export async function handTaskBack({ testbed, start, insertTasks }: CrashContext): Promise<void> {
  await insertTasks();
  start();
  const { host } = await waitForOneRunning(testbed);
  await testbed.stop(host);
  testbed.start(host);
}

/** Freezes a slave for longer than the recovery grace, so that it returns with a task that was given to another slave. */
export async function returnAfterRecoveryGrace({ testbed, start, insertTasks }: CrashContext): Promise<void> {
  await insertTasks();
  testbed.start('master1');
  const { host, taskname, attempt: revoked } = await waitForOneRunning(testbed);
  await testbed.kill('master1');
  testbed.freeze(host);
  start('--recovery-grace', '0.2');
  await testbed.waitUntil('another slave runs the task', async () =>
    (await executionsOf(testbed, taskname)).some(({ attempt }) => attempt > revoked),
  );
  testbed.thaw(host);
}

/** Crashes a master before it updates the documents, so that its successor has to. */
export async function leaveDocumentsOutdated({ testbed, start, insertTasks }: CrashContext): Promise<void> {
  await insertTasks();
  testbed.start('master1', '--failpoint', 'project/before#2');
  await waitForCrash(testbed, 'project/before#2');
  start();
}

/** Crashes one master after the other while it catches up, before it starts the one with the failpoint of the crash. */
export function crashRepeatedlyAt(failpoints: readonly string[]): CrashTrigger {
  return async ({ testbed, start, insertTasks }) => {
    await insertTasks();
    for (const failpoint of ['project/before#2', ...failpoints]) {
      testbed.start('master1', '--failpoint', failpoint);
      await waitForCrash(testbed, failpoint);
    }
    start();
  };
}
