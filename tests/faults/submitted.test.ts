import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { credentials, type ServiceError } from '@grpc/grpc-js';
import {
  TASK_CHANNEL_OPTIONS,
  TaskServiceClient,
  type NewTask,
  type SubmitResponse__Output,
  type TaskClient,
  type WatchResponse__Output,
} from '@steadfast/protocol/tasks';
import { sharedMongod } from './support/shared-mongod.ts';
import { stopAndVerify } from './support/stop-and-verify.ts';
import { readFacts } from './support/stored-data.ts';
import { startTestbed, type Testbed } from './support/testbed.ts';
import { waitForEpoch, waitForStarted } from './support/waits.ts';

const mongod = sharedMongod();

/** Connects to the master with an index from 0. */
function connectTo(context: TestContext, { cluster }: Testbed, index: number): TaskClient {
  const address = cluster.masterAddresses[index] ?? '';
  const client = new TaskServiceClient(address, credentials.createInsecure(), TASK_CHANNEL_OPTIONS);
  context.after(() => client.close());
  return client;
}

/** Watches tasks, and collects the kinds of their changes until they have succeeded, as `key kind`. */
function watch(context: TestContext, client: TaskClient, taskIds: readonly string[]): string[] {
  const call = client.watch();
  const seen: string[] = [];
  call.on('data', ({ task, change }: WatchResponse__Output) => {
    if (task !== undefined && task !== null) seen.push(`${task.task?.taskId} ${task.task?.state}`);
    if (change !== undefined && change !== null) seen.push(`${change.taskId} ${change.kind}`);
  });
  call.on('error', () => undefined);
  call.write({ taskIds: [...taskIds] });
  context.after(() => call.cancel());
  return seen;
}

function submit(client: TaskClient, tasks: readonly NewTask[]): Promise<SubmitResponse__Output | ServiceError> {
  return new Promise((resolve) =>
    client.submit({ tasks: [...tasks] }, (error, response) => resolve(error ?? (response as SubmitResponse__Output))),
  );
}

/** Calls Cancel or Release until it is answered, as a program does while a master takes over. */
function command(testbed: Testbed, client: TaskClient, method: 'cancel' | 'release', key: string): Promise<string> {
  const call = (): Promise<string | undefined> =>
    new Promise((resolve) => {
      const answered = (error: ServiceError | null, response?: { readonly outcome: string }): void =>
        resolve(error === null ? response?.outcome : undefined);
      if (method === 'cancel') client.cancel({ key }, answered);
      else client.release({ key }, answered);
    });
  return testbed.waitUntil(`${method} ${key} is answered`, call);
}

describe('a program that submits tasks', () => {
  test('learns what becomes of them, although the leader that took them is killed', async (context) => {
    const testbed = await startTestbed(context, { mongoUrl: mongod.freshDatabaseUrl(), masters: 2, idle: ['master2'] });
    await waitForEpoch(testbed, 1);
    testbed.start('master2');
    await waitForStarted(testbed, 'master2');
    const [first, second] = [connectTo(context, testbed, 0), connectTo(context, testbed, 1)];
    const tasks = ['a', 'b', 'c', 'd', 'e', 'f'].map((key) => ({ key, taskname: key, sleepSeconds: 1.5 }));
    await testbed.waitUntil('the leader accepts the tasks', async () => 'tasks' in (await submit(first, tasks)));
    const seen = watch(
      context,
      second,
      tasks.map(({ key }) => JSON.stringify(key)),
    );
    await testbed.waitUntil(
      'three tasks are running',
      () => seen.filter((line) => line.endsWith('running')).length >= 3,
    );
    await testbed.kill('master1');
    const again = await testbed.waitUntil('the new leader knows the tasks', async () => {
      const response = await submit(second, [...tasks, { key: 'g', taskname: 'g', sleepSeconds: 600 }]);
      return 'tasks' in response ? response.tasks : undefined;
    });
    assert.deepEqual(
      again.map(({ isNew }) => isNew),
      [...tasks.map(() => false), true],
    );
    const running = async (): Promise<boolean> =>
      (await readFacts(testbed.database, 'task.running')).some(({ taskname }) => taskname === 'g');
    await testbed.waitUntil('the last task is running', running);
    assert.equal(await command(testbed, second, 'cancel', 'g'), 'CANCEL_OUTCOME_CANCELLED');
    await testbed.waitUntil('every success is received', () =>
      tasks.every(({ key }) => seen.some((line) => line.startsWith(`"${key}" `) && line.endsWith('success'))),
    );
    await testbed.database.collection('tasks').updateOne({ _id: 'g' as never }, { $set: { sleeptime: 0 } });
    await testbed.waitUntil('the last task is parked', async () => {
      const row = await testbed.database.collection('tasks').findOne({ _id: 'g' as never });
      return row?.['parked'] !== undefined;
    });
    assert.equal(await command(testbed, second, 'release', 'g'), 'RELEASE_OUTCOME_RELEASED');
    testbed.start('master1');
    await stopAndVerify(testbed, { killedTasks: { min: 1, max: 1 }, returnedTasks: { max: 0 } });
  });
});
