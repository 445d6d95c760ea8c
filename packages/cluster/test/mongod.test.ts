import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { MongoClient } from 'mongodb';
import { findMongod } from '../src/mongod/find-mongod.ts';
import { startMongod, type MongodOptions } from '../src/mongod/mongod.ts';
import { defer, isAlive, temporaryFolder } from './support.ts';

async function start(context: TestContext, options: MongodOptions) {
  const mongod = await startMongod(options);
  defer(context, () => mongod.stop());
  return mongod;
}

function optionsIn(folder: string): MongodOptions {
  return {
    dbPath: join(folder, 'data'),
    logFile: join(folder, 'mongod.log'),
  };
}

async function withClient<Result>(url: string, use: (client: MongoClient) => Promise<Result>): Promise<Result> {
  await using client = new MongoClient(url);
  return await use(client);
}

const DURABLE = { writeConcern: { w: 'majority', j: true } } as const;

function insert(url: string, name: string): Promise<unknown> {
  return withClient(url, (client) =>
    client.db('test').collection<{ _id: string }>('names').insertOne({ _id: name }, DURABLE),
  );
}

function names(url: string): Promise<string[]> {
  return withClient(url, async (client) => {
    const documents = await client.db('test').collection<{ _id: string }>('names').find().sort({ _id: 1 }).toArray();
    return documents.map(({ _id }) => _id);
  });
}

describe('startMongod', () => {
  test('keeps majority writes across SIGKILL, and restarts on the same port', async (context) => {
    const mongod = await start(context, optionsIn(await temporaryFolder(context)));
    await insert(mongod.url, 'before');
    mongod.kill('SIGKILL');
    assert.deepEqual((await mongod.child.exited).exit, { kind: 'signal', signal: 'SIGKILL' });
    await mongod.restart();
    await insert(mongod.url, 'after');
    assert.deepEqual(await names(mongod.url), ['after', 'before']);
    assert.equal(mongod.child.incarnations.length, 2);
  });

  test('serves existing data on another port, and leaves no process behind after stop', async (context) => {
    const folder = await temporaryFolder(context);
    const first = await start(context, optionsIn(folder));
    await insert(first.url, 'kept');
    const { pid } = first;
    await first.stop();
    assert.equal(isAlive(pid), false);
    const second = await start(context, optionsIn(folder));
    assert.notEqual(second.port, first.port);
    assert.deepEqual(await names(second.url), ['kept']);
  });

  test('rejects a port that another mongod is using rather than connect to that one', async (context) => {
    const folder = await temporaryFolder(context);
    const first = await start(context, optionsIn(folder));
    const second = { dbPath: join(folder, 'other'), logFile: join(folder, 'other.log'), port: first.port };
    await assert.rejects(startMongod(second), /did not start.*in use/);
    assert.equal(isAlive(first.pid), true);
  });

  test('says why a mongod aborts, not only that it does', async (context) => {
    const folder = await temporaryFolder(context);
    const binary = await findMongod();
    const path = join(folder, 'aborting-mongod');
    const options = optionsIn(folder);
    const lines = [
      '{"s":"F","id":31339,"msg":"Error listening for new connections","attr":{"error":"Address already in use"}}',
      '{"s":"F","id":23089,"msg":"Fatal assertion","attr":{"msgid":31339}}',
      '{"s":"F","id":23090,"msg":"\\n\\n***aborting after fassert() failure\\n\\n"}',
      '{"s":"F","id":6384300,"msg":"Writing fatal message"}',
    ];
    await writeFile(options.logFile, `${lines.join('\n')}\n`);
    await writeFile(path, '#!/bin/sh\nkill -s ABRT $$\n', { mode: 0o755 });
    await assert.rejects(
      startMongod({ ...options, binary: { ...binary, path } }),
      /did not start: it exited \(SIGABRT\).*: Error listening for new connections: "Address already in use"$/,
    );
  });

  test('waits for a mongod that starts to listen only after the first client has given up', async (context) => {
    const folder = await temporaryFolder(context);
    const binary = await findMongod();
    const path = join(folder, 'slow-mongod');
    await writeFile(path, `#!/bin/sh\nsleep 2.5\nexec '${binary.path}' "$@"\n`, { mode: 0o755 });
    const mongod = await start(context, { ...optionsIn(folder), binary: { ...binary, path } });
    await insert(mongod.url, 'in time');
  });

  test('enables fail points on request', async (context) => {
    const options = { ...optionsIn(await temporaryFolder(context)), enableTestCommands: true };
    const mongod = await start(context, options);
    const failPoint = {
      configureFailPoint: 'failCommand',
      mode: { times: 1 },
      data: { failCommands: ['ping'], errorCode: 2 },
    };
    await withClient(mongod.url, async (client) => {
      const admin = client.db('admin');
      await admin.command(failPoint);
      await assert.rejects(admin.command({ ping: 1 }));
      await admin.command({ ping: 1 });
    });
  });
});
