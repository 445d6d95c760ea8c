/**
 * What makes a master come to those failpoints that it does not come to by work alone.
 */
import assert from 'node:assert/strict';
import { untilDead, type Doomed } from './master-deaths.ts';
import { currentEpoch, executionsOf, untilJoined, untilRunning } from './observations.ts';
import type { Execution } from './lines.ts';
import type { Trial } from './trial.ts';

/** Waits until a task runs; gives its execution. */
async function untilOneRuns(trial: Trial): Promise<Execution> {
  const [execution] = await untilRunning(trial, 1);
  assert.ok(execution);
  return execution;
}

/** The master is asked to stop while tasks run. */
export async function byStopping({ trial, start, insertTasks }: Doomed): Promise<void> {
  await insertTasks();
  start();
  await untilOneRuns(trial);
  await trial.stop('master1');
}

/** There is a document that is no task. */
export async function byBrokenDocument({ trial, start, insertTasks }: Doomed): Promise<void> {
  await insertTasks();
  await trial.database.collection('tasks').insertOne({ taskname: 'broken', sleeptime: -1, state: 'created' });
  start();
}

/** A slave is killed while it runs a task; when the master is dead, it is started again. */
export async function byKillingSlave({ trial, failpoint, start, insertTasks }: Doomed): Promise<void> {
  await insertTasks();
  start();
  const { host } = await untilOneRuns(trial);
  await trial.kill(host);
  await untilDead(trial, failpoint);
  trial.start(host);
}

/** A slave named `declining` cannot write its journal, and so declines everything; it stays. */
export async function byDeclining({ trial, start, insertTasks }: Doomed): Promise<void> {
  const epoch = await currentEpoch(trial);
  if (!trial.cluster.process('declining').alive) trial.start('declining');
  start();
  await untilJoined(trial, epoch + 1, 'slave1', 'slave2', 'declining');
  await insertTasks();
}

/** A slave is asked to stop, has no time to finish, and hands its task back; then it comes again. */
export async function byHandingBack({ trial, start, insertTasks }: Doomed): Promise<void> {
  await insertTasks();
  start();
  const { host } = await untilOneRuns(trial);
  await trial.stop(host);
  trial.start(host);
}

/** A slave sleeps through the recovery grace, and comes back with a task that is no longer its own. */
export async function byComingTooLate({ trial, start, insertTasks }: Doomed): Promise<void> {
  await insertTasks();
  trial.start('master1');
  const { host, taskname, attempt: lost } = await untilOneRuns(trial);
  await trial.kill('master1');
  trial.freeze(host);
  start('--recovery-grace', '0.2');
  await trial.until('another slave runs the task', async () =>
    (await executionsOf(trial, taskname)).some(({ attempt }) => attempt > lost),
  );
  trial.thaw(host);
}

/** A master dies when it is about to bring the documents up to date, so that its successor has to. */
export async function byLeavingWorkUndone({ trial, start, insertTasks }: Doomed): Promise<void> {
  await insertTasks();
  trial.start('master1', '--failpoint', 'project/before#2');
  await untilDead(trial, 'project/before#2');
  start();
}

/** Masters die one after the other while they catch up, until the last of them is to die at the failpoint of this death. */
export function afterDeathsAt(failpoints: readonly string[]) {
  return async (doomed: Doomed): Promise<void> => {
    const { trial, start, insertTasks } = doomed;
    await insertTasks();
    for (const failpoint of ['project/before#2', ...failpoints]) {
      trial.start('master1', '--failpoint', failpoint);
      await untilDead(trial, failpoint);
    }
    start();
  };
}
