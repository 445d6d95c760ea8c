import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Store } from '../../src/store/store.ts';
import { execute, idOf, seeded, type AnyDocument, type OpenStoreFixture } from './store-fixture.ts';

const ASSIGNMENT = { host: 'slave1', instance: 'a', epoch: 2, atMs: 1_700_000_000_000 };

/** Identifiers of every type, each in its canonical form. */
const ODD_IDS = [
  '507f1f77bcf86cd799439011',
  '{"$numberInt":"7"}',
  '{"$numberDouble":"0.5"}',
  '{"$numberLong":"9007199254740993"}',
  '{"$date":{"$numberLong":"1700000000000"}}',
  '{"$binary":{"base64":"AAEC","subType":"00"}}',
  '{"a":{"$numberInt":"1"},"b":{"c":"d"}}',
  'true',
  'null',
  idOf(''),
  idOf('{"$ne":null}'),
  idOf('507f1f77bcf86cd799439011'),
  idOf('a "quoted" name\nwith a line break'),
];

async function runnable(store: Store, state: 'created' | 'killed', after: string | null, limit: number) {
  const { documents } = await execute(store, 'runnable', {
    kind: 'read.runnable',
    state,
    after,
    skip: 0,
    through: null,
    limit,
  });
  // Only MongoDB's documents have a size.
  return documents.map(({ size: _size, ...document }) => document);
}

/** Reads page by page and returns the identifiers of each page. */
async function allPages(store: Store, state: 'created' | 'killed', limit: number): Promise<string[][]> {
  const pages: string[][] = [];
  for (let after: string | null = null; pages.length < 100;) {
    const page: string[] = (await runnable(store, state, after, limit)).map(({ taskId }) => taskId);
    pages.push(page);
    if (page.length < limit) return pages;
    after = page.at(-1) ?? null;
  }
  throw new Error('the cursor does not terminate');
}

/** Returns a task that is assigned to a slave. */
function assignedTo(host: string): AnyDocument {
  return seeded(`on ${host}`, { assignment: { ...ASSIGNMENT, host } });
}

async function isRecorded(store: Store, taskId: string, attempt: number): Promise<boolean> {
  return (await execute(store, 'report', { kind: 'read.report', session: 3, taskId, attempt })).recorded;
}

async function revisions(store: Store, ...taskIds: readonly string[]) {
  return (await execute(store, 'revisions', { kind: 'read.revisions', taskIds })).revisions;
}

function idsOf(documents: readonly AnyDocument[]): string[] {
  return documents.map(({ taskId }) => taskId).toSorted();
}

