import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { MongoClient, MongoServerError } from 'mongodb';
import { dockerLines } from '@steadfast/chaos/containers/docker';
import type { Project } from '@steadfast/chaos/containers/project';
import { openTunnel, type Tunnel } from '@steadfast/chaos/containers/tunnel';
import { addressesOf, containerOf, upProject, within } from './support/cluster.ts';

const MONGODB_PORT = 27_017;

/** What MongoDB answers to one who may not do that, or has not logged in. */
const UNAUTHORIZED = 13;

/** Tries to connect to an address; succeeds only if somebody accepts. */
function knock(host: string): string {
  return `timeout 3 bash -c 'exec 3<>/dev/tcp/${host}/${MONGODB_PORT}'`;
}

describe('a slave in its container', () => {
  let project: Project;
  let slave: string;
  before(async () => {
    project = await upProject();
    slave = containerOf(project, 'slave1');
  });

  test('cannot reach MongoDB by name', async () => {
    assert.notEqual((await within(slave, knock('mongodb'))).code, 0);
    assert.equal((await within(slave, 'getent hosts mongodb')).output, '');
  });

  test('cannot reach MongoDB by any of its addresses', async () => {
    const addresses = await addressesOf(containerOf(project, 'mongodb'));
    assert.ok(addresses.length > 0);
    for (const address of addresses) assert.notEqual((await within(slave, knock(address))).code, 0, address);
  });

  test('cannot reach MongoDB through any address of the master', async () => {
    const addresses = await addressesOf(containerOf(project, 'master1'));
    assert.equal(addresses.length, 3);
    for (const address of addresses) assert.notEqual((await within(slave, knock(address))).code, 0, address);
  });

  test('reaches the master, and the same knock of the master reaches MongoDB: the knock can succeed', async () => {
    assert.equal((await within(slave, `timeout 3 bash -c 'exec 3<>/dev/tcp/master/50051'`)).code, 0);
    assert.equal((await within(containerOf(project, 'master1'), knock('mongodb'))).code, 0);
  });

  test('has no credentials in its environment, its files or its image, and no driver of MongoDB', async () => {
    const { output } = await within(slave, 'env; cat /proc/1/environ; ls /run/secrets; ls node_modules');
    assert.match(output, /grpc-js|@grpc/);
    assert.doesNotMatch(output, /mongo|password|\.url|keyfile/i);
    const settings = await dockerLines('inspect', '--format', '{{json .Config}} {{json .Mounts}}', slave);
    assert.doesNotMatch(settings.join('\n'), /mongo|secret/i);
  });
});

describe('the database in its container', () => {
  let project: Project;
  let tunnel: Tunnel;
  before(async () => {
    project = await upProject();
    tunnel = await openTunnel(project.mongodb, MONGODB_PORT);
  });
  after(() => tunnel[Symbol.asyncDispose]());

  /** Does something as a user; gives the code of MongoDB's refusal, or undefined when it was done. */
  const attempt = async (login: string, work: (client: MongoClient) => Promise<unknown>): Promise<unknown> => {
    const client = new MongoClient(`mongodb://${login}${tunnel.address}/steadfast?directConnection=true`);
    try {
      await work(client);
      return undefined;
    } catch (error) {
      if (!(error instanceof MongoServerError)) throw error;
      return error.code;
    } finally {
      await client.close();
    }
  };
  const masterLogin = async (): Promise<string> => {
    const { output } = await within(containerOf(project, 'master1'), 'cat /run/secrets/master.url');
    return output.slice('mongodb://'.length, output.indexOf('@') + 1);
  };

  test('lets nobody in without a login', async () => {
    assert.equal(await attempt('', (client) => client.db().collection('tasks').findOne()), UNAUTHORIZED);
  });

  test('lets the master do what it does', async () => {
    const login = await masterLogin();
    assert.equal(await attempt(login, (client) => client.db().collection('tasks').findOne()), undefined);
  });

  test('lets the master drop nothing, insert no task, remove no task, and make no user', async () => {
    const login = await masterLogin();
    const attempts: ((client: MongoClient) => Promise<unknown>)[] = [
      (client) => client.db().dropDatabase(),
      (client) => client.db().collection('ledger').drop(),
      (client) => client.db().collection<{ taskname: string }>('tasks').insertOne({ taskname: 'forged' }),
      (client) => client.db().collection('tasks').deleteMany({}),
      (client) => client.db().command({ createUser: 'another', pwd: 'password', roles: [] }),
    ];
    for (const work of attempts) assert.equal(await attempt(login, work), UNAUTHORIZED, work.toString());
  });

  test('lets the master see no other database', async () => {
    const login = await masterLogin();
    assert.equal(await attempt(login, (client) => client.db('other').collection('tasks').findOne()), UNAUTHORIZED);
    assert.equal(
      await attempt(login, (client) => client.db('admin').collection('system.users').findOne()),
      UNAUTHORIZED,
    );
  });
});
