import assert from 'node:assert/strict';
import { after, before, describe, test, type TestContext } from 'node:test';
import type { TaskMessage } from '@steadfast/protocol/inspection';
import { waitUntil } from '@steadfast/runtime/testing';
import type { Document } from 'mongodb';
import { callForError, callUnary, startInspectedMaster, startSlave } from '../inspection/inspected-master.ts';
import { startTestServer, type TestServer } from '../store/mongo-fixture.ts';
import { connectTasks, openWatch, submit } from './task-client.ts';

let server: TestServer;
before(async () => void (server = await startTestServer()));
after(() => server.stop());

async function startLeader(context: TestContext) {
  const database = server.newDatabase();
  const { address, inspector } = await startInspectedMaster(context, server.urlOf(database));
  const client = connectTasks(context, address);
  const cancel = async (request: object) => (await callUnary(client.cancel.bind(client), request)).outcome;
  const release = async (request: object) => (await callUnary(client.release.bind(client), request)).outcome;
  const taskOf = async (key: string): Promise<TaskMessage> =>
    (await callUnary(client.get.bind(client), { key })).task ?? {};
  return { database, address, inspector, client, cancel, release, taskOf };
}

describe('Cancel', () => {
  test('stops a running task, which runs again once it is released', async (context) => {
    const { address, client, cancel, release, taskOf } = await startLeader(context);
    await startSlave(context, address, 'slave1');
    const { tasks } = await submit(client, { key: 'a', taskname: 'task1', sleepSeconds: 600 });
    const watch = openWatch(context, client, { taskIds: tasks.map(({ taskId }) => taskId ?? '') });
    await waitUntil('the task is running', () => watch.received.some((line) => /running/.test(line)));
    assert.equal(await cancel({ key: 'a', reason: 'obsolete' }), 'CANCEL_OUTCOME_CANCELLED');
    assert.equal(await cancel({ taskId: '"a"' }), 'CANCEL_OUTCOME_CANCELLED', 'again');
    const parked = await waitUntil('its document is parked', async () => (await taskOf('a')).parked);
    assert.deepEqual([parked.reason, parked.cancelled], ['cancelled: obsolete', true]);
    await submit(client, { key: 'b', taskname: 'task2', sleepSeconds: 0 });
    await waitUntil('the slave runs the next task', async () => (await taskOf('b')).state === 'success');
    assert.equal(await release({ key: 'a' }), 'RELEASE_OUTCOME_RELEASED');
    await waitUntil('it runs again', () => watch.received.includes('task.running task1#2'));
    assert.equal(await release({ key: 'a' }), 'RELEASE_OUTCOME_NOT_PARKED');
    const changes = watch.received.filter((line) => /killed|cancelled|released/.test(line));
    assert.deepEqual(changes, ['task.killed task1#1', 'task.cancelled task1#0', 'task.released task1#0']);
  });

  test('keeps a waiting task from running', async (context) => {
    const { address, client, cancel, taskOf } = await startLeader(context);
    await submit(client, { key: 'a', sleepSeconds: 0 }, { key: 'b', sleepSeconds: 0 });
    assert.equal(await cancel({ key: 'a' }), 'CANCEL_OUTCOME_CANCELLED');
    await startSlave(context, address, 'slave1');
    await waitUntil('the other one has succeeded', async () => (await taskOf('b')).state === 'success');
    const { state, attempt } = await taskOf('a');
    assert.deepEqual([state, attempt], ['created', 0]);
  });

  test('tells that a task has succeeded, is parked for another reason, or does not exist', async (context) => {
    const { database, address, client, cancel, release } = await startLeader(context);
    await startSlave(context, address, 'slave1');
    await submit(client, { key: 'a', sleepSeconds: 0 });
    const tasks = server.client.db(database).collection<Document & { _id: string }>('tasks');
    await waitUntil('it has succeeded', () => tasks.findOne({ _id: 'a', state: 'success' }));
    assert.equal(await cancel({ key: 'a' }), 'CANCEL_OUTCOME_SUCCEEDED');
    await tasks.insertOne({ _id: 'odd', taskname: 'odd', sleeptime: 'long', state: 'created' });
    await waitUntil('it is parked', () => tasks.findOne({ _id: 'odd', parked: { $exists: true } }));
    assert.equal(await cancel({ key: 'odd' }), 'CANCEL_OUTCOME_PARKED');
    await tasks.updateOne({ _id: 'odd' }, { $set: { sleeptime: 0 } });
    assert.equal(await release({ key: 'odd' }), 'RELEASE_OUTCOME_RELEASED');
    await waitUntil('it has succeeded, too', () => tasks.findOne({ _id: 'odd', state: 'success' }));
    const call = client.cancel.bind(client);
    assert.equal(await callForError(call, { key: 'nobody' }), 'NOT_FOUND: no task has the identifier "nobody"');
    assert.match(await callForError(call, { key: 'a', reason: 'a\nb' }), /^INVALID_ARGUMENT: reason must not contain/);
  });

  test('is answered as often as it is called, whatever the task is doing at the moment', async (context) => {
    const { address, client, cancel, taskOf } = await startLeader(context);
    await startSlave(context, address, 'slave1');
    const keys = Array.from({ length: 40 }, (_, index) => `k${index}`);
    await submit(client, ...keys.map((key) => ({ key, sleepSeconds: 0.02 })));
    const outcomes = await Promise.all(keys.map(async (key) => ({ key, outcome: await cancel({ key }) })));
    for (const { key, outcome } of outcomes)
      await waitUntil(`${key} is ${outcome}`, async () => {
        const { state, parked } = await taskOf(key);
        return outcome === 'CANCEL_OUTCOME_CANCELLED' ? parked?.cancelled === true : state === 'success';
      });
  });
});

describe('SetPriority', () => {
  test('changes the document of a task', async (context) => {
    const { client, taskOf } = await startLeader(context);
    await submit(client, { key: 'a', sleepSeconds: 0 });
    const call = client.setPriority.bind(client);
    assert.deepEqual((await callUnary(call, { key: 'a', priority: 7 })).succeeded, false);
    assert.equal((await taskOf('a')).priority, 7);
    assert.match(await callForError(call, { key: 'b', priority: 7 }), /^NOT_FOUND/);
    assert.match(await callForError(call, { key: 'a', priority: -(2 ** 31) }), /^INVALID_ARGUMENT/);
  });
});
