import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Document } from 'mongodb';
import { openInspectionDatabase, type InspectionDatabase } from '../../src/inspection/database.ts';
import { ensureIndexes } from '../../src/inspection/indexes.ts';
import { listTasks, rangeQuery } from '../../src/inspection/task-list.ts';
import { planPages } from '../../src/inspection/pagination.ts';
import { openMongoStore } from '../../src/store/open-mongo-store.ts';
import { startTestServer, type TestServer } from '../store/mongo-fixture.ts';
import { promisedStore } from '../store/promised-store.ts';

const STATES = ['created', 'running', 'killed', 'success'] as const;
const COUNT = 400;

/** Tasks with identifiers of several types, and names with an accent and characters that are special in patterns. */
const tasks: Document[] = Array.from({ length: COUNT }, (_, index) => ({
  ...(index % 50 === 0 ? { _id: `text ${index}` } : {}),
  taskname: `${index % 2 === 0 ? 'even' : 'Öd.*'}${index}`,
  sleeptime: 1,
  state: STATES[index % 4],
  ...(index % 4 === 0 ? {} : { host: `slave${index % 3}` }),
  ...(index % 8 < 4 ? {} : { rev: COUNT - index, parked: { reason: 'odd', at: new Date() } }),
  ...(index === 2 ? { rev: COUNT + 1, parked: null } : {}),
}));

const ALL = { state: '', host: '', tasknamePrefix: '', parked: false, pageSize: 7, pageToken: '' };

const FILTERS: readonly Partial<typeof ALL>[] = [
  {},
  { state: 'success' },
  { host: 'slave1' },
  { host: 'slave1', state: 'running' },
  { tasknamePrefix: 'even1' },
  { tasknamePrefix: 'Öd.*' },
  { tasknamePrefix: 'even', state: 'killed' },
  { tasknamePrefix: 'even', state: 'killed', host: 'slave2' },
  { tasknamePrefix: 'Ö', host: 'slave0' },
  { parked: true },
  { parked: true, state: 'killed' },
  { parked: true, host: 'slave1' },
  { parked: true, tasknamePrefix: 'even' },
];

/** Encodes a token for tasks in state success with an arbitrary key. */
function forgeToken(key: object): string {
  return Buffer.from(JSON.stringify([['success', '', '', '', '', false], key])).toString('base64url');
}

/** Reads page by page, and yields the tasks of each page. */
async function* pagesOf(database: InspectionDatabase, request: typeof ALL) {
  let pageToken = '';
  do {
    const { tasks: found = [], nextPageToken = '' } = await listTasks(database, { ...request, pageToken });
    yield found;
    pageToken = nextPageToken;
  } while (pageToken !== '');
}

