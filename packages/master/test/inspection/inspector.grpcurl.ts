import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { until } from '../raw-client.ts';
import { startTestServer, type TestServer } from '../store/mongo-fixture.ts';
import { findGrpcurl, grpcurl, type Said } from './grpcurl.ts';
import { insertTasks, startSlave, startSubject, untilIndexed } from './inspected-master.ts';

const INSPECTOR = 'steadfast.v1.InspectorService';

describe('grpcurl, which knows nothing of this project,', () => {
  let server: TestServer;
  let program: string;
  before(async () => {
    program = await findGrpcurl();
    server = await startTestServer();
  });
  after(() => server.stop());

  test('inspects leader and standby while a slave dies', async (context) => {
    const database = server.newDatabase();
    const { address } = await startSubject(context, server.urlOf(database));
    const standby = await startSubject(context, server.urlOf(database), { name: 'master2', ready: 'master.listening' });
    await untilIndexed(server, database);
    await insertTasks(server, database, { taskname: 'task1', sleeptime: 60, state: 'created' });
    const ask = (method: string, request: object, where = address): Promise<Said> =>
      grpcurl(program, request, where, method);
    const asked = async (method: string, request: object, where = address) =>
      JSON.parse((await ask(`${INSPECTOR}/${method}`, request, where)).stdout) as Record<string, unknown>;
    const now = async (): Promise<unknown> => (await asked('ExplainTask', { taskname: 'task1' }))['now'];

    const { stdout: services } = await ask('list', {});
    assert.match(services, /^steadfast\.v1\.InspectorService$/m);
    const { stdout: described } = await grpcurl(program, {}, address, 'describe', `${INSPECTOR}.GetCluster`);
    assert.match(described, /\/\/ Who leads, how many tasks there are in each state/);

    const kill = await startSlave(context, address, 'slave1');
    await until('it runs', async () => String(await now()).startsWith('running on slave1 as attempt 1'));
    const { slaves } = await asked('ListSlaves', {});
    assert.match(JSON.stringify(slaves), /"condition":"busy".*"age":"[\d.]+s"/);
    kill();
    await until('it waits', async () => (await now()) === 'waiting: no slave is connected');
    await startSlave(context, address, 'slave2');
    await until('it runs again', async () => String(await now()).startsWith('running on slave2 as attempt 2'));

    for (const where of [address, standby.address]) {
      assert.deepEqual((await asked('GetCluster', {}, where))['tasks'], { running: '1' });
      const { tasks } = await asked('ListTasks', { state: 'running', host: 'slave2' }, where);
      assert.match(JSON.stringify(tasks), /"taskname":"task1".*"placedAt":"\d{4}-/);
      const { task } = await asked('GetTask', { taskname: 'task1' }, where);
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

  test('is told by a code and a sentence what is wrong', async (context) => {
    const { address } = await startSubject(context, server.urlOf(server.newDatabase()));
    for (const [request, complaint] of [
      [{ taskId: 'x' }, /Code: InvalidArgument\s+Message: task_id must be/],
      [{ taskId: 'a'.repeat(24) }, /Code: NotFound\s+Message: there is no task with the identifier/],
    ] as const) {
      const { code, stderr } = await grpcurl(program, request, address, `${INSPECTOR}/GetTask`);
      assert.notEqual(code, 0);
      assert.match(stderr, complaint);
      assert.doesNotMatch(stderr, /^\s+at /m);
    }
  });

  test('hears of the health of leader and standby', async (context) => {
    const database = server.newDatabase();
    const leader = await startSubject(context, server.urlOf(database));
    const standby = await startSubject(context, server.urlOf(database), { name: 'master2', ready: 'master.listening' });
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