/** Contract of reading the task documents. */
export function readContract(open: OpenStoreFixture): void {
  describe('read.runnable', () => {
    test('leaves out tasks that are not to be placed yet, unless the time is so late that it is doubted', async (context) => {
      const { store, put } = await open(context);
      const nowMs = 1_700_000_000_000;
      await put(
        seeded('at any time'),
        seeded('due', { notBeforeMs: nowMs }),
        seeded('later', { notBeforeMs: nowMs + 1 }),
        seeded('doubted', { notBeforeMs: nowMs + 1_001 }),
      );
      const request = {
        kind: 'read.runnable',
        state: 'created',
        after: null,
        skip: 0,
        through: null,
        limit: 9,
      } as const;
      const read = async (doubtedMs: number | null): Promise<string[]> => {
        const { documents } = await execute(store, 'runnable', { ...request, due: { nowMs, doubtedMs } });
        return documents.map(({ taskname }) => String(taskname));
      };
      assert.deepEqual(await read(null), ['at any time', 'due']);
      assert.deepEqual(await read(nowMs + 1_000), ['at any time', 'doubted', 'due']);
    });

    test('reads how a task is to be run', async (context) => {
      const { store, put } = await open(context);
      const spec = {
        kind: 'resize',
        input: '{"url":"https://example.org","sizes":[1,2]}',
        queue: 'images',
        priority: 7,
        retry: { maxAttempts: 3, backoff: { initial: 1, factor: 2, max: 60 } },
        timeout: 30,
        notBeforeMs: 1_700_000_000_000,
        failures: 2,
      };
      await put(seeded('t1', spec));
      assert.deepEqual(await runnable(store, 'created', null, 9), [seeded('t1', spec)]);
    });

    test('returns the tasks in a state with the fields the scheduler needs', async (context) => {
      const { store, put } = await open(context);
      const killed = seeded('k', { state: 'killed', host: 'slave1', attempt: 2, rev: 9 });
      await put(seeded('c'), killed, seeded('r', { state: 'running' }), seeded('s', { state: 'success' }));
      assert.deepEqual(await runnable(store, 'created', null, 10), [seeded('c')]);
      assert.deepEqual(await runnable(store, 'killed', null, 10), [killed]);
    });

    test('returns every task exactly once over all pages', async (context) => {
      const { store, put } = await open(context);
      const names = Array.from({ length: 25 }, (_, index) => `t${index + 100}`);
      await put(...names.toReversed().map((name) => seeded(name)));
      const pages = await allPages(store, 'created', 10);
      assert.deepEqual(
        pages.map((page) => page.length),
        [10, 10, 5],
      );
      assert.deepEqual(pages.flat(), names.map(idOf));
    });

    test('continues across identifiers of different types', async (context) => {
      const { store, put } = await open(context);
      await put(...ODD_IDS.map((taskId) => ({ ...seeded('odd'), taskId })));
      for (const limit of [1, 2, 5]) {
        const ids = (await allPages(store, 'created', limit)).flat();
        assert.deepEqual(ids.toSorted(), ODD_IDS.toSorted(), `${limit} at a time`);
      }
    });

    test('skips parked tasks, and returns them once the mark is removed', async (context) => {
      const { store, put } = await open(context);
      await put(seeded('t1', { parked: { reason: 'r', atMs: 1 } }), seeded('t2'));
      assert.deepEqual(idsOf(await runnable(store, 'created', null, 10)), [idOf('t2')]);
      await put(seeded('t1'));
      assert.deepEqual(idsOf(await runnable(store, 'created', null, 10)), [idOf('t1'), idOf('t2')]);
    });

    test('returns documents of any shape unchanged', async (context) => {
      const { store, put } = await open(context);
      const strange = { taskname: 7, sleeptime: '1', attempt: 'x', host: {}, rev: 'y', assignment: 'z', history: 'h' };
      await put(seeded('t1', strange), { taskId: idOf('t2'), state: 'created' });
      const [first, second] = await runnable(store, 'created', null, 10);
      assert.deepEqual(first, seeded('t1', strange));
      assert.deepEqual(second, { taskId: idOf('t2'), state: 'created' });
    });
  });

  describe('read.strays', () => {
    test('returns unparked documents in an unknown state, or running without a whole assignment, and no others', async (context) => {
      const { store, put } = await open(context);
      const strays = [
        { taskId: idOf('no state'), taskname: 'no state', sleeptime: 1 },
        seeded('null', { state: null }),
        seeded('number', { state: 3 }),
        seeded('unknown', { state: 'Created' }),
        seeded('running', { state: 'running', rev: 5 }),
        seeded('odd assignment', { state: 'running', assignment: 'slave1' }),
        seeded('array', { state: 'running', assignment: [] }),
        seeded('odd host', { state: 'running', assignment: { host: null } }),
        seeded('host alone', { state: 'running', rev: 3, assignment: { host: 'slave1' } }),
        seeded('odd instance', { state: 'running', rev: 3, assignment: { ...ASSIGNMENT, instance: 7 } }),
        seeded('odd epoch', { state: 'running', rev: 3, assignment: { ...ASSIGNMENT, epoch: '1' } }),
        seeded('odd time', { state: 'running', rev: 3, assignment: { ...ASSIGNMENT, atMs: undefined } }),
        seeded('no revision', { state: 'running', assignment: ASSIGNMENT }),
        seeded('array of states', { state: ['success'] }),
      ];
      const assigned = { host: 'slave1', attempt: 1, rev: 3, assignment: ASSIGNMENT };
      await put(
        ...strays,
        ...['created', 'killed', 'success'].map((state) => seeded(state, { state })),
        seeded('held', { ...assigned, state: 'running' }),
        seeded('parked', { state: 'pending', parked: { reason: 'r', atMs: 1 } }),
      );
      const { documents } = await execute(store, 'runnable', { kind: 'read.strays', limit: 20 });
      assert.deepEqual(idsOf(documents), idsOf(strays));
      const { documents: first } = await execute(store, 'runnable', { kind: 'read.strays', limit: 2 });
      assert.equal(first.length, 2);
    });
  });

  describe('read.assigned', () => {
    test('returns the assigned tasks that are not finished, whatever their state', async (context) => {
      const { store, put } = await open(context);
      const assigned = { host: 'slave1', attempt: 1, rev: 3, assignment: ASSIGNMENT };
      const tasks = [seeded('t1', assigned), seeded('t2', { ...assigned, state: 'running' })];
      tasks.push(seeded('t3', { ...assigned, state: ['success'] }));
      await put(...tasks, seeded('t4'), seeded('t5', { ...assigned, state: 'success' }));
      const { documents } = await execute(store, 'assigned', { kind: 'read.assigned', limit: 1_000 });
      assert.deepEqual(documents, tasks);
    });

    test('returns at most as many as requested, in the order of their slaves', async (context) => {
      const { store, put } = await open(context);
      await put(assignedTo('slave3'), assignedTo('slave1'), assignedTo('slave2'));
      const { documents, more } = await execute(store, 'assigned', { kind: 'read.assigned', limit: 2 });
      assert.deepEqual([documents, more], [[assignedTo('slave1'), assignedTo('slave2')], true]);
      assert.equal((await execute(store, 'assigned', { kind: 'read.assigned', limit: 4 })).more, false);
    });

    test('skips assignments that name no slave, which are strays or parked when they are read', async (context) => {
      const { store, put } = await open(context);
      const hosts = [5, null, {}];
      await put(...hosts.map((host, index) => seeded(`t${index}`, { assignment: { ...ASSIGNMENT, host } })));
      const { documents } = await execute(store, 'assigned', { kind: 'read.assigned', limit: 10 });
      assert.deepEqual(documents, []);
    });

    test('skips parked tasks, which no master has assigned', async (context) => {
      const { store, put } = await open(context);
      await put(seeded('t1', { assignment: ASSIGNMENT, parked: { reason: 'r', atMs: 1 } }));
      const { documents } = await execute(store, 'assigned', { kind: 'read.assigned', limit: 1_000 });
      assert.deepEqual(documents, []);
    });
  });

  describe('read.revisions', () => {
    test('returns the revision of each document, null if it has none, and skips documents that do not exist', async (context) => {
      const { store, put } = await open(context);
      await put(seeded('t1', { rev: 5 }), seeded('t2'));
      const found = await revisions(store, idOf('t1'), idOf('t2'), idOf('t3'));
      assert.deepEqual(
        [...found],
        [
          [idOf('t1'), 5],
          [idOf('t2'), null],
        ],
      );
      assert.equal((await revisions(store)).size, 0);
    });

    test('returns null for a revision that is not a number, because no master has written it', async (context) => {
      const { store, put } = await open(context);
      await put(seeded('t1', { rev: 'abc' }), seeded('t2', { rev: {} }), seeded('t3', { rev: [7] }));
      const found = await revisions(store, idOf('t1'), idOf('t2'), idOf('t3'));
      assert.deepEqual([...found.values()], [null, null, null]);
    });

    test('returns those of thousands of documents', async (context) => {
      const { store, put } = await open(context);
      const names = Array.from({ length: 2_500 }, (_, index) => `${'long'.repeat(100)}${index}`);
      await put(...names.map((name, index) => seeded(name, { rev: index })));
      assert.equal((await revisions(store, ...names.map(idOf))).size, names.length);
    });
  });

  describe('read.report', () => {
    test('finds an attempt recorded only if it is the one that succeeded', async (context) => {
      const { store, put } = await open(context);
      await put(seeded('t1', { state: 'success', attempt: 2 }), seeded('t2', { state: 'running', attempt: 2 }));
      assert.equal(await isRecorded(store, idOf('t1'), 2), true);
      for (const attempt of [1, 3]) assert.equal(await isRecorded(store, idOf('t1'), attempt), false);
      assert.equal(await isRecorded(store, idOf('t2'), 2), false);
      assert.equal(await isRecorded(store, idOf('t9'), 2), false);
    });

    test('returns the report it refers to', async (context) => {
      const { store } = await open(context);
      const request = { kind: 'read.report', session: 77, taskId: 'x', attempt: 4 } as const;
      assert.deepEqual(await store.execute(request), { ...request, kind: 'report', recorded: false });
    });

    test('finds tasks by identifiers of every type', async (context) => {
      const { store, put } = await open(context);
      await put(...ODD_IDS.map((taskId) => ({ ...seeded('odd', { state: 'success', attempt: 1 }), taskId })));
      for (const taskId of ODD_IDS) assert.equal(await isRecorded(store, taskId, 1), true, taskId);
    });

    for (const [kind, taskId] of [
      ['an operator', '{"$ne":null}'],
      ['a range operator', '{"$gt":""}'],
      ['code', '{"$where":"true"}'],
      ['a regular expression', '{"$regularExpression":{"pattern":".*","options":""}}'],
      ['an array', '[1,2]'],
      ['empty', ''],
      ['not JSON', '{"a'],
      ['not a valid ObjectId', '{"$oid":"zz"}'],
      ['undefined', '{"$undefined":true}'],
      ['a field name with a null byte', '{"a\\u0000b":1}'],
      ['a string with a null byte', '"a\\u0000b"'],
      ['deep nesting', '['.repeat(250) + ']'.repeat(250)],
      ['a malformed number', '{"$numberDecimal":"abc"}'],
      ['a prototype', '{"__proto__":{"a":1}}'],
      ['a DBRef', '{"$ref":"tasks","$id":"t1"}'],
    ] as const)
      test(`finds no task by an identifier that is ${kind}`, async (context) => {
        const { store, put } = await open(context);
        await put(seeded('t1', { state: 'success', attempt: 1 }));
        assert.equal(await isRecorded(store, taskId, 1), false);
      });
  });
}
