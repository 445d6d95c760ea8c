import assert from 'node:assert/strict';
import { after, before, describe, test, type TestContext } from 'node:test';
import { BSON, ObjectId, type Document } from 'mongodb';
import { parseTask } from '../../src/core/leader/task-document.ts';
import { BY_STATE } from '../../src/store/mongo-collections.ts';
import type { Store } from '../../src/store/store.ts';
import { openEmptyStore, openMongoFixture, startTestServer, type TestServer } from './mongo-fixture.ts';
import { insertRaw } from './insert-raw.ts';
import { storeContract } from './store-contract.ts';
import { allRunnable, FIRST_PAGE } from './store-fixture.ts';

/** Opens a store with 4,000 tasks: a thousand in each state, of which some are parked and eight assigned. */
async function openFilledStore(server: TestServer, context: TestContext): Promise<{ store: Store; database: string }> {
  const { store, database, tasks } = await openEmptyStore(server, context);
  const states = ['created', 'killed', 'running', 'success'];
  const rows = Array.from({ length: 4_000 }, (_, index) => {
    const assignment = index % 500 === 0 ? { assignment: { host: `slave${index}` } } : {};
    const parked = index % 20 === 1 ? { parked: { reason: 'r' } } : {};
    return Object.assign({ taskname: `t${index}`, sleeptime: 1, state: states[index % 4] }, assignment, parked);
  });
  await tasks.insertMany(rows);
  return { store, database };
}

/** Runs a read of the tasks and returns the server's profile of it. */
async function profileOf(server: TestServer, database: string, read: () => Promise<unknown>): Promise<Document> {
  const db = server.client.db(database);
  const ns = `${database}.tasks`;
  await db.command({ profile: 2, filter: { op: 'query', ns } });
  await read();
  await db.command({ profile: 0 });
  const [profile] = await db.collection('system.profile').find({ ns }).sort({ ts: -1 }).limit(1).toArray();
  assert.ok(profile);
  return profile;
}

