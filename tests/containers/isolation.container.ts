import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { MongoClient, MongoServerError } from 'mongodb';
import { copyRecords } from '@steadfast/chaos/containers/collect-records';
import { dockerLines } from '@steadfast/chaos/containers/docker';
import { containerOf, type Project } from '@steadfast/chaos/containers/project';
import { openTunnel, type Tunnel } from '@steadfast/chaos/containers/tunnel';
import { addressesOf, runInContainer, startProject } from './support/cluster.ts';

const MONGODB_PORT = 27_017;
const MASTER_PORT = 50_051;

/** MongoDB's error code for a client that is not authenticated, or not authorized. */
const UNAUTHORIZED = 13;

/**
 * How long to wait for a connection. What cannot be reached is reported at once, unless packets are dropped; then this is
 * thousands of times as long as a connection within a machine takes. What can be reached has far longer, because the
 * machine may be busy.
 */
const WAIT_SECONDS = { unreachable: 3, reachable: 60 } as const;

/** Returns a shell command that succeeds if a port accepts a connection in time. */
function connectTo(host: string, port: number, waitSeconds: number): string {
  return `timeout ${waitSeconds} bash -c 'exec 3<>/dev/tcp/${host}/${port}'`;
}

/** Asserts that a container cannot connect to MongoDB's port of a host. */
async function assertUnreachable(container: string, host: string): Promise<void> {
  const command = connectTo(host, MONGODB_PORT, WAIT_SECONDS.unreachable);
  assert.notEqual((await runInContainer(container, command)).code, 0, host);
}

/** Asserts that a container can connect to a port of a host. */
async function assertReachable(container: string, host: string, port: number): Promise<void> {
  const command = connectTo(host, port, WAIT_SECONDS.reachable);
  assert.equal((await runInContainer(container, command)).code, 0, host);
}

describe('a slave container', () => {
  let project: Project;
  let slave: string;
  before(async () => {
    project = await startProject();
    slave = containerOf(project, 'slave1');
  });

  test('cannot reach MongoDB by name', async () => {
    await assertUnreachable(slave, 'mongodb');
    assert.equal((await runInContainer(slave, 'getent hosts mongodb')).output, '');
  });

  test('cannot reach MongoDB by any of its addresses', async () => {
    const addresses = await addressesOf(containerOf(project, 'mongodb'));
    assert.ok(addresses.length > 0);
    for (const address of addresses) await assertUnreachable(slave, address);
  });

  test('cannot reach MongoDB through any address of the master', async () => {
    const addresses = await addressesOf(containerOf(project, 'master1'));
    assert.equal(addresses.length, 3);
    for (const address of addresses) await assertUnreachable(slave, address);
  });

  test('can reach the master, which in turn can reach MongoDB the same way', async () => {
    await assertReachable(slave, 'master', MASTER_PORT);
    await assertReachable(containerOf(project, 'master1'), 'mongodb', MONGODB_PORT);
  });

  test('can neither list, read nor change the records of another slave', async () => {
    const [other = ''] = project.recordFolders.get('slave2')?.slice(-1) ?? [];
    assert.match(await readFile(join(other, 'slave2.log'), 'utf8'), /"host":"slave2"/);
    assert.notEqual((await runInContainer(slave, 'ls /records')).code, 0);
    // The shared folder belongs to another user, and is not writable in a way that would let a slave take it over.
    for (const command of ['chmod 0777 /records', 'mv /records /tmp', 'rmdir /records', 'chmod 0777 /records/..'])
      assert.notEqual((await runInContainer(slave, command)).code, 0, command);
    const seen = await runInContainer(slave, 'cat /proc/self/mountinfo; cat /etc/hosts; env; cat /proc/1/cmdline');
    assert.ok(!seen.output.includes(basename(other)));
    // Its own folder it can use.
    const [own = ''] = project.recordFolders.get('slave1')?.slice(-1) ?? [];
    assert.equal((await runInContainer(slave, `cd /records/${basename(own)} && touch new && rm new`)).code, 0);
  });

  test('cannot make this machine copy a file of it by a symbolic link', async (context) => {
    const [own = ''] = project.recordFolders.get('slave3')?.slice(-1) ?? [];
    const container = containerOf(project, 'slave3');
    const inside = `/records/${basename(own)}`;
    const directory = await mkdtemp(join(tmpdir(), 'steadfast-records-'));
    context.after(() => rm(directory, { recursive: true }));
    const move = async (from: string, to: string): Promise<void> => {
      assert.equal((await runInContainer(container, `mv -T ${from} ${to}`)).code, 0);
    };
    const link = async (to: string, at: string): Promise<void> => {
      assert.equal((await runInContainer(container, `ln -s ${to} ${at}`)).code, 0);
    };
    const refused = /slave3\.(log(\.\d+)?|journal\.jsonl) is not a file that a slave of ours writes/;
    // A link in place of the log, and one in place of the whole folder.
    await move(`${inside}/slave3.log`, `${inside}/aside`);
    await link('/etc/hostname', `${inside}/slave3.log`);
    await assert.rejects(copyRecords(project.recordFolders, directory), refused);
    await move(`${inside}/aside`, `${inside}/slave3.log`);
    await move(inside, `${inside}.aside`);
    await link('../masters', inside);
    await assert.rejects(copyRecords(project.recordFolders, directory), refused);
    assert.equal((await runInContainer(container, `rm ${inside}`)).code, 0);
    await move(`${inside}.aside`, inside);
    await copyRecords(project.recordFolders, directory);
    assert.match(await readFile(join(directory, 'slave3.log'), 'utf8'), /"host":"slave3"/);
  });

  test('has no credentials in its environment, files or image, and no MongoDB driver', async () => {
    const { output } = await runInContainer(slave, 'env; cat /proc/1/environ; ls /run/secrets; ls node_modules');
    assert.match(output, /grpc-js|@grpc/);
    assert.doesNotMatch(output, /mongo|password|\.url|keyfile/i);
    const settings = await dockerLines('inspect', '--format', '{{json .Config}} {{json .Mounts}}', slave);
    assert.doesNotMatch(settings.join('\n'), /mongo|secret/i);
  });
});

