import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Store } from '../../src/store/store.ts';
import { answerOf, idOf, seeded, type AnyDocument, type OpenSubject } from './store-fixture.ts';

const ASSIGNMENT = { host: 'slave1', instance: 'a', epoch: 2, atMs: 1_700_000_000_000 };

/** Identifiers of every kind that may turn up, beside texts: each the canonical form of one `_id`. */
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
  return (await answerOf(store, 'runnable', { kind: 'read.runnable', state, after, limit })).documents;
}

/** Follows the cursor from page to page; gives the identifiers of each. */
async function allPages(store: Store, state: 'created' | 'killed', limit: number): Promise<string[][]> {
  const pages: string[][] = [];
  for (let after: string | null = null; pages.length < 100;) {
    const page: string[] = (await runnable(store, state, after, limit)).map(({ taskId }) => taskId);
    pages.push(page);
    if (page.length < limit) return pages;
    after = page.at(-1) ?? null;
  }
  throw new Error('the cursor does not come to an end');
}

async function recorded(store: Store, taskId: string, attempt: number): Promise<boolean> {
  return (await answerOf(store, 'report', { kind: 'read.report', session: 3, taskId, attempt })).recorded;
}

async function revisions(store: Store, ...taskIds: readonly string[]) {
  return (await answerOf(store, 'revisions', { kind: 'read.revisions', taskIds })).revisions;
}

function idsOf(documents: readonly AnyDocument[]): string[] {
  return documents.map(({ taskId }) => taskId).toSorted();
}

/** What a store reads out of the documents. */
export function readContract(open: OpenSubject): void {
  describe('read.runnable', () => {
    test('gives the tasks of a state, with what the scheduler needs to know', async (context) => {
      const { store, put } = await open(context);
      const killed = seeded('k', { state: 'killed', host: 'slave1', attempt: 2, rev: 9 });
      await put(seeded('c'), killed, seeded('r', { state: 'running' }), seeded('s', { state: 'success' }));
      assert.deepEqual(await runnable(store, 'created', null, 10), [seeded('c')]);
      assert.deepEqual(await runnable(store, 'killed', null, 10), [killed]);
    });

    test('goes forward page by page, and brings every task once', async (context) => {
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

    test('goes on from identifiers of one kind to those of the next', async (context) => {
      const { store, put } = await open(context);
      await put(...ODD_IDS.map((taskId) => ({ ...seeded('odd'), taskId })));
      for (const limit of [1, 2, 5]) {
        const observation = (await allPages(store, 'created', limit)).flat();
        assert.deepEqual(observation.toSorted(), ODD_IDS.toSorted(), `${limit} at a time`);
      }
    });

    test('leaves out what is set aside, and brings it when the mark is removed', async (context) => {
      const { store, put } = await open(context);
      await put(seeded('t1', { parked: { reason: 'r', atMs: 1 } }), seeded('t2'));
      assert.deepEqual(idsOf(await runnable(store, 'created', null, 10)), [idOf('t2')]);
      await put(seeded('t1'));
      assert.deepEqual(idsOf(await runnable(store, 'created', null, 10)), [idOf('t1'), idOf('t2')]);
    });

    test('brings documents of any shape as they are', async (context) => {
      const { store, put } = await open(context);
      const strange = { taskname: 7, sleeptime: '1', attempt: 'x', host: {}, rev: 'y', assignment: 'z', history: 'h' };
      await put(seeded('t1', strange), { taskId: idOf('t2'), state: 'created' });
      const [first, second] = await runnable(store, 'created', null, 10);
      assert.deepEqual(first, seeded('t1', strange));
      assert.deepEqual(second, { taskId: idOf('t2'), state: 'created' });
    });
  });

  describe('read.assigned', () => {
    test('gives the tasks that a slave is responsible for, whatever their state', async (context) => {
      const { store, put } = await open(context);
      const assigned = { host: 'slave1', attempt: 1, rev: 3, assignment: ASSIGNMENT };
      const tasks = [seeded('t1', assigned), seeded('t2', { ...assigned, state: 'running' })];
      await put(...tasks, seeded('t3'), seeded('t4', { state: 'success', host: 'slave1' }));
      const { documents } = await answerOf(store, 'assigned', { kind: 'read.assigned' });
      assert.deepEqual(documents, tasks);
    });

    test('leaves out what is set aside: whoever assigned that, it was no master', async (context) => {
      const { store, put } = await open(context);
      await put(seeded('t1', { assignment: ASSIGNMENT, parked: { reason: 'r', atMs: 1 } }));
      const { documents } = await answerOf(store, 'assigned', { kind: 'read.assigned' });
      assert.deepEqual(documents, []);
    });
  });

  describe('read.revisions', () => {
    test('says what each document reflects, null if nothing, and leaves out those that do not exist', async (context) => {
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

    test('leaves out documents in which somebody put something else there', async (context) => {
      const { store, put } = await open(context);
      await put(seeded('t1', { rev: 'abc' }), seeded('t2', { rev: {} }));
      assert.equal((await revisions(store, idOf('t1'), idOf('t2'))).size, 0);
    });
  });

  describe('read.report', () => {
    test('knows that very attempt, and only when it is the success', async (context) => {
      const { store, put } = await open(context);
      await put(seeded('t1', { state: 'success', attempt: 2 }), seeded('t2', { state: 'running', attempt: 2 }));
      assert.equal(await recorded(store, idOf('t1'), 2), true);
      for (const attempt of [1, 3]) assert.equal(await recorded(store, idOf('t1'), attempt), false);
      assert.equal(await recorded(store, idOf('t2'), 2), false);
      assert.equal(await recorded(store, idOf('t9'), 2), false);
    });

    test('says which report it answers', async (context) => {
      const { store } = await open(context);
      const request = { kind: 'read.report', session: 77, taskId: 'x', attempt: 4 } as const;
      assert.deepEqual(await store.execute(request), { ...request, kind: 'report', recorded: false });
    });

    test('finds tasks under identifiers of every kind', async (context) => {
      const { store, put } = await open(context);
      await put(...ODD_IDS.map((taskId) => ({ ...seeded('odd', { state: 'success', attempt: 1 }), taskId })));
      for (const taskId of ODD_IDS) assert.equal(await recorded(store, taskId, 1), true, taskId);
    });

    for (const [kind, taskId] of [
      ['an operator', '{"$ne":null}'],
      ['an operator that looks everywhere', '{"$gt":""}'],
      ['code', '{"$where":"true"}'],
      ['a pattern', '{"$regularExpression":{"pattern":".*","options":""}}'],
      ['a list', '[1,2]'],
      ['nothing', ''],
      ['no JSON', '{"a'],
      ['no ObjectId', '{"$oid":"zz"}'],
      ['undefined', '{"$undefined":true}'],
      ['a field name with a null byte', '{"a\\u0000b":1}'],
      ['a text with a null byte', '"a\\u0000b"'],
      ['deep nesting', '['.repeat(250) + ']'.repeat(250)],
      ['a broken number', '{"$numberDecimal":"abc"}'],
      ['a prototype', '{"__proto__":{"a":1}}'],
      ['a reference', '{"$ref":"tasks","$id":"t1"}'],
    ] as const)
      test(`takes an identifier that is ${kind} for that of no task`, async (context) => {
        const { store, put } = await open(context);
        await put(seeded('t1', { state: 'success', attempt: 1 }));
        assert.equal(await recorded(store, taskId, 1), false);
      });
  });
}