describe('the MongoDB store', () => {
  let server: TestServer;
  before(async () => void (server = await startTestServer()));
  after(() => server.stop());

  test('reads no field that is too large, and what stands for it makes the task invalid', async (context) => {
    const { store, database, tasks } = await openEmptyStore(server, context);
    const large = 'y'.repeat(1_000_000);
    const valid = { taskname: 'task1', sleeptime: 1, state: 'created' };
    const fields = ['taskname', 'sleeptime', 'attempt', 'rev', 'assignment', 'history'];
    const documents = fields.flatMap((field) => [
      { ...valid, [field]: large },
      { ...valid, [field]: [large] },
      { ...valid, [field]: { host: 'slave1', more: large } },
    ]);
    await tasks.insertMany(documents);
    await tasks.insertMany([
      { ...valid, host: large },
      { ...valid, history: [], unknown: large },
    ]);
    const read = () => store.execute({ kind: 'read.runnable', state: 'created', ...FIRST_PAGE, limit: 1_000 });
    const { responseLength } = await profileOf(server, database, read);
    assert.ok(responseLength < 16_384, `${responseLength} bytes were read`);
    const response = await read();
    assert.ok(response.kind === 'runnable');
    const reasons = response.documents.map(parseTask).map((task) => (task.valid ? 'valid' : task.reason));
    // A history is an array, whatever it contains.
    const historyIsArray = 16;
    assert.deepEqual(
      reasons.flatMap((reason, index) => (reason === 'valid' ? [index] : [])),
      [historyIsArray, documents.length, documents.length + 1],
    );
    assert.match(reasons[0] ?? '', /taskname must have at most 200 characters/);
    const { responseLength: assigned } = await profileOf(server, database, () =>
      store.execute({ kind: 'read.assigned', limit: 1_000 }),
    );
    const ids = response.documents.map(({ taskId }) => taskId);
    const { responseLength: revisions } = await profileOf(server, database, () =>
      store.execute({ kind: 'read.revisions', taskIds: ids }),
    );
    assert.ok(assigned < 16_384 && revisions < 16_384, `${assigned} and ${revisions} bytes were read`);
  });

  storeContract((context) => openMongoFixture(server, context));

  test('reads a document with a string that is not UTF-8, as one among others', async (context) => {
    const { store, database, tasks } = await openEmptyStore(server, context);
    const document = Buffer.from(BSON.serialize({ _id: 1, taskname: 'name', sleeptime: 1, state: 'created' }));
    document[document.indexOf('name\0', document.indexOf('taskname') + 8)] = 0xff;
    await insertRaw(server, database, document);
    await tasks.insertOne({ taskname: 'valid', sleeptime: 1, state: 'created' });
    const { documents } = await allRunnable(store, 'created', 10);
    assert.deepEqual(
      documents.map(({ taskname }) => String(taskname)).toSorted((a, b) => a.localeCompare(b)),
      ['valid', '\uFFFDame'],
    );
  });

  test('reads a document with a regular expression that is none in JavaScript, as one among others', async (context) => {
    const { store, tasks } = await openEmptyStore(server, context);
    const odd = { taskname: new BSON.BSONRegExp('(?i)x'), sleeptime: 1, state: 'created' };
    await tasks.insertMany([odd, { ...odd, taskname: 'valid' }]);
    const { documents } = await allRunnable(store, 'created', 10);
    assert.deepEqual(
      documents.map((document) => parseTask(document).valid),
      [false, true],
    );
  });

  describe('indexes', () => {
    test('examine no more keys for a page of runnable tasks than it returns, wherever the cursor is', async (context) => {
      const { store, database } = await openFilledStore(server, context);
      let cursor: string | null = null;
      for (const page of [1, 2, 3]) {
        const profile = await profileOf(server, database, async () => {
          const read = await store.execute({
            kind: 'read.runnable',
            state: 'killed',
            after: cursor,
            skip: 0,
            through: null,
            limit: 250,
          });
          assert.ok(read.kind === 'runnable');
          cursor = read.documents.at(-1)?.taskId ?? null;
        });
        const { planSummary, nreturned, keysExamined, hasSortStage } = profile;
        assert.equal(planSummary, 'IXSCAN { state: 1, _id: 1 }', `page ${page}`);
        assert.deepEqual([nreturned, keysExamined, hasSortStage], [250, 250, undefined], `page ${page}`);
      }
    });

    test('examine no more keys for the open assignments than there are', async (context) => {
      const { store, database } = await openFilledStore(server, context);
      const profile = await profileOf(server, database, () => store.execute({ kind: 'read.assigned', limit: 1_000 }));
      assert.equal(profile['planSummary'], 'IXSCAN { assignment.host: 1 }');
      assert.deepEqual([profile['nreturned'], profile['keysExamined']], [8, 8]);
    });

    test('examine no keys of runnable and finished tasks for strays, and none are found before their index exists', async (context) => {
      const { store, database } = await openFilledStore(server, context);
      const stray = { _id: new ObjectId(), state: 'pending' };
      const tasks = server.client.db(database).collection('tasks');
      await tasks.insertOne(stray);
      const readStrays = async (): Promise<number> => {
        const read = await store.execute({ kind: 'read.strays', limit: 2_000 });
        return read.kind === 'runnable' ? read.documents.length : -1;
      };
      assert.equal(await readStrays(), 0);
      await tasks.createIndex(BY_STATE);
      const running = await tasks.countDocuments({ state: 'running' });
      const strays = 1 + (await tasks.countDocuments({ state: 'running', assignment: null, parked: null }));
      const profile = await profileOf(server, database, async () => assert.equal(await readStrays(), strays));
      // A key more at the end of each of the four ranges between and around the excluded states.
      assert.ok(Number(profile['keysExamined']) <= running + 1 + 4, `${profile['keysExamined']} keys`);
    });

    test('can be prepared repeatedly and concurrently', async (context) => {
      const { store, rival } = await openMongoFixture(server, context);
      await Promise.all([store.prepare(), rival.prepare(), store.prepare()]);
    });
  });
});