describe('ListTasks', () => {
  let server: TestServer;
  let database: InspectionDatabase;
  before(async () => {
    server = await startTestServer();
    const url = server.urlOf('listed');
    await server.client.db('listed').collection('tasks').insertMany(tasks);
    const store = promisedStore(openMongoStore(url));
    await store.prepare();
    await store.close();
    database = openInspectionDatabase(url);
    await ensureIndexes(url, new AbortController().signal);
  });
  after(async () => {
    await database.close();
    await server.stop();
  });

  for (const filter of FILTERS)
    test(`returns each task that matches ${JSON.stringify(filter)} exactly once over all pages`, async () => {
      const found: string[] = [];
      for await (const page of pagesOf(database, { ...ALL, ...filter })) {
        assert.ok(page.length <= ALL.pageSize);
        found.push(...page.map(({ taskname }) => taskname ?? ''));
      }
      const { state = '', host = '', tasknamePrefix = '', parked = false } = filter;
      const matching = tasks.filter(
        (task) =>
          (!parked || (task['parked'] ?? null) !== null) &&
          (state === '' || task['state'] === state) &&
          (host === '' || task['host'] === host) &&
          String(task['taskname']).startsWith(tasknamePrefix),
      );
      assert.deepEqual(found.sort(), matching.map(({ taskname }) => String(taskname)).sort());
    });

  for (const filter of FILTERS)
    test(`for ${JSON.stringify(filter)} scans an index and examines no more documents than it returns`, async () => {
      const { state = '', host = '', tasknamePrefix = '', parked = false } = filter;
      const plan = planPages({ state, host, taskname_prefix: tasknamePrefix, parked, queue: '', kind: '' });
      for (const range of plan.ranges) {
        const explained = await rangeQuery(database.tasks, plan, range, 5).explain('executionStats');
        const { totalDocsExamined, totalKeysExamined } = explained['executionStats'] as Record<string, number>;
        assert.doesNotMatch(JSON.stringify(explained['queryPlanner']), /COLLSCAN|"SORT"/);
        assert.ok((totalDocsExamined ?? 99) <= 5 && (totalKeysExamined ?? 99) <= 6);
      }
    });

  test('returns all other tasks if a field of the index contains an array in one of them', async (context) => {
    const url = server.urlOf('arrays');
    const parked = { reason: 'odd', at: new Date() };
    const rows = Array.from({ length: 20 }, (_, rev) => ({ taskname: `t${rev}`, state: 'killed', rev, parked }));
    await server.client.db('arrays').collection('tasks').insertMany(rows);
    await server.client
      .db('arrays')
      .collection('tasks')
      .insertOne({ taskname: ['t', 'u'], state: 'killed', host: ['a', 'b'], rev: [3, 99], parked });
    const arrays = openInspectionDatabase(url);
    context.after(() => arrays.close());
    await ensureIndexes(url, new AbortController().signal);
    for (const filter of [{ parked: true }, { state: 'killed' }, { tasknamePrefix: 't' }]) {
      const found: string[] = [];
      for await (const page of pagesOf(arrays, { ...ALL, ...filter, pageSize: 3 }))
        found.push(...page.map(({ taskname }) => taskname ?? ''));
      assert.deepEqual(found.sort(), rows.map(({ taskname }) => taskname).sort(), JSON.stringify(filter));
    }
  });

  test('returns parked tasks in the order in which they were parked', async () => {
    const { tasks: found = [] } = await listTasks(database, { ...ALL, parked: true, pageSize: 1_000 });
    const revs = found.map(({ rev }) => Number(rev));
    assert.equal(revs.length, COUNT / 2);
    assert.deepEqual(
      revs,
      revs.toSorted((one, other) => one - other),
    );
    assert.ok(found.every(({ parked }) => parked?.reason === 'odd'));
  });

  test('says of a value that is too large that it is, on every page', async () => {
    const large = 'y'.repeat(100_000);
    const names = ['a', 'b', 'c'].map((name) => `long ${name}`);
    await database.tasks.insertMany(names.map((taskname) => ({ taskname, state: 'created', host: large }) as never));
    const found: string[] = [];
    for await (const page of pagesOf(database, { ...ALL, tasknamePrefix: 'long', pageSize: 2 }))
      for (const { taskname = '', host } of page) {
        found.push(taskname);
        assert.equal(host, 'too large to be shown');
      }
    await database.tasks.deleteMany({ taskname: { $in: names } });
    assert.deepEqual(found, names);
  });

  test('rejects a page token of other filters and a forged one', async () => {
    const { nextPageToken = '' } = await listTasks(database, { ...ALL, state: 'success' });
    for (const pageToken of [nextPageToken, forgeToken({ _id: 1 }), forgeToken([]), '%%%'])
      await assert.rejects(
        listTasks(database, { ...ALL, state: 'killed', pageToken }),
        /page_token must come from the previous page/,
      );
    const beyond = forgeToken({ state: 'zzz', host: 1, _id: 1 });
    assert.deepEqual(await listTasks(database, { ...ALL, state: 'success', pageToken: beyond }), {
      tasks: [],
      nextPageToken: '',
    });
  });

  test('leaves the planner to use the index of runnable tasks for the scheduler', async () => {
    const runnable = { state: 'created', parked: null };
    const plan = await database.tasks.find(runnable).sort({ _id: 1 }).limit(100).explain();
    assert.match(JSON.stringify((plan['queryPlanner'] as Document)['winningPlan']), /"indexName":"runnable"/);
  });
});