describe('the database container', () => {
  let project: Project;
  let tunnel: Tunnel;
  before(async () => {
    project = await startProject();
    tunnel = await openTunnel(project.mongodb, MONGODB_PORT);
  });
  after(() => tunnel[Symbol.asyncDispose]());

  /** Runs an operation as a user. Returns MongoDB's error code, or undefined if it succeeded. */
  const attempt = async (login: string, operation: (client: MongoClient) => Promise<unknown>): Promise<unknown> => {
    const client = new MongoClient(`mongodb://${login}${tunnel.address}/steadfast?directConnection=true`);
    try {
      await operation(client);
      return undefined;
    } catch (error) {
      if (!(error instanceof MongoServerError)) throw error;
      return error.code;
    } finally {
      await client.close();
    }
  };
  const masterLogin = async (): Promise<string> => {
    const { output } = await runInContainer(containerOf(project, 'master1'), 'cat /run/secrets/master.url');
    return output.slice('mongodb://'.length, output.indexOf('@') + 1);
  };

  test('rejects clients without a login', async () => {
    assert.equal(await attempt('', (client) => client.db().collection('tasks').findOne()), UNAUTHORIZED);
  });

  test('allows the master to read tasks', async () => {
    const login = await masterLogin();
    assert.equal(await attempt(login, (client) => client.db().collection('tasks').findOne()), undefined);
  });

  test('does not allow the master to drop anything, insert or delete tasks, or create users', async () => {
    const login = await masterLogin();
    const operations: ((client: MongoClient) => Promise<unknown>)[] = [
      (client) => client.db().dropDatabase(),
      (client) => client.db().collection('ledger').drop(),
      (client) => client.db().collection<{ taskname: string }>('tasks').insertOne({ taskname: 'forged' }),
      (client) => client.db().collection('tasks').deleteMany({}),
      (client) => client.db().command({ createUser: 'another', pwd: 'password', roles: [] }),
    ];
    for (const operation of operations)
      assert.equal(await attempt(login, operation), UNAUTHORIZED, operation.toString());
  });

  test('does not allow the master to read other databases', async () => {
    const login = await masterLogin();
    assert.equal(await attempt(login, (client) => client.db('other').collection('tasks').findOne()), UNAUTHORIZED);
    assert.equal(
      await attempt(login, (client) => client.db('admin').collection('system.users').findOne()),
      UNAUTHORIZED,
    );
  });
});
