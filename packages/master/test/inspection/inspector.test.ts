import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { until } from '../raw-client.ts';
import { startTestServer, type TestServer } from '../store/mongo-fixture.ts';
import { answerOf, errorOf, insertTasks, startSlave, startSubject, untilIndexed } from './inspected-master.ts';

let server: TestServer;
before(async () => void (server = await startTestServer()));
after(() => server.stop());

function newTask(taskname: string, sleeptime = 60) {
  return { taskname, sleeptime, state: 'created' };
}

describe('an inspected cluster', () => {
  test('shows a task that is rerun after its slave died, from every side', async (context) => {
    const database = server.newDatabase();
    const { address, inspector } = await startSubject(context, server.urlOf(database));
    await untilIndexed(server, database);
    await insertTasks(server, database, newTask('task1'));
    const explain = () => answerOf(inspector.explainTask.bind(inspector), { taskname: 'task1' });
    const slaves = () => answerOf(inspector.listSlaves.bind(inspector), {});

    assert.equal((await explain()).now, 'waiting: no slave is connected');
    const killFirst = await startSlave(context, address, 'slave1');
    await until('it runs', async () => (await explain()).now.startsWith('running on slave1 as attempt 1 for '));
    const [first] = (await slaves()).slaves;
    assert.equal(first?.condition, 'busy');
    assert.match(first.address, /^127\.0\.0\.1:\d+$/);
    assert.equal(first.task?.taskname, 'task1');
    assert.equal(first.task.attempt, 1);
    assert.ok(first.connectedSince && first.task.placedAt && first.task.runningSince && first.task.age);

    await insertTasks(server, database, newTask('task2'));
    const second = await answerOf(inspector.explainTask.bind(inspector), { taskname: 'task2' });
    assert.equal(second.now, 'waiting because the only slave is busy');

    killFirst();
    await until('the slave is lost', async () => (await explain()).now === 'waiting: no slave is connected');
    await startSlave(context, address, 'slave2');
    await until('it runs again', async () => (await explain()).now.startsWith('running on slave2 as attempt 2 for '));
    const { story } = await explain();
    const outline = story.map((line) => line.replace(/\d{4}-[^ ]+Z/, 'T'));
    assert.deepEqual(outline, [
      'T created',
      'T attempt 1 placed on slave1',
      'T attempt 1 running on slave1',
      'T attempt 1 killed on slave1: slave1 is lost: connection broken',
      'T attempt 2 placed on slave2',
      'T attempt 2 running on slave2',
    ]);
    const { task, document } = await answerOf(inspector.getTask.bind(inspector), { taskname: 'task1' });
    assert.equal(task?.history.length, 5);
    assert.equal(task.assignment?.host, 'slave2');
    assert.deepEqual((JSON.parse(document) as { taskname: string }).taskname, 'task1');
    const { task: same } = await answerOf(inspector.getTask.bind(inspector), { taskId: task.taskId });
    assert.equal(same?.taskname, 'task1');
  });

  test('is told at a glance, with the leader, the counts and the versions', async (context) => {
    const database = server.newDatabase();
    await insertTasks(server, database, newTask('task1', 0.1), newTask('task2'), newTask('task3'));
    const { address, inspector } = await startSubject(context, server.urlOf(database));
    await untilIndexed(server, database);
    await startSlave(context, address, 'slave1');
    const cluster = () => answerOf(inspector.getCluster.bind(inspector), {});
    await until('the second task runs', async () => {
      const { tasks } = await cluster();
      return tasks?.success === 1 && tasks.running === 1;
    });
    const { master, leader, tasks, slaves, backlog, oldestWaiting, versions, note } = await cluster();
    assert.equal(master?.role, 'leading');
    assert.equal(leader?.name, 'master1');
    assert.equal(leader.epoch, 1);
    assert.ok(leader.since);
    assert.deepEqual(tasks, { created: 1, running: 1, killed: 0, success: 1, capped: [] });
    assert.deepEqual(slaves, { idle: 0, busy: 1, leaving: 0, resting: 0, awaited: 0 });
    assert.equal(backlog, 1);
    assert.equal(oldestWaiting?.taskname, 'task3');
    assert.equal(versions?.node, process.versions.node);
    assert.match(versions.mongodb, /^\d+\.\d+/);
    assert.equal(note, '');
    const { slaves: listed } = await answerOf(inspector.listSlaves.bind(inspector), {});
    assert.deepEqual(
      listed.map(({ host, finished, lost }) => ({ host, finished, lost })),
      [{ host: 'slave1', finished: 1, lost: 0 }],
    );
  });

  test('is told by a standby as far as it can know, and it says that it is one', async (context) => {
    const database = server.newDatabase();
    await insertTasks(server, database, newTask('task1'), newTask('task2'));
    const { address } = await startSubject(context, server.urlOf(database));
    await untilIndexed(server, database);
    await startSlave(context, address, 'slave1');
    const standby = await startSubject(context, server.urlOf(database), {
      name: 'master2',
      ready: 'master.listening',
    });
    const { inspector } = standby;
    const listed = () => answerOf(inspector.listSlaves.bind(inspector), {});
    await until('it knows the slave and the leader', async () => {
      const { slaves, leader } = await listed();
      return slaves.length === 1 && leader?.name === 'master1' && leader.address !== '';
    });
    const { slaves, note } = await listed();
    assert.equal(slaves[0]?.condition, 'unknown');
    assert.equal(slaves[0].task?.taskname, 'task1');
    assert.match(note, /^master2 is a standby: ask master1 at .* about its slaves$/);
    const { master, slaves: counts, note: same } = await answerOf(inspector.getCluster.bind(inspector), {});
    assert.equal(master?.role, 'standby');
    assert.equal(counts, null);
    assert.equal(same, note);
    const { now } = await answerOf(inspector.explainTask.bind(inspector), { taskname: 'task2' });
    assert.match(now, /^waiting; why, only its leader knows: ask master1 at /);
  });

  test('with a task that was set aside says why, and what to do', async (context) => {
    const database = server.newDatabase();
    await insertTasks(server, database, { taskname: 'odd', sleeptime: 'long', state: 'created' });
    const { inspector } = await startSubject(context, server.urlOf(database));
    await untilIndexed(server, database);
    const explain = () => answerOf(inspector.explainTask.bind(inspector), { taskname: 'odd' });
    await until('it is set aside', async () => (await explain()).now.startsWith('parked: '));
    assert.match((await explain()).now, /^parked: sleeptime must be a number .* Fix its document/);
  });
});

