import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { credentials, status, type ServiceError } from '@grpc/grpc-js';
import { LEADER_METADATA, TASK_CHANNEL_OPTIONS, TaskServiceClient, type NewTask } from '@steadfast/protocol/tasks';
import { waitUntil } from '@steadfast/runtime/testing';
import { ObjectId, type Document } from 'mongodb';
import { callForError, startInspectedMaster, startSlave } from '../inspection/inspected-master.ts';
import { startTestServer, type TestServer } from '../store/mongo-fixture.ts';
import { connectTasks, submit } from './task-client.ts';

let server: TestServer;
before(async () => void (server = await startTestServer()));
after(() => server.stop());

function tasksOf(database: string) {
  return server.client.db(database).collection<Document & { _id: string | ObjectId }>('tasks');
}

async function startLeader(context: Parameters<typeof startInspectedMaster>[0]) {
  const database = server.newDatabase();
  const leader = await startInspectedMaster(context, server.urlOf(database));
  return { ...leader, database, client: connectTasks(context, leader.address) };
}

describe('Submit', () => {
  test('stores a plain sleep as a user would insert it, and a slave runs it', async (context) => {
    const { client, database, address } = await startLeader(context);
    await startSlave(context, address, 'slave1');
    const { tasks } = await submit(client, { taskname: 'task1', sleepSeconds: 0.1 });
    assert.equal(tasks[0]?.isNew, true);
    const _id = new ObjectId(tasks[0]?.taskId);
    const row = await waitUntil('the task has succeeded', () => tasksOf(database).findOne({ _id, state: 'success' }));
    assert.deepEqual(
      Object.keys(row).sort(),
      ['_id', 'taskname', 'sleeptime', 'state', 'host', 'attempt', 'history', 'rev'].sort(),
    );
  });

  test('stores what a task says about how it is run', async (context) => {
    const { client, database } = await startLeader(context);
    const taskId = new ObjectId().toHexString();
    const notBefore = new Date(Date.now() + 3_600_000);
    const { tasks } = await submit(
      client,
      {
        key: 'order-7',
        kind: 'resize',
        inputJson: '{"url":"https://example.org","at":{"$date":"2026-01-01T00:00:00Z"}}',
        queue: 'images',
        priority: -5,
        notBefore: { seconds: Math.floor(notBefore.getTime() / 1_000), nanos: (notBefore.getTime() % 1_000) * 1e6 },
        retry: { maxAttempts: 3, initialBackoffSeconds: 0.5, backoffFactor: 3 },
        timeoutSeconds: 10,
      },
      { taskId, taskname: 'task2', sleepSeconds: 0, notBefore: { seconds: Math.floor(notBefore.getTime() / 1_000) } },
    );
    assert.deepEqual(
      tasks.map(({ taskId: id, isNew }) => [id, isNew]),
      [
        ['"order-7"', true],
        [taskId, true],
      ],
    );
    const { rev: _rev, parked: _parked, ...row } = { ...(await tasksOf(database).findOne({ _id: 'order-7' })) };
    assert.deepEqual(row, {
      _id: 'order-7',
      taskname: 'resize',
      kind: 'resize',
      input: { url: 'https://example.org', at: new Date('2026-01-01T00:00:00Z') },
      queue: 'images',
      priority: -5,
      notBefore,
      retry: { maxAttempts: 3, backoff: { initial: 0.5, factor: 3 } },
      timeout: 10,
      state: 'created',
    });
  });

  test('tells that a key is in use, and in which fields its task differs', async (context) => {
    const { client } = await startLeader(context);
    const task: NewTask = { key: 'a', taskname: 'task1', sleepSeconds: 1, retry: { maxAttempts: 2 } };
    await submit(client, task);
    const { tasks } = await submit(client, task, { key: 'b', taskname: 'task1', sleepSeconds: 1 });
    const again = await submit(client, { ...task, sleepSeconds: 2, retry: null, priority: 9, queue: 'other' });
    assert.deepEqual(
      [...tasks, ...again.tasks].map(({ isNew, differingFields }) => [isNew, differingFields]),
      [
        [false, []],
        [true, []],
        [false, ['sleep_seconds', 'queue', 'retry']],
      ],
    );
  });

  test('names the invalid field, and stores no task of the request', async (context) => {
    const { client, database } = await startLeader(context);
    const valid: NewTask = { key: 'valid', sleepSeconds: 1 };
    const error = (...tasks: readonly NewTask[]): Promise<string> =>
      callForError(client.submit.bind(client), { tasks: [...tasks] });
    const cases: readonly (readonly [NewTask, string])[] = [
      [{}, 'sleep_seconds is required for the kind "sleep"'],
      [{ sleepSeconds: -1 }, 'sleep_seconds must be a number from 0 to 2147483'],
      [{ sleepSeconds: 1, inputJson: '1' }, 'input_json must be empty for the kind "sleep"'],
      [{ kind: 'a b' }, 'kind must be 1 to 64 letters, digits, dots, hyphens or underscores'],
      [{ sleepSeconds: 1, queue: 'ä' }, 'queue must be 1 to 64 letters, digits, dots, hyphens or underscores'],
      [{ sleepSeconds: 1, taskname: 'a\nb' }, 'taskname must not contain control characters'],
      [{ sleepSeconds: 1, taskname: 'a'.repeat(201) }, 'taskname must have at most 200 characters'],
      [{ sleepSeconds: 1, priority: -(2 ** 31) }, 'priority must be at least -2147483647'],
      [{ sleepSeconds: 1, key: '' }, 'key must not be empty'],
      [{ sleepSeconds: 1, taskId: 'order-7' }, 'task_id must be 24 hexadecimal digits, in lower case'],
      [{ kind: 'f', inputJson: `${'['.repeat(60)}${']'.repeat(60)}` }, 'input_json must have at most 50 levels'],
      [{ kind: 'f', inputJson: JSON.stringify('x'.repeat(262_143)) }, 'input_json must have at most 262144 bytes'],
      [{ kind: 'f', sleepSeconds: 1 }, 'sleep_seconds must not be set for any kind but "sleep"'],
      [{ kind: 'f', retry: { maxAttempts: 1_000_001 } }, 'retry.max_attempts must be a number from 0 to 1000000'],
    ];
    for (const [task, problem] of cases)
      assert.equal(await error(valid, task), `INVALID_ARGUMENT: tasks[1].${problem}`);
    assert.match(await error(valid, { kind: 'f', inputJson: '{' }), /tasks\[1\]\.input_json must be JSON/);
    assert.equal(await error(), 'INVALID_ARGUMENT: tasks must contain 1 to 1000 tasks');
    assert.equal(await error(valid, valid), 'INVALID_ARGUMENT: tasks[1] has the same identifier as tasks[0]');
    assert.equal(await tasksOf(database).countDocuments(), 0);
  });

  test('accepts a request of a thousand tasks, and none above 1 MiB', async (context) => {
    const { client, address, database } = await startLeader(context);
    const tasks = Array.from({ length: 1_000 }, (_, index) => ({
      key: `k${index}`,
      kind: 'f',
      inputJson: '"1234567890"',
    }));
    const response = await submit(client, ...tasks);
    assert.equal(response.tasks.filter(({ isNew }) => isNew).length, 1_000);
    assert.equal(await tasksOf(database).countDocuments(), 1_000);
    const options = { ...TASK_CHANNEL_OPTIONS, 'grpc.max_send_message_length': -1 };
    const large = new TaskServiceClient(address, credentials.createInsecure(), options);
    context.after(() => large.close());
    const inputs = Array.from({ length: 5 }, () => ({ kind: 'f', inputJson: JSON.stringify('x'.repeat(250_000)) }));
    assert.match(await callForError(large.submit.bind(large), { tasks: inputs }), /^RESOURCE_EXHAUSTED/);
    assert.match(await callForError(large.get.bind(large), { key: 'x'.repeat(200_000) }), /^RESOURCE_EXHAUSTED/);
  });

  test('is refused by a standby, which names the leader, also for programs', async (context) => {
    const { address, database } = await startLeader(context);
    const standby = await startInspectedMaster(context, server.urlOf(database), {
      name: 'master2',
      ready: 'master.listening',
    });
    const client = connectTasks(context, standby.address);
    const call = (): Promise<ServiceError | null> =>
      new Promise((resolve) => client.submit({ tasks: [{ sleepSeconds: 1 }] }, (error) => resolve(error)));
    const error = await waitUntil('the standby knows the leader', async () => {
      const result = await call();
      return result?.code === status.FAILED_PRECONDITION ? result : null;
    });
    assert.equal(error.details, `master2 is standby; call the leader, master1 at ${address}`);
    assert.deepEqual(error.metadata.get(LEADER_METADATA), [address]);
  });

  test('reports that the database refuses a task', async (context) => {
    const { client, database } = await startLeader(context);
    await server.client.db(database).command({ collMod: 'tasks', validator: { taskname: { $ne: 'odd' } } });
    const error = await callForError(client.submit.bind(client), { tasks: [{ taskname: 'odd', sleepSeconds: 1 }] });
    assert.match(error, /^FAILED_PRECONDITION: tasks\[0\] was refused by the database: Document failed validation/);
  });
});
