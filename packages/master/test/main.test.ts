import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';
import { freePort } from '@steadfast/cluster';
import { waitUntil } from '@steadfast/runtime/testing';
import { occupyPort } from './occupied-port.ts';
import { openSession, registerRequest } from './raw-session.ts';
import { MASTER_MAIN, startMaster, type MasterProcess } from './master-process.ts';
import { failCommands, startTestServer, type TestServer } from './store/mongo-fixture.ts';

/** A URL at which no server listens. */
const UNREACHABLE_URL = 'mongodb://127.0.0.1:9';

async function temporaryFolder(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'steadfast-master-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe('the master program', () => {
  for (const [fault, commandLine, message] of [
    ['without a database', [], /missing option --mongo-url.*\nSee steadfast-master --help/],
    [
      'with a log file that cannot be written',
      ['--mongo-url', UNREACHABLE_URL, '--log-file', '/'],
      /cannot write the log file/,
    ],
  ] as const)
    test(`${fault} prints what is wrong and exits with 2`, async (context) => {
      const master = startMaster(context, commandLine);
      assert.equal(await master.waitForExit(), 2);
      assert.match(master.output().stderr, message);
      assert.doesNotMatch(master.output().stderr, /^\s+at /m, 'no stack trace is printed');
    });

  test('with --help prints every option with its environment variable and exits with 0', async (context) => {
    const master = startMaster(context, ['--help']);
    assert.equal(await master.waitForExit(), 0);
    const { stdout, stderr } = master.output();
    assert.equal(stderr, '');
    for (const text of ['--mongo-url', '--listen', 'STEADFAST_MONGO_URL', '--recovery-grace', 'Examples:', '--help'])
      assert.ok(stdout.includes(text), text);
    assert.doesNotMatch(stdout, /failpoint/);
  });
});

describe('the master program with a database that is unavailable', () => {
  test('logs the outage, and stops in an orderly way on SIGTERM', async (context) => {
    const environment = { STEADFAST_MONGO_URL: 'mongodb://ulla:secret@127.0.0.1:9/', STEADFAST_LISTEN: '127.0.0.1:0' };
    const master = startMaster(context, [], environment);
    const { port } = await master.waitForEvent('master.listening');
    const slave = openSession(port ?? 0);
    slave.send(registerRequest());
    const { message, level } = await master.waitForEvent('store.unavailable');
    assert.match(message, /^database unavailable, retrying: /);
    assert.equal(level, 'warn');
    master.kill('SIGTERM');
    assert.equal(await master.waitForExit(), 0);
    assert.match(await slave.ended, /^UNAVAILABLE/);
    slave.close();
    assert.equal(master.log().at(-1)?.event, 'process.stopped');
    assert.doesNotMatch(master.output().stderr, /secret/);
  });

  test('exits with 1 when its port is in use, and says so in one line', async (context) => {
    const address = `127.0.0.1:${await occupyPort(context)}`;
    const master = startMaster(context, ['--mongo-url', UNREACHABLE_URL, '--listen', address]);
    assert.equal(await master.waitForExit(), 1);
    const printed = master
      .output()
      .stderr.split('\n')
      .filter((line) => line !== '' && !line.startsWith('{'));
    assert.equal(printed.length, 1, printed.join('\n'));
    assert.match(printed[0] ?? '', new RegExp(`^failed: cannot listen on ${address}: port .* in use.*--listen$`));
  });
});

