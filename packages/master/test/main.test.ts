import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';
import { openSession, registerRequest, until } from './raw-client.ts';
import { startMaster, type MasterProcess } from './master-process.ts';
import { startTestServer, type TestServer } from './store/mongo-fixture.ts';

/** Nobody listens there. */
const NOWHERE = 'mongodb://127.0.0.1:9';

async function temporaryFolder(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'steadfast-master-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe('the master program called wrongly', () => {
  for (const [fault, commandLine, complaint] of [
    ['without a database', [], /Missing required argument: mongo-url\nSee master --help/],
    [
      'with a log file that cannot be written',
      ['--mongo-url', NOWHERE, '--log-file', '/'],
      /cannot write the log file/,
    ],
  ] as const)
    test(`${fault} says what is wrong, and ends with 2`, async (context) => {
      const master = startMaster(context, commandLine);
      assert.equal(await master.exit(), 2);
      assert.match(master.output().stderr, complaint);
      assert.doesNotMatch(master.output().stderr, /^\s+at /m, 'nobody wants to see a stack');
    });

  test('for its help prints every option with its environment variable, and ends with 0', async (context) => {
    const master = startMaster(context, ['--help']);
    assert.equal(await master.exit(), 0);
    const { stdout, stderr } = master.output();
    assert.equal(stderr, '');
    for (const text of ['--mongo-url', '--listen', 'STEADFAST_MONGO_URL', '--recovery-grace', 'Examples:', '--help'])
      assert.ok(stdout.includes(text), text);
    assert.doesNotMatch(stdout, /failpoint/);
  });
});

describe('the master program without a database', () => {
  test('waits, says so, and stops in order when it is told to', async (context) => {
    const environment = { STEADFAST_MONGO_URL: 'mongodb://ulla:secret@127.0.0.1:9/', STEADFAST_LISTEN: '127.0.0.1:0' };
    const master = startMaster(context, [], environment);
    const { port } = await master.untilLogged('master.listening');
    const slave = openSession(port ?? 0);
    slave.say(registerRequest());
    const { message, level } = await master.untilLogged('store.unavailable');
    assert.match(message, /^The database cannot be used, trying again: /);
    assert.equal(level, 'warn');
    master.kill('SIGTERM');
    assert.equal(await master.exit(), 0);
    assert.match(await slave.ended, /^UNAVAILABLE/);
    slave.close();
    assert.equal(master.log().at(-1)?.event, 'process.stopped');
    assert.doesNotMatch(master.output().stderr, /secret/);
  });

  test('says which port is in use, and ends with 1', async (context) => {
    const taken = createServer().listen(0, '127.0.0.1');
    context.after(() => taken.close());
    await once(taken, 'listening');
    const address = `127.0.0.1:${(taken.address() as AddressInfo).port}`;
    const master = startMaster(context, ['--mongo-url', NOWHERE, '--listen', address]);
    assert.equal(await master.exit(), 1);
    assert.match(master.output().stderr, new RegExp(`cannot listen on ${address}.*choose another --listen`));
  });
});

describe('the master program', () => {
  let server: TestServer;
  before(async () => void (server = await startTestServer()));
  after(() => server.stop());

  /** Starts a master on a database of its own. */
  const start = (context: TestContext, database: string, ...more: readonly string[]): MasterProcess =>
    startMaster(context, ['--mongo-url', server.urlOf(database), '--listen', '127.0.0.1:0', ...more]);

  const lastEntry = async (database: string) =>
    (await server.client.db(database).collection('ledger').find().sort({ _id: -1 }).limit(1).toArray())[0];

  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    test(`that leads ends its reign when it gets ${signal}, and ends with 0`, async (context) => {
      const database = server.newDatabase();
      const master = start(context, database);
      const { port } = await master.untilLogged('master.listening');
      await master.untilLogged('epoch.ready');
      const slave = openSession(port ?? 0);
      slave.say(registerRequest());
      await until('it is welcomed', () => slave.heard.length === 1);
      master.kill(signal);
      assert.equal(await master.exit(), 0);
      assert.equal(await slave.ended, 'UNAVAILABLE: master1 is stopping');
      slave.close();
      assert.equal((await lastEntry(database))?.['facts'][0].kind, 'epoch.ended');
      const events = master.log().map(({ event }) => event);
      assert.deepEqual(
        [events[0], events.at(-2), events.at(-1)],
        ['process.started', 'epoch.ended', 'process.stopped'],
      );
    });

  test('writes its log into a file that it makes, and only what is urgent to standard error', async (context) => {
    const database = server.newDatabase();
    const file = join(await temporaryFolder(context), 'new folder', 'master.log');
    const master = start(context, database, '--log-file', file);
    await until('it leads', async () => (await lastEntry(database)) !== undefined);
    master.kill('SIGTERM');
    assert.equal(await master.exit(), 0);
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    const events = lines.map((line) => (JSON.parse(line) as { event: string }).event);
    assert.deepEqual([events[0], events.at(-1)], ['process.started', 'process.stopped']);
    assert.deepEqual(master.log(), []);
  });

  test('that stands by stops without a word to the ledger', async (context) => {
    const database = server.newDatabase();
    await start(context, database, '--name', 'master1').untilLogged('epoch.ready');
    const standby = start(context, database, '--name', 'master2');
    const { port } = await standby.untilLogged('master.listening');
    const slave = openSession(port ?? 0);
    slave.say(registerRequest());
    assert.equal(await slave.ended, 'UNAVAILABLE: this master does not lead: master1 does');
    slave.close();
    standby.kill('SIGTERM');
    assert.equal(await standby.exit(), 0);
    assert.equal((await lastEntry(database))?.['epoch'], 1);
    assert.deepEqual(
      standby.log().map(({ event }) => event),
      ['process.started', 'master.listening', 'process.stopped'],
    );
  });

  test('that was killed leads again at once under its name, and goes on in its ledger', async (context) => {
    const database = server.newDatabase();
    const first = start(context, database);
    await first.untilLogged('epoch.ready');
    first.kill('SIGKILL');
    assert.equal(await first.exit(), 'SIGKILL');
    const second = start(context, database);
    await second.untilLogged('epoch.ready');
    assert.equal((await lastEntry(database))?.['epoch'], 2);
  });

  test('whose database is frozen when it is told to stop gives up in the time it has, and ends with 1', async (context) => {
    const database = server.newDatabase();
    const master = start(context, database, '--stop-timeout', '0.5');
    await master.untilLogged('epoch.ready');
    const admin = server.client.db('admin');
    const failPoint = { configureFailPoint: 'failCommand' };
    const data = {
      appName: 'steadfast-master',
      failCommands: ['insert'],
      namespace: `${database}.ledger`,
      errorCode: 91,
    };
    await admin.command({ ...failPoint, mode: 'alwaysOn', data });
    context.after(() => admin.command({ ...failPoint, mode: 'off' }));
    master.kill('SIGTERM');
    const killedMs = performance.now();
    assert.equal(await master.exit(), 1);
    assert.ok(performance.now() - killedMs < 8_000, 'it does not linger');
    assert.match(master.output().stderr, /the orderly stop took too long; the next reign goes on/);
  });
});
