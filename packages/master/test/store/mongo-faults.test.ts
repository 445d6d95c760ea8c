import assert from 'node:assert/strict';
import { after, before, describe, test, type TestContext } from 'node:test';
import { messageOf } from '@steadfast/runtime';
import type { TaskUpdate } from '../../src/core/ledger/task-update.ts';
import { openMongoStore } from '../../src/store/open-mongo-store.ts';
import { append, entryOf, numbersAfter } from './append-contract.ts';
import { startLossyProxy, type LossyProxy } from './lossy-proxy.ts';
import { documentsIn, failCommands, openMongoFixture, startTestServer, type TestServer } from './mongo-fixture.ts';
import { FIRST_PAGE, idOf, seeded, type StoreFixture } from './store-fixture.ts';
import { promisedStore } from './promised-store.ts';

const PLACED: TaskUpdate = {
  taskId: idOf('t1'),
  follows: null,
  rev: 5,
  change: { host: 'slave1', attempt: 1 },
  history: [{ event: 'task.placed', atMs: 1, epoch: 1, host: 'slave1', attempt: 1, reason: null }],
};

const CONTROL = { epoch: 3, name: 'm', instance: 'm1', address: '', heartbeat: 1, projectedThrough: 0 };

/** The error that leaves open whether the request was executed. */
const UNKNOWN_OUTCOME = { name: 'StoreError', retryable: true };

/** Repeats a request that exceeds its deadline, as a master does: on a busy machine, any request may. */
async function untilInTime<Result>(request: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await request();
    } catch (error) {
      if (!/^no response to .+ within/.test(messageOf(error))) throw error;
    }
  }
}