describe('a wrong question', () => {
  test('is answered with the field that is wrong, or with what is missing', async (context) => {
    const database = server.newDatabase();
    const { inspector } = await startSubject(context, server.urlOf(database));
    await untilIndexed(server, database);
    const get = inspector.getTask.bind(inspector);
    const list = inspector.listTasks.bind(inspector);
    for (const [error, expected] of [
      [await errorOf(get, {}), /^INVALID_ARGUMENT: task_id or taskname must be given$/],
      [await errorOf(get, { taskId: 'nonsense' }), /^INVALID_ARGUMENT: task_id must be/],
      [await errorOf(get, { taskname: '' }), /^INVALID_ARGUMENT: taskname must have/],
      [await errorOf(get, { taskname: 'nobody' }), /^NOT_FOUND: there is no task with the name nobody$/],
      [await errorOf(get, { taskId: 'a'.repeat(24) }), /^NOT_FOUND: there is no task with the identifier aaa/],
      [await errorOf(list, { state: 'lost' }), /^INVALID_ARGUMENT: state must be one of created, running/],
      [await errorOf(list, { pageSize: 1001 }), /^INVALID_ARGUMENT: page_size must be 1 to 1000$/],
      [await errorOf(list, { pageToken: 'nonsense' }), /^INVALID_ARGUMENT: page_token must be/],
      [await errorOf(list, { host: 'x'.repeat(201) }), /^INVALID_ARGUMENT: host must have at most/],
    ] as const)
      assert.match(error, expected);
  });
});

describe('a database that is away', () => {
  test('is said to be away within a few seconds, without its password and without a stack', async (context) => {
    const url = 'mongodb://ulla:secret@127.0.0.1:9/';
    const { inspector, master } = await startSubject(context, url, { ready: 'master.listening' });
    const askedMs = performance.now();
    const errors = await Promise.all([
      errorOf(inspector.getCluster.bind(inspector), {}),
      errorOf(inspector.listTasks.bind(inspector), {}),
      errorOf(inspector.getTask.bind(inspector), { taskname: 'task1' }),
      errorOf(inspector.listSlaves.bind(inspector), {}),
    ]);
    assert.ok(performance.now() - askedMs < 8_000, 'nobody waits for long');
    for (const error of errors) {
      assert.match(error, /^UNAVAILABLE: the database cannot be used/);
      assert.doesNotMatch(error, /secret|ulla|\n/);
    }
    assert.equal(
      master.log().some(({ event }) => event === 'inspection.failed'),
      false,
    );
  });
});
