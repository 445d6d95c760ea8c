import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { waitUntil } from '@steadfast/runtime/testing';
import { ObjectId, type Document } from 'mongodb';
import { failCommands, startTestServer, type TestServer } from '../store/mongo-fixture.ts';
import {
  callUnary,
  callForError,
  insertTasks,
  startSlave,
  startInspectedMaster,
  waitForIndexes,
} from './inspected-master.ts';

let server: TestServer;
before(async () => void (server = await startTestServer()));
after(() => server.stop());

function newTask(taskname: string, sleeptime = 60) {
  return { taskname, sleeptime, state: 'created' };
}

describe('the inspector service', () => {
  test('shows a task that is rerun after its slave died in all unary methods', async (context) => {
    const database = server.newDatabase();
    const { address, inspector } = await startInspectedMaster(context, server.urlOf(database));
    await waitForIndexes(server, database);
    await insertTasks(server, database, newTask('task1'));
    const explain = () => callUnary(inspector.explainTask.bind(inspector), { taskname: 'task1' });
    const slaves = () => callUnary(inspector.listSlaves.bind(inspector), {});

    assert.equal((await explain()).now, 'waiting for a slave: none is connected');
    const killSlave1 = await startSlave(context, address, 'slave1');
    await waitUntil('the task runs', async () => (await explain()).now.startsWith('attempt 1 running on slave1 for '));
    const [first] = (await slaves()).slaves;
    assert.equal(first?.condition, 'busy');
    assert.match(first.address, /^127\.0\.0\.1:\d+$/);
    assert.equal(first.task?.taskname, 'task1');
    assert.equal(first.task.attempt, 1);
    assert.ok(first.connectedSince && first.task.placedAt && first.task.runningSince && first.task.age);

    await insertTasks(server, database, newTask('task2'));
    const second = await callUnary(inspector.explainTask.bind(inspector), { taskname: 'task2' });
    assert.equal(second.now, 'waiting for a slave: the only one is busy');

    killSlave1();
    await waitUntil(
      'the slave is lost',
      async () => (await explain()).now === 'waiting for a slave: none is connected',
    );
    await startSlave(context, address, 'slave2');
    await waitUntil('the task runs again', async () =>
      (await explain()).now.startsWith('attempt 2 running on slave2 for '),
    );
    const { story } = await explain();
    const outline = story.map((line) => line.replace(/\d{4}-[^ ]+Z/, 'T'));
    assert.deepEqual(outline, [
      'T created',
      'T attempt 1 placed on slave1',
      'T attempt 1 running on slave1',
      'T attempt 1 killed on slave1: slave1 was lost: connection broken',
      'T attempt 2 placed on slave2',
      'T attempt 2 running on slave2',
    ]);
    const { task, document } = await callUnary(inspector.getTask.bind(inspector), { taskname: 'task1' });
    assert.equal(task?.history.length, 5);
    assert.equal(task.assignment?.host, 'slave2');
    assert.deepEqual((JSON.parse(document) as { taskname: string }).taskname, 'task1');
    const { task: same } = await callUnary(inspector.getTask.bind(inspector), { taskId: task.taskId });
    assert.equal(same?.taskname, 'task1');
  });

  test('shows only the documented fields of a document', async (context) => {
    const database = server.newDatabase();
    const { inspector } = await startInspectedMaster(context, server.urlOf(database));
    await waitForIndexes(server, database);
    await insertTasks(server, database, { ...newTask('task1'), password: 'hunter2', input: { password: 'hunter2' } });
    const { document } = await callUnary(inspector.getTask.bind(inspector), { taskname: 'task1' });
    assert.equal((JSON.parse(document) as { taskname: string }).taskname, 'task1');
    assert.doesNotMatch(document, /hunter2|password|input/);
  });

  test('does not read fields that are too large to be shown', async (context) => {
    const database = server.newDatabase();
    const { inspector } = await startInspectedMaster(context, server.urlOf(database));
    await waitForIndexes(server, database);
    const large = 'x'.repeat(1_000_000);
    const parked = { reason: 'a test', at: new Date() };
    const _id = new ObjectId();
    const task = { _id, ...newTask('large'), host: large, history: [{ event: large }], parked };
    await insertTasks(server, database, task, { _id: large, ...newTask('identifier'), parked });
    const get = (request: object) => callUnary(inspector.getTask.bind(inspector), request);
    const { task: message, document } = await get({ taskId: _id.toHexString() });
    assert.deepEqual([message?.taskname, message?.host, message?.history], ['large', 'too large to be shown', []]);
    assert.equal((JSON.parse(document) as { history: string }).history, 'too large to be shown');
    assert.equal((await get({ taskname: 'identifier' })).task?.taskId, '"too large to be shown"');
  });

  test('returns the leader, the counts and the versions from GetCluster', async (context) => {
    const database = server.newDatabase();
    await insertTasks(server, database, newTask('task1', 0.4), newTask('task2'), newTask('task3'));
    const { address, inspector } = await startInspectedMaster(context, server.urlOf(database));
    await waitForIndexes(server, database);
    await startSlave(context, address, 'slave1');
    const cluster = () => callUnary(inspector.getCluster.bind(inspector), {});
    await waitUntil('the second task runs', async () => {
      const { tasks } = await cluster();
      return tasks?.success === 1 && tasks.running === 1;
    });
    const { master, leader, tasks, slaves, backlog, oldestWaiting, versions, note } = await cluster();
    assert.equal(master?.role, 'leading');
    assert.equal(leader?.name, 'master1');
    assert.equal(leader.epoch, 1);
    assert.ok(leader.since);
    assert.deepEqual(tasks, { created: 1, running: 1, killed: 0, success: 1, parked: 0, capped: [] });
    assert.deepEqual(slaves, { idle: 0, busy: 1, leaving: 0, resting: 0, awaited: 0 });
    assert.equal(backlog, 1);
    assert.equal(oldestWaiting?.taskname, 'task3');
    assert.equal(versions?.node, process.versions.node);
    assert.match(versions.mongodb, /^\d+\.\d+/);
    assert.equal(note, '');
    const { slaves: listed } = await callUnary(inspector.listSlaves.bind(inspector), {});
    assert.deepEqual(
      listed.map(({ host, finished, lost }) => ({ host, finished, lost })),
      [{ host: 'slave1', finished: 1, lost: 0 }],
    );
  });

  test('returns on a standby what the database shows, and a note that names the leader', async (context) => {
    const database = server.newDatabase();
    await insertTasks(server, database, newTask('task1'), newTask('task2'));
    const { address } = await startInspectedMaster(context, server.urlOf(database));
    await waitForIndexes(server, database);
    await startSlave(context, address, 'slave1');
    const standby = await startInspectedMaster(context, server.urlOf(database), {
      name: 'master2',
      ready: 'master.listening',
    });
    const { inspector } = standby;
    const listed = () => callUnary(inspector.listSlaves.bind(inspector), {});
    await waitUntil('the standby lists the slave and the leader', async () => {
      const { slaves, leader } = await listed();
      return slaves.length === 1 && leader?.name === 'master1' && leader.address !== '';
    });
    const { slaves, note } = await listed();
    assert.equal(slaves[0]?.condition, 'unknown');
    assert.equal(slaves[0].task?.taskname, 'task1');
    assert.match(note, /^master2 is a standby; query the leader, master1 at .*, for slaves$/);
    const { master, slaves: counts, note: same } = await callUnary(inspector.getCluster.bind(inspector), {});
    assert.equal(master?.role, 'standby');
    assert.equal(counts, null);
    assert.equal(same, note);
    const { now } = await callUnary(inspector.explainTask.bind(inspector), { taskname: 'task2' });
    assert.match(now, /^waiting; query the leader, master1 at .*, for the reason$/);
  });

  test('explains why a task is parked and how to fix it', async (context) => {
    const database = server.newDatabase();
    await insertTasks(server, database, { taskname: 'odd', sleeptime: 'long', state: 'created' });
    const { inspector } = await startInspectedMaster(context, server.urlOf(database));
    await waitForIndexes(server, database);
    const explain = () => callUnary(inspector.explainTask.bind(inspector), { taskname: 'odd' });
    await waitUntil('the task is parked', async () => (await explain()).now.startsWith('parked: '));
    assert.match((await explain()).now, /^parked: sleeptime must be a number .* Fix its document/);
  });

  test('returns the waiting task with the lowest _id from GetCluster, in the order of the database', async (context) => {
    const database = server.newDatabase();
    const killed = { taskname: 'killed', sleeptime: 1, state: 'killed', attempt: 1, rev: 1 };
    await insertTasks(
      server,
      database,
      { ...killed, _id: 10 },
      { taskname: 'created', sleeptime: 1, state: 'created', _id: 9 },
    );
    const { inspector } = await startInspectedMaster(context, server.urlOf(database));
    await waitForIndexes(server, database);
    const { oldestWaiting } = await callUnary(inspector.getCluster.bind(inspector), {});
    assert.equal(oldestWaiting?.taskname, 'created');
  });

  test('counts and lists parked tasks, and does not count them as backlog', async (context) => {
    const database = server.newDatabase();
    const odd = { taskname: 'odd', sleeptime: 'long', state: 'created' };
    await insertTasks(server, database, odd, newTask('task1'));
    const { inspector, master } = await startInspectedMaster(context, server.urlOf(database));
    await waitForIndexes(server, database);
    // Asked before, GetCluster would share for a second what it read while the task was being parked.
    const documents = server.client.db(database).collection('tasks');
    await waitUntil(
      'the task is parked',
      async () => (await documents.countDocuments({ parked: { $ne: null } })) === 1,
    );
    const { tasks, backlog, oldestWaiting } = await callUnary(inspector.getCluster.bind(inspector), {});
    assert.deepEqual([tasks?.created, tasks?.parked, backlog, oldestWaiting?.taskname], [2, 1, 1, 'task1']);
    const { tasks: listed } = await callUnary(inspector.listTasks.bind(inspector), { parked: true });
    assert.deepEqual(
      listed.map(({ taskname }) => taskname),
      ['odd'],
    );
    const { level, message } = await master.waitForEvent('task.parked');
    assert.equal(level, 'warn');
    assert.match(message, /^task \S+ parked: sleeptime .* Fix its document and remove the field "parked"\.$/);
  });

  test('returns the oldest waiting task from GetCluster although others are parked elsewhere', async (context) => {
    const database = server.newDatabase();
    const documents = [1, 2, 3, 4, 5].map((_id) => Object.assign(newTask(`task${_id}`), { _id }));
    await insertTasks(server, database, ...documents);
    // Continued in documents of their own, because those in tasks refuse updates.
    const at = new Date();
    await server.client
      .db(database)
      .collection<Document & { _id: number }>('detached')
      .insertMany([
        { _id: 1, state: 'created', parked: { reason: 'a test', at }, rev: 9 },
        { _id: 2, state: 'success', rev: 9 },
        { _id: 3, state: 'created', assignment: { host: 'slave1', instance: 'i', epoch: 1, at }, rev: 9 },
        { _id: 4, state: 'killed', rev: 9 },
      ]);
    // A master that cannot append does not lead: a leader would take task3 from a slave that its ledger does not know.
    await failCommands(server, context, 'alwaysOn', { failCommands: ['insert'], errorCode: 91 });
    const { inspector } = await startInspectedMaster(context, server.urlOf(database), { ready: 'master.listening' });
    await waitForIndexes(server, database);
    const { oldestWaiting } = await callUnary(inspector.getCluster.bind(inspector), {});
    assert.equal(oldestWaiting?.taskname, 'task4');
  });

  test('answers GetCluster with a lower bound of the counts that take too long', async (context) => {
    const database = server.newDatabase();
    await insertTasks(server, database, newTask('task1'), newTask('task2'));
    const { inspector } = await startInspectedMaster(context, server.urlOf(database));
    await waitForIndexes(server, database);
    // MaxTimeMSExpired, for every count and the search for the oldest one.
    const data = { failCommands: ['aggregate'], errorCode: 50, appName: 'steadfast-inspector' };
    await failCommands(server, context, 'alwaysOn', data);
    const { tasks, oldestWaiting, note } = await callUnary(inspector.getCluster.bind(inspector), {});
    assert.deepEqual(tasks?.capped, ['created', 'running', 'killed', 'success', 'parked']);
    assert.equal(oldestWaiting, null);
    assert.equal(note, 'the database took too long to find the oldest waiting task');
  });

  test('names the field that is invalid or the task that does not exist', async (context) => {
    const database = server.newDatabase();
    const { inspector } = await startInspectedMaster(context, server.urlOf(database));
    await waitForIndexes(server, database);
    const get = inspector.getTask.bind(inspector);
    const list = inspector.listTasks.bind(inspector);
    for (const [error, expected] of [
      [await callForError(get, {}), /^INVALID_ARGUMENT: task_id or taskname is required$/],
      [await callForError(get, { taskId: 'nonsense' }), /^INVALID_ARGUMENT: task_id must be/],
      [await callForError(get, { taskname: '' }), /^INVALID_ARGUMENT: taskname must be 1 to/],
      [await callForError(get, { taskname: 'nobody' }), /^NOT_FOUND: no task has taskname nobody$/],
      [await callForError(get, { taskId: 'a'.repeat(24) }), /^NOT_FOUND: no task has task_id aaa/],
      [await callForError(list, { state: 'lost' }), /^INVALID_ARGUMENT: state must be one of created, running/],
      [await callForError(list, { pageSize: 1001 }), /^INVALID_ARGUMENT: page_size must be 1 to 1000$/],
      [await callForError(list, { pageToken: 'nonsense' }), /^INVALID_ARGUMENT: page_token must come from/],
      [await callForError(list, { host: 'x'.repeat(201) }), /^INVALID_ARGUMENT: host must be at most/],
    ] as const)
      assert.match(error, expected);
  });

  test('reports an unavailable database without its password or a stack trace', async (context) => {
    const url = 'mongodb://ulla:secret@127.0.0.1:9/';
    const { inspector, master } = await startInspectedMaster(context, url, { ready: 'master.listening' });
    const errors = await Promise.all([
      callForError(inspector.getCluster.bind(inspector), {}),
      callForError(inspector.listTasks.bind(inspector), {}),
      callForError(inspector.getTask.bind(inspector), { taskname: 'task1' }),
      callForError(inspector.listSlaves.bind(inspector), {}),
    ]);
    for (const error of errors) {
      assert.match(error, /^UNAVAILABLE: database unavailable: /);
      assert.doesNotMatch(error, /secret|ulla|\n/);
    }
    assert.equal(
      master.log().some(({ event }) => event === 'inspection.failed'),
      false,
    );
  });
});
