import assert from 'node:assert/strict';
import { after, before, describe, test, type TestContext } from 'node:test';
import type { Document } from 'mongodb';
import { openMongoStore } from '../../src/store/open-mongo-store.ts';
import type { Store } from '../../src/store/store.ts';
import { openMongoSubject, startTestServer, type TestServer } from './mongo-fixture.ts';
import { storeContract } from './store-contract.ts';

/** A store on a collection of 4,000 tasks: a thousand in each state, some set aside, eight assigned. */
async function openFilled(server: TestServer, context: TestContext): Promise<{ store: Store; database: string }> {
  const database = server.newDatabase();
  const store = openMongoStore(server.urlOf(database));
  context.after(() => store.close());
  await store.prepare();
  const states = ['created', 'killed', 'running', 'success'];
  const rows = Array.from({ length: 4_000 }, (_, index) => {
    const assignment = index % 500 === 0 ? { assignment: { host: `slave${index}` } } : {};
    const parked = index % 20 === 1 ? { parked: { reason: 'r' } } : {};
    return Object.assign({ taskname: `t${index}`, sleeptime: 1, state: states[index % 4] }, assignment, parked);
  });
  await server.client.db(database).collection('tasks').insertMany(rows);
  return { store, database };
}

/** What the server says it did for a read of the tasks. */
async function profileOf(server: TestServer, database: string, read: () => Promise<unknown>): Promise<Document> {
  const db = server.client.db(database);
  await db.command({ profile: 2, filter: { op: 'query', ns: `${database}.tasks` } });
  await read();
  await db.command({ profile: 0 });
  const [profile] = await db.collection('system.profile').find().sort({ ts: -1 }).limit(1).toArray();
  assert.ok(profile);
  return profile;
}

describe('the store in MongoDB', () => {
  let server: TestServer;
  before(async () => void (server = await startTestServer()));
  after(() => server.stop());

  storeContract((context) => openMongoSubject(server, context));

  describe('reads through its indexes', () => {
    test('and examines no more keys for a page than it returns, wherever the cursor is', async (context) => {
      const { store, database } = await openFilled(server, context);
      let cursor: string | null = null;
      for (const page of [1, 2, 3]) {
        const profile = await profileOf(server, database, async () => {
          const read = await store.execute({ kind: 'read.runnable', state: 'killed', after: cursor, limit: 250 });
          assert.ok(read.kind === 'runnable');
          cursor = read.documents.at(-1)?.taskId ?? null;
        });
        const { planSummary, nreturned, keysExamined, hasSortStage } = profile;
        assert.equal(planSummary, 'IXSCAN { state: 1, _id: 1 }', `page ${page}`);
        assert.deepEqual([nreturned, keysExamined, hasSortStage], [250, 250, undefined], `page ${page}`);
      }
    });

    test('and examines no more keys for the open assignments than there are', async (context) => {
      const { store, database } = await openFilled(server, context);
      const profile = await profileOf(server, database, () => store.execute({ kind: 'read.assigned' }));
      assert.equal(profile['planSummary'], 'IXSCAN { assignment.host: 1 }');
      assert.deepEqual([profile['nreturned'], profile['keysExamined']], [8, 8]);
    });

    test('that can be prepared again and again', async (context) => {
      const { store, rival } = await openMongoSubject(server, context);
      await Promise.all([store.prepare(), rival.prepare(), store.prepare()]);
    });
  });
});
