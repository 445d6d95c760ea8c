import assert from 'node:assert/strict';
import { after, before, describe, test, type TestContext } from 'node:test';
import { MongoClient, ObjectId, type CommandStartedEvent, type Timestamp } from 'mongodb';
import type { StoreRequest } from '../../src/core/store-requests.ts';
import { createMongoStore } from '../../src/store/mongo-store.ts';
import { startTestServer, type TestServer } from './mongo-fixture.ts';
import { FIRST_PAGE } from './store-fixture.ts';

const CONTROL = { epoch: 1, name: 'master1', instance: 'master1-a', address: '', heartbeat: 1, projectedThrough: 1 };

const TASK = new ObjectId();
const TASK_ID = TASK.toHexString();

const READS: readonly StoreRequest[] = [
  { kind: 'observe' },
  { kind: 'read.ledger', after: 0, limit: 10 },
  { kind: 'read.revisions', taskIds: [TASK_ID] },
  { kind: 'read.runnable', state: 'created', ...FIRST_PAGE, limit: 10 },
  { kind: 'read.assigned', limit: 1_000 },
  { kind: 'read.report', session: 1, taskId: TASK_ID, attempt: 1 },
  { kind: 'read.strays', limit: 10 },
];

const WRITES: readonly StoreRequest[] = [
  { kind: 'append', entry: { number: 1, epoch: 1, by: 'master1-a', atMs: 1, facts: [] } },
  { kind: 'write.control', control: CONTROL },
  { kind: 'write.control', control: { ...CONTROL, heartbeat: 2 } },
  { kind: 'project', updates: [{ taskId: TASK_ID, follows: null, rev: 1, change: { attempt: 1 }, history: [] }] },
  { kind: 'trim', beforeMs: 2, nowMs: 3, through: 1, limit: 10 },
];

/** Opens a store, and records its commands as they are sent to the server. */
async function openRecordedStore(server: TestServer, context: TestContext) {
  const database = server.newDatabase();
  const client = new MongoClient(server.urlOf(database), { monitorCommands: true });
  context.after(() => client.close());
  const indexClient = new MongoClient(server.urlOf(database));
  const store = createMongoStore({ client, indexClient }, database, { latest: null });
  await store.prepare();
  const row = { _id: TASK, taskname: 't1', sleeptime: 1, state: 'created' };
  await client.db(database).collection<{ _id: ObjectId }>('tasks').insertOne(row);
  let sent: CommandStartedEvent[] = [];
  let reached: Timestamp | null = null;
  client.on('commandStarted', (event) => void sent.push(event));
  client.on(
    'commandSucceeded',
    ({ reply }) => void (reached = (reply as { operationTime?: Timestamp }).operationTime ?? reached),
  );
  /** Executes a request. Returns the commands that were sent for it. */
  const commandsOf = async (request: StoreRequest) => {
    sent = [];
    await store.execute(request);
    return sent.filter(({ commandName }) => commandName !== 'endSessions').map(({ command }) => command);
  };
  return { commandsOf, reachedTime: () => reached };
}

/*
 * One server confirms every write and rolls nothing back, so these tests look at what is asked of it. That a rollback
 * loses nothing then is shown with three servers in tests/faults/replica-set.test.ts.
 */
describe('the commands of the MongoDB store', () => {
  let server: TestServer;
  before(async () => void (server = await startTestServer()));
  after(() => server.stop());

  for (const request of READS)
    test(`read for ${request.kind} only what a majority holds`, async (context) => {
      const { commandsOf } = await openRecordedStore(server, context);
      const commands = await commandsOf(request);
      assert.ok(commands.length > 0);
      for (const { readConcern } of commands) assert.equal(readConcern?.level, 'majority');
    });

  test('are acknowledged when a majority has them in its journal', async (context) => {
    const { commandsOf } = await openRecordedStore(server, context);
    for (const request of WRITES) {
      const commands = await commandsOf(request);
      const writes = commands.filter((command) => command['find'] === undefined);
      assert.ok(writes.length > 0, request.kind);
      for (const { writeConcern } of writes) assert.deepEqual({ ...writeConcern }, { w: 'majority', j: true });
    }
  });

  test('read nothing older than what an earlier request has written or read', async (context) => {
    const { commandsOf, reachedTime } = await openRecordedStore(server, context);
    for (const write of WRITES) {
      await commandsOf(write);
      for (const read of READS) {
        const reached = reachedTime();
        const [command] = await commandsOf(read);
        assert.deepEqual(command?.readConcern?.afterClusterTime, reached, `${read.kind} after ${write.kind}`);
      }
    }
  });
});
