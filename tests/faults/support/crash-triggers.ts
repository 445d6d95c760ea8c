/** Triggers that make a master reach the failpoints that scheduling ordinary tasks does not reach. */
import assert from 'node:assert/strict';
import { credentials, type ServiceError } from '@grpc/grpc-js';
import { TASK_CHANNEL_OPTIONS, TaskServiceClient } from '@steadfast/protocol/tasks';
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

/** Inserts a task with a command that fails, and that may be tried only once. */
export async function insertFailingTask({ testbed, start, insertTasks }: CrashContext): Promise<void> {
  await insertTasks();
  const work = { kind: 'command', input: { argv: ['false'] }, retry: { maxAttempts: 1 } };
  await testbed.database.collection('tasks').insertOne({ taskname: 'failing', ...work, state: 'created' });
  start();
}

/** How long a call may take that is repeated until a master has answered it after the crash. */
const CALL_TIMEOUT_MS = 1_000;

/** Between two calls. */
const CALL_PAUSE_MS = 50;

/** After this, calls are not repeated, so that a test that has failed ends. */
const GIVE_UP_MS = 60_000;

/** Inserts a task that is not to be placed yet, and repeats a call about it until it succeeds after the crash. */
async function callAboutWaitingTask(
  { testbed, failpoint, start, insertTasks }: CrashContext,
  document: object,
  method: 'cancel' | 'release',
): Promise<void> {
  await insertTasks();
  const taskname = `to ${method}`;
  const waiting = { taskname, sleeptime: 0, state: 'created', notBefore: new Date('2100-01-01'), ...document };
  const { insertedId } = await testbed.database.collection('tasks').insertOne(waiting);
  start();
  const [address = ''] = testbed.cluster.masterAddresses;
  const client = new TaskServiceClient(address, credentials.createInsecure(), TASK_CHANNEL_OPTIONS);
  const taskId = insertedId.toHexString();
  const giveUpAtMs = Date.now() + GIVE_UP_MS;
  let crashed = false;
  const call = (): void => {
    const deadline = { deadline: Date.now() + CALL_TIMEOUT_MS };
    const answered = (error: ServiceError | null): void => {
      if ((crashed && error === null) || Date.now() >= giveUpAtMs) client.close();
      else setTimeout(call, CALL_PAUSE_MS).unref();
    };
    if (method === 'cancel') client.cancel({ taskId }, deadline, answered);
    else client.release({ taskId }, deadline, answered);
  };
  call();
  await waitForCrash(testbed, failpoint);
  crashed = true;
}

/** Cancels a task that waits. */
export function cancelTask(context: CrashContext): Promise<void> {
  return callAboutWaitingTask(context, {}, 'cancel');
}

/** Releases a task that the master has parked; as its document is not valid, it is parked again. */
export function releaseTask(context: CrashContext): Promise<void> {
  return callAboutWaitingTask(context, { sleeptime: -1, notBefore: new Date(0) }, 'release');
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