describe('the MongoDB store', () => {
  let server: TestServer;
  before(async () => void (server = await startTestServer()));
  after(() => server.stop());

  /** Opens a fixture in which the store, but not its rival, uses a proxy that can drop replies. */
  const openThroughProxy = async (
    context: TestContext,
    deadlineMs?: number,
  ): Promise<StoreFixture & { proxy: LossyProxy }> => {
    const proxy = await startLossyProxy(server.mongod.port);
    const database = server.newDatabase();
    const store = promisedStore(openMongoStore(server.urlOf(database, proxy.port), deadlineMs));
    const rival = promisedStore(openMongoStore(server.urlOf(database)));
    context.after(async () => {
      await Promise.all([store.close(), rival.close()]);
      await proxy.close();
    });
    await store.prepare();
    return { store, rival, proxy, ...documentsIn(server.client.db(database)) };
  };

  describe('when a reply is lost', () => {
    test('to an append, appending again finds the entry written', async (context) => {
      const { store, proxy } = await openThroughProxy(context);
      proxy.loseReplies(1, 'insert', 'ledger');
      await assert.rejects(append(store, entryOf(1)), UNKNOWN_OUTCOME);
      assert.equal(proxy.lost(), 1, 'the driver must not repeat it: the server would have to remember every write');
      assert.equal(await append(store, entryOf(1)), 'appended');
      assert.deepEqual(await numbersAfter(store, 0, 10), [1]);
      assert.equal(await append(store, entryOf(2)), 'appended');
    });

    test('to an append that collided, appending again collides', async (context) => {
      const { store, rival, proxy } = await openThroughProxy(context);
      await append(rival, entryOf(1, { by: 'm2' }));
      proxy.loseReplies(1, 'insert', 'ledger');
      await assert.rejects(append(store, entryOf(1)), UNKNOWN_OUTCOME);
      assert.equal(await append(store, entryOf(1)), 'append.collided');
    });

    test('projecting again does not write the history twice', async (context) => {
      const { store, proxy, put, document } = await openThroughProxy(context);
      await put(seeded('t1'), seeded('t2'));
      const updates = [PLACED, { ...PLACED, taskId: idOf('t2') }];
      proxy.loseReplies(1, 'update', 'tasks');
      await assert.rejects(store.execute({ kind: 'project', updates }), UNKNOWN_OUTCOME);
      assert.equal(proxy.lost(), 1);
      await store.execute({ kind: 'project', updates });
      for (const taskId of [idOf('t1'), idOf('t2')]) {
        assert.deepEqual((await document(taskId))?.history, PLACED.history);
      }
    });

    test('writing the heartbeat and trimming can be repeated', async (context) => {
      const { store, proxy } = await openThroughProxy(context);
      for (const number of [1, 2, 3]) await append(store, entryOf(number));
      const heartbeat = { kind: 'write.control', control: CONTROL } as const;
      const trim = { kind: 'trim', beforeMs: 99_000, nowMs: 99_000, through: 2, limit: 10 } as const;
      proxy.loseReplies(1, 'update', 'control');
      await assert.rejects(store.execute(heartbeat), UNKNOWN_OUTCOME);
      assert.equal((await store.execute(heartbeat)).kind, 'control.written');
      proxy.loseReplies(1, 'delete', 'ledger');
      await assert.rejects(store.execute(trim), UNKNOWN_OUTCOME);
      assert.deepEqual(await store.execute(trim), { kind: 'trimmed', count: 0 });
      assert.deepEqual(await numbersAfter(store, 0, 10), [3]);
    });
  });

  describe('when a connection stalls in the middle of a write', () => {
    /** Far more than the kernel buffers, so that the driver waits for the socket to drain. */
    const updates = Array.from({ length: 1_000 }, (_, index): TaskUpdate => {
      const history = PLACED.history.map((item) => ({ ...item, reason: 'x'.repeat(12_000) }));
      return { ...PLACED, taskId: idOf(`t${index}`), history };
    });

    test('the request fails at its deadline, and is executed when it is repeated on a new connection', async (context) => {
      const { store, proxy, put, document } = await openThroughProxy(context, 5_000);
      await put(...updates.map((_, index) => seeded(`t${index}`)));
      await untilInTime(() => store.execute({ kind: 'observe' }));
      proxy.stall();
      const projection = store.execute({ kind: 'project', updates });
      const error = { ...UNKNOWN_OUTCOME, message: 'no response to project within 5 s' };
      await assert.rejects(projection, error);
      assert.equal(await untilInTime(() => append(store, entryOf(1))), 'appended');
      const repeated = await untilInTime(() => store.execute({ kind: 'project', updates }));
      assert.deepEqual(repeated, { kind: 'projected', complete: true, detached: [] });
      assert.equal((await document(idOf('t999')))?.['rev'], PLACED.rev);
    });
  });

  describe('when a write is not confirmed by the majority', () => {
    const unconfirmed = { writeConcernError: { code: 64, errmsg: 'waiting for replication timed out' } };

    test('an append fails as unknown, and appending again finds it written', async (context) => {
      const { store } = await openMongoFixture(server, context);
      await failCommands(server, context, { times: 1 }, { failCommands: ['insert'], ...unconfirmed });
      await assert.rejects(append(store, entryOf(1)), UNKNOWN_OUTCOME);
      assert.equal(await append(store, entryOf(1)), 'appended');
      assert.deepEqual(await numbersAfter(store, 0, 10), [1]);
    });

    test('a projection fails as unknown even if a document cannot be updated, and can be repeated', async (context) => {
      const { store, put, document } = await openMongoFixture(server, context);
      await put(seeded('t1'), seeded('bad', { history: 'not an array' }));
      const updates = [{ ...PLACED, taskId: idOf('bad') }, PLACED];
      await failCommands(server, context, { times: 1 }, { failCommands: ['update'], ...unconfirmed });
      await assert.rejects(store.execute({ kind: 'project', updates }), UNKNOWN_OUTCOME);
      assert.equal((await store.execute({ kind: 'project', updates })).kind, 'projected');
      assert.deepEqual((await document(idOf('t1')))?.history, PLACED.history);
    });
  });

  describe('when the connection closes before a command is executed', () => {
    test('and another master appends first, appending again collides', async (context) => {
      const { store, rival } = await openMongoFixture(server, context);
      await failCommands(server, context, { times: 1 }, { failCommands: ['insert'], closeConnection: true });
      await assert.rejects(append(store, entryOf(1)), UNKNOWN_OUTCOME);
      assert.equal(await append(rival, entryOf(1, { by: 'm2' })), 'appended');
      assert.equal(await append(store, entryOf(1)), 'append.collided');
    });

    for (const request of [
      { kind: 'observe' },
      { kind: 'read.assigned', limit: 1_000 },
      { kind: 'read.runnable', state: 'created', ...FIRST_PAGE, limit: 10 },
      { kind: 'read.report', session: 1, taskId: idOf('t1'), attempt: 1 },
      { kind: 'read.revisions', taskIds: [idOf('t1')] },
      { kind: 'read.ledger', after: 0, limit: 10 },
    ] as const)
      test(`${request.kind} can be repeated`, async (context) => {
        const { store } = await openMongoFixture(server, context);
        await failCommands(server, context, { times: 2 }, { failCommands: ['find'], closeConnection: true });
        await assert.rejects(store.execute(request), UNKNOWN_OUTCOME);
        assert.ok(await store.execute(request));
      });
  });

  test('waits for indexes that take longer to build than any other request may take', async (context) => {
    const store = promisedStore(openMongoStore(server.urlOf(server.newDatabase())));
    context.after(() => store.close());
    // Longer than the 15 s after which the driver gives up on a silent connection.
    const slow = { failCommands: ['createIndexes'], blockConnection: true, blockTimeMS: 17_000 };
    await failCommands(server, context, { times: 1 }, slow);
    await store.prepare();
  });

  describe('when the server returns an error', () => {
    for (const [errorCode, retryable, name] of [
      [13, false, 'Unauthorized'],
      [91, true, 'ShutdownInProgress'],
      [189, true, 'PrimarySteppedDown'],
      [10_107, true, 'NotWritablePrimary'],
      [112, true, 'WriteConflict'],
      [50, true, 'MaxTimeMSExpired'],
    ] as const)
      test(`${name}, an append fails as ${retryable ? 'retryable' : 'not retryable'}`, async (context) => {
        const { store } = await openMongoFixture(server, context);
        await failCommands(server, context, { times: 1 }, { failCommands: ['insert'], errorCode });
        await assert.rejects(append(store, entryOf(1)), { name: 'StoreError', retryable });
      });
  });
});
