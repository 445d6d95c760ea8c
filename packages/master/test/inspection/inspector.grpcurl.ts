import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type CommandResult, waitUntil } from '@steadfast/runtime/testing';
import { startTestServer, type TestServer } from '../store/mongo-fixture.ts';
import { findGrpcurl, grpcurl } from './grpcurl.ts';
import { insertTasks, startSlave, startInspectedMaster, waitForIndexes } from './inspected-master.ts';

const INSPECTOR = 'steadfast.v1.InspectorService';

describe('grpcurl, with reflection only', () => {
  let server: TestServer;
  let program: string;
  before(async () => {
    program = await findGrpcurl();
    server = await startTestServer();
  });
  after(() => server.stop());

  test('inspects leader and standby while a slave dies', async (context) => {
    const database = server.newDatabase();
    const { address } = await startInspectedMaster(context, server.urlOf(database));
    const standby = await startInspectedMaster(context, server.urlOf(database), {
      name: 'master2',
      ready: 'master.listening',
    });
    await waitForIndexes(server, database);
    await insertTasks(server, database, { taskname: 'task1', sleeptime: 60, state: 'created' });
    const call = (method: string, request: object, where = address): Promise<CommandResult> =>
      grpcurl(program, request, where, method);
    const callParsed = async (method: string, request: object, where = address) =>
      JSON.parse((await call(`${INSPECTOR}/${method}`, request, where)).stdout) as Record<string, unknown>;
    const now = async (): Promise<unknown> => (await callParsed('ExplainTask', { taskname: 'task1' }))['now'];

    const { stdout: services } = await call('list', {});
    assert.match(services, /^steadfast\.v1\.InspectorService$/m);
    const { stdout: described } = await grpcurl(program, {}, address, 'describe', `${INSPECTOR}.GetCluster`);
    assert.match(described, /\/\/ Returns an overview: the leader/);

    const killSlave = await startSlave(context, address, 'slave1');
    await waitUntil('the task runs', async () => String(await now()).startsWith('attempt 1 running on slave1'));
    const { slaves } = await callParsed('ListSlaves', {});
    assert.match(JSON.stringify(slaves), /"condition":"busy".*"age":"[\d.]+s"/);
    killSlave();
    await waitUntil('the task waits', async () => (await now()) === 'waiting for a slave: none is connected');
    await startSlave(context, address, 'slave2');
    await waitUntil('the task runs again', async () => String(await now()).startsWith('attempt 2 running on slave2'));

    for (const where of [address, standby.address]) {
      assert.deepEqual((await callParsed('GetCluster', {}, where))['tasks'], { running: '1' });
      const { tasks } = await callParsed('ListTasks', { state: 'running', host: 'slave2' }, where);
      assert.match(JSON.stringify(tasks), /"taskname":"task1".*"placedAt":"\d{4}-/);
      const { task } = await callParsed('GetTask', { taskname: 'task1' }, where);
      assert.match(JSON.stringify(task), /"event":"task\.killed","host":"slave1"/);
    }
    const watched = await grpcurl(
      program,
      { afterEntry: 0, kinds: ['slave.lost'] },
      '-max-time',
      '2',
      standby.address,
      `${INSPECTOR}/WatchEvents`,
    );
    assert.match(watched.stdout, /"text": "lost slave1: connection broken"/);
  });

  test('prints the status and the message of a failed call', async (context) => {
    const { address } = await startInspectedMaster(context, server.urlOf(server.newDatabase()));
    for (const [request, expected] of [
      [{ taskId: 'x' }, /Code: InvalidArgument\s+Message: task_id must be/],
      [{ taskId: 'a'.repeat(24) }, /Code: NotFound\s+Message: no task has task_id/],
    ] as const) {
      const { code, stderr } = await grpcurl(program, request, address, `${INSPECTOR}/GetTask`);
      assert.notEqual(code, 0);
      assert.match(stderr, expected);
      assert.doesNotMatch(stderr, /^\s+at /m);
    }
  });

  test('checks the health of the scheduler on leader and standby', async (context) => {
    const database = server.newDatabase();
    const leader = await startInspectedMaster(context, server.urlOf(database));
    const standby = await startInspectedMaster(context, server.urlOf(database), {
      name: 'master2',
      ready: 'master.listening',
    });
    const service = 'steadfast.v1.SchedulerService';
    for (const [address, expected] of [
      [leader.address, 'SERVING'],
      [standby.address, 'NOT_SERVING'],
    ] as const) {
      const { stdout } = await grpcurl(program, { service }, address, 'grpc.health.v1.Health/Check');
      assert.deepEqual(JSON.parse(stdout), { status: expected });
    }
  });
});