describe('the master program with a database', () => {
  let server: TestServer;
  before(async () => void (server = await startTestServer()));
  after(() => server.stop());

  /** Starts a master on a database of its own. */
  const start = (context: TestContext, database: string, ...more: readonly string[]): MasterProcess =>
    startMaster(context, [
      '--mongo-url',
      server.urlOf(database),
      '--listen',
      '127.0.0.1:0',
      '--name',
      'master1',
      ...more,
    ]);

  test('exits with 1 and names the host, but not the password, when the database rejects the password', async (context) => {
    const mongoUrl = server.urlOf('').replace('//', '//ulla:secret@');
    const master = startMaster(context, ['--mongo-url', mongoUrl, '--listen', '127.0.0.1:0']);
    // Said at once, although the master does not give up before ten seconds.
    const { message } = await master.waitForEvent('store.unavailable');
    assert.match(message, /^database rejects this master, retrying for 10 s: cannot use MongoDB at .*\nCheck user/);
    assert.equal(await master.waitForExit(), 1);
    const { stderr } = master.output();
    assert.match(
      stderr,
      /^failed: cannot use MongoDB at 127\.0\.0\.1:\d+: Authentication failed\.\nCheck user and password/m,
    );
    assert.doesNotMatch(stderr, /secret|^ {4}at /m);
  });

  test('leads once the database accepts it, which a member that starts does not before it has read its users', async (context) => {
    await failCommands(server, context, { times: 3 }, { failCommands: ['createIndexes'], errorCode: 13 });
    const master = start(context, server.newDatabase());
    const { message } = await master.waitForEvent('store.unavailable');
    assert.match(message, /^database rejects this master/);
    await master.waitForEvent('epoch.ready');
  });

  const lastEntry = async (database: string) =>
    (await server.client.db(database).collection('ledger').find().sort({ _id: -1 }).limit(1).toArray())[0];

  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    test(`ends its epoch on ${signal} if it leads, and exits with 0`, async (context) => {
      const database = server.newDatabase();
      const master = start(context, database);
      const { port } = await master.waitForEvent('master.listening');
      await master.waitForEvent('epoch.ready');
      const slave = openSession(port ?? 0);
      slave.send(registerRequest());
      await waitUntil('the slave is welcomed', () => slave.received.length === 1);
      master.kill(signal);
      assert.equal(await master.waitForExit(), 0);
      assert.equal(await slave.ended, 'UNAVAILABLE: master1 is stopping');
      slave.close();
      assert.equal((await lastEntry(database))?.['facts'][0].kind, 'epoch.ended');
      const events = master.log().map(({ event }) => event);
      assert.deepEqual(
        [events[0], events.at(-2), events.at(-1)],
        ['process.started', 'epoch.ended', 'process.stopped'],
      );
    });

  test('with --log-file creates the file, and writes only warnings and errors to standard error', async (context) => {
    const database = server.newDatabase();
    const file = join(await temporaryFolder(context), 'master.log');
    const master = start(context, database, '--log-file', file);
    await waitUntil('the master leads', async () => (await lastEntry(database)) !== undefined);
    master.kill('SIGTERM');
    assert.equal(await master.waitForExit(), 0);
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    const events = lines.map((line) => (JSON.parse(line) as { event: string }).event);
    assert.deepEqual([events[0], events.at(-1)], ['process.started', 'process.stopped']);
    assert.deepEqual(master.log(), []);
  });

  test('records the error that ends it in its log file, too', async (context) => {
    const file = join(await temporaryFolder(context), 'master.log');
    const address = `127.0.0.1:${await occupyPort(context)}`;
    const master = start(context, server.newDatabase(), '--listen', address, '--log-file', file);
    assert.equal(await master.waitForExit(), 1);
    const last = (await readFile(file, 'utf8')).trimEnd().split('\n').at(-1) ?? '';
    assert.match(last, /"level":"error","message":"cannot listen on .*"event":"process.failed"/);
    assert.equal(master.output().stderr.match(/cannot listen on/g)?.length, 1);
  });

  test('leads and answers although nobody reads its standard error', async (context) => {
    const database = server.newDatabase();
    const tasks = server.client.db(database).collection('tasks');
    // Each is parked with a line of 400 bytes: four times what the connection takes.
    const invalid = Array.from({ length: 2_000 }, (_, index) => ({ taskname: `bad${index}`, sleeptime: -1 }));
    await tasks.insertMany(invalid.map((document) => ({ ...document, state: 'created' })));
    const address = `127.0.0.1:${await freePort()}`;
    const parameters = [MASTER_MAIN, '--mongo-url', server.urlOf(database), '--listen', address, '--name', 'master1'];
    const master = spawn(process.execPath, parameters, { stdio: ['ignore', 'ignore', 'pipe'] });
    context.after(() => master.kill('SIGKILL'));
    await waitUntil(
      'all documents are parked',
      async () => (await tasks.countDocuments({ parked: { $exists: true } })) === invalid.length,
    );
    const slave = openSession(Number(address.split(':')[1]));
    slave.send(registerRequest());
    await waitUntil('the slave is welcomed', () => slave.received.length === 1);
    master.kill('SIGTERM');
    await waitUntil('the master exits', () => master.exitCode !== null || master.signalCode !== null);
    assert.deepEqual([master.exitCode, master.signalCode], [0, null]);
    slave.close();
    assert.equal((await lastEntry(database))?.['facts'].at(-1).kind, 'epoch.ended');
  });

  test('stops without appending to the ledger if it is a standby', async (context) => {
    const database = server.newDatabase();
    const leader = start(context, database, '--advertise', 'leader.example:50051');
    await leader.waitForEvent('epoch.ready');
    const standby = start(context, database, '--name', 'master2');
    const { port } = await standby.waitForEvent('master.listening');
    const slave = openSession(port ?? 0);
    slave.send(registerRequest());
    assert.match(await slave.ended, /^UNAVAILABLE: not leading; the leader is master1( at leader\.example:50051)?$/);
    slave.close();
    standby.kill('SIGTERM');
    assert.equal(await standby.waitForExit(), 0);
    assert.equal((await lastEntry(database))?.['epoch'], 1);
    // The first observation may be made before the port is open.
    assert.deepEqual(
      standby
        .log()
        .map(({ event }) => event)
        .sort(),
      ['epoch.followed', 'master.listening', 'process.started', 'process.stopped'],
    );
  });

  test('leads again under the same name after it was killed, and continues the ledger', async (context) => {
    const database = server.newDatabase();
    const first = start(context, database);
    await first.waitForEvent('epoch.ready');
    first.kill('SIGKILL');
    assert.equal(await first.waitForExit(), 'SIGKILL');
    const second = start(context, database);
    await second.waitForEvent('epoch.ready');
    assert.equal((await lastEntry(database))?.['epoch'], 2);
  });

  test('without --name stands by for one on another port, and leads at once when it is started again', async (context) => {
    const database = server.newDatabase();
    const mongoUrl = server.urlOf(database);
    const [port, otherPort] = [await freePort(), await freePort()];
    const startOn = (each: number): MasterProcess =>
      startMaster(context, ['--mongo-url', mongoUrl, '--listen', `127.0.0.1:${each}`]);
    const first = startOn(port);
    await first.waitForEvent('epoch.ready');
    const standby = startOn(otherPort);
    const { port: standbyPort } = await standby.waitForEvent('master.listening');
    const slave = openSession(standbyPort ?? 0);
    slave.send(registerRequest());
    assert.match(await slave.ended, new RegExp(`^UNAVAILABLE: not leading; the leader is \\S+-${port}`));
    slave.close();
    assert.equal((await lastEntry(database))?.['epoch'], 1);
    for (const master of [standby, first]) {
      master.kill('SIGKILL');
      assert.equal(await master.waitForExit(), 'SIGKILL');
    }
    const { reason } = await startOn(port).waitForEvent('epoch.claimed');
    assert.equal(reason, 'it led the last epoch');
  });

  test('warns when another master of its name deposes it', async (context) => {
    const database = server.newDatabase();
    const first = start(context, database);
    await first.waitForEvent('epoch.ready');
    const second = start(context, database);
    const { port } = await second.waitForEvent('master.listening');
    const { level, message } = await first.waitForEvent('name.conflict');
    assert.equal(level, 'warn');
    assert.match(
      message,
      new RegExp(`^master1: another master of this name, at 127\\.0\\.0\\.1:${port}, leads epoch 2; .*--name`),
    );
  });

  test('exits with 1 after the stop timeout when its database does not respond', async (context) => {
    const database = server.newDatabase();
    const master = start(context, database, '--stop-timeout', '0.5');
    await master.waitForEvent('epoch.ready');
    const data = { failCommands: ['insert'], namespace: `${database}.ledger`, errorCode: 91 };
    await failCommands(server, context, 'alwaysOn', data);
    master.kill('SIGTERM');
    assert.equal(await master.waitForExit(), 1);
    assert.match(master.output().stderr, /orderly stop timed out; the next leader continues/);
  });
});
