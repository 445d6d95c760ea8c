import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import * as mongodb from 'mongodb';
import { BSON, type Collection, type Document } from 'mongodb';
import { parseTask } from '../../src/core/leader/task-document.ts';
import { BY_STATE } from '../../src/store/mongo-collections.ts';
import { insertRaw } from './insert-raw.ts';
import { openEmptyStore, startTestServer, type TestServer } from './mongo-fixture.ts';
import { allRunnable, execute, project } from './store-fixture.ts';

const { Binary, Code, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp, UUID } = mongodb;
const { BSONRegExp, BSONSymbol } = mongodb;

/** Values of every type that MongoDB accepts as an `_id`. */
const READABLE: readonly (readonly [what: string, id: unknown])[] = [
  ['an ObjectId', new ObjectId()],
  ['a string', 'task-1'],
  ['an empty string', ''],
  ['a string that is a control character', '\u0000'],
  ['a string of 30 kB', 'x'.repeat(30_000)],
  ['a string that looks like an ObjectId', '507f1f77bcf86cd799439011'],
  ['an int', new Int32(7)],
  ['an integer in a double', new Double(8)],
  ['a fraction', new Double(0.1)],
  ['minus zero', new Double(-0)],
  ['NaN', Number.NaN],
  ['infinity', Number.NEGATIVE_INFINITY],
  ['a double beyond 2^53, such as nanoseconds since 1970', new Double(Number('1760000000123456789'))],
  ['a double of 2^62', new Double(2 ** 62)],
  ['a huge double', new Double(Math.PI * 1e300)],
  ['a long', Long.fromString('1760000000123456789')],
  ['a decimal', Decimal128.fromString('1.50')],
  ['a boolean', false],
  ['null', null],
  ['a date', new Date(1_700_000_000_000)],
  ['a date before 1970', new Date(-1)],
  ['a timestamp', new Timestamp({ t: 1, i: 2 })],
  ['binary data', new Binary(Buffer.from([0, 255]))],
  ['binary data of subtype 128', new Binary(Buffer.from([1]), 128)],
  ['binary data of subtype 2', new Binary(Buffer.from([1, 2]), 2)],
  ['a UUID', new UUID()],
  ['the least key', new MinKey()],
  ['the greatest key', new MaxKey()],
  ['code', new Code('x')],
  ['code with a scope', new Code('x', { a: 1 })],
  ['an object', { b: 1, a: { d: [1, { e: null }], c: 'x' } }],
  ['an object with a double beyond 2^53', { shard: 1, at: new Double(2 ** 60 + 2 ** 10) }],
  ['an object with integers in doubles', { x: new Double(3) }],
  ['an object with integers for names, in order', { 1: 'x', 2: 'y' }],
  ['an object with a regular expression that is none in JavaScript', { r: new BSONRegExp('(?i)x', 'x') }],
  ['an object with a symbol', { s: { t: 1 }, empty: {} }],
];

/** Values that no string represents. */
const UNREADABLE: readonly (readonly [what: string, id: unknown])[] = [
  [
    'an object with integers for names, out of order',
    new Map<string, unknown>([
      ['b', 1],
      ['1', 2],
    ]),
  ],
  [
    'the same, nested',
    {
      a: new Map([
        ['2', 1],
        ['1', 2],
      ]),
    },
  ],
  ['a symbol', new BSONSymbol('x')],
  ['an object with a symbol', { s: new BSONSymbol('x') }],
  ['a string of 100 kB', 'y'.repeat(100_000)],
];

/** Returns a task document as BSON. Its `_id` is that of the template, with some of its bytes replaced. */
function patched(id: unknown, from: readonly number[], to: readonly number[]): Buffer {
  const document = Buffer.from(BSON.serialize({ _id: id, taskname: 'patched', sleeptime: 1, state: 'created' }));
  Buffer.from(to).copy(document, document.indexOf(Buffer.from(from)));
  return document;
}

/** Task documents that the driver could not write, with an `_id` that no string represents. */
const UNREADABLE_BSON: Readonly<Record<string, Buffer>> = {
  'a date beyond those of JavaScript': patched(
    new Date(0x0102_0304_0506),
    [6, 5, 4, 3, 2, 1, 0, 0],
    [0, 0, 0, 0, 0, 0, 0, 1],
  ),
  'a string that is not UTF-8': patched('abc', [97, 98, 99], [97, 255, 99]),
  'an object with two fields of the same name': patched({ aa: 1, bb: 2 }, [98, 98], [97, 97]),
};

async function insert(tasks: Collection, ids: readonly (readonly [string, unknown])[]): Promise<void> {
  const rows = ids.map(([taskname, _id]) => ({ _id, taskname, sleeptime: 1, state: 'created' }));
  await tasks.insertMany(rows as Document[], { forceServerObjectId: true });
}

describe('whatever the `_id` of a document is,', () => {
  let server: TestServer;
  before(async () => void (server = await startTestServer()));
  after(() => server.stop());

  test('a task that is read can be updated, found by a report, and read back', async (context) => {
    const { store, tasks } = await openEmptyStore(server, context);
    await insert(tasks, READABLE);
    const { documents, unreadable } = await allRunnable(store, 'created', 10);
    assert.deepEqual(unreadable, []);
    const names = new Set(documents.map(({ taskname }) => taskname));
    assert.deepEqual(names, new Set(READABLE.map(([what]) => what)));
    assert.equal(new Set(documents.map(({ taskId }) => taskId)).size, READABLE.length);
    const updates = documents.map(({ taskId }) => ({
      taskId,
      follows: null,
      rev: 3,
      change: { state: 'success', attempt: 1, host: 'slave1' } as const,
      history: [],
    }));
    await project(store, ...updates);
    assert.deepEqual(await tasks.distinct('taskname', { state: 'created' }), []);
    const taskIds = documents.map(({ taskId }) => taskId);
    const { revisions } = await execute(store, 'revisions', { kind: 'read.revisions', taskIds });
    assert.deepEqual(revisions, new Map(taskIds.map((taskId) => [taskId, 3])));
    for (const taskId of taskIds) {
      const request = { kind: 'read.report', session: 1, taskId, attempt: 1 } as const;
      assert.equal((await execute(store, 'report', request)).recorded, true, taskId.slice(0, 100));
    }
  });

  test('a document that no string can represent is reported, and the others are read', async (context) => {
    const { store, database, tasks } = await openEmptyStore(server, context);
    for (const document of Object.values(UNREADABLE_BSON)) await insertRaw(server, database, document);
    await insert(tasks, [...UNREADABLE, ['valid', 'zzz'], ['valid', 'a'], ['valid', 1]]);
    for (const limit of [1, 2, 3, 100]) {
      const { documents, unreadable } = await allRunnable(store, 'created', limit);
      assert.deepEqual(
        documents.map(({ taskId }) => taskId),
        ['{"$numberInt":"1"}', '"a"', '"zzz"'],
        `${limit} a page`,
      );
      assert.equal(unreadable.length, UNREADABLE.length + Object.keys(UNREADABLE_BSON).length);
      for (const { id, reason } of unreadable) {
        assert.ok(id.length <= 250 && id.length > 0, id);
        assert.match(reason, /^its _id/);
      }
    }
  });

  test('strays that no string can represent do not hide those behind them', async (context) => {
    const { store, tasks } = await openEmptyStore(server, context);
    await tasks.createIndex(BY_STATE);
    await insert(tasks, UNREADABLE);
    await tasks.updateMany({}, { $set: { state: 'pending' } });
    const strays = ['one', 'two', 'three'].map((taskname) => ({ taskname, sleeptime: 1, state: 'zzz' }));
    await tasks.insertMany(strays);
    for (const limit of [1, 2, 100]) {
      const response = await execute(store, 'runnable', { kind: 'read.strays', limit });
      assert.equal(response.documents.length, Math.min(limit, strays.length), `at most ${limit}`);
      assert.equal(response.next === null, limit === 100);
    }
  });

  test('a document as large as MongoDB allows is invalid', async (context) => {
    const { store, tasks } = await openEmptyStore(server, context);
    const ballast = 'x'.repeat(16 * 1024 * 1024 - 200);
    await tasks.insertOne({ taskname: 'large', sleeptime: 1, state: 'created', ballast });
    const [document] = (await allRunnable(store, 'created', 10)).documents;
    assert.ok(document);
    const parsed = parseTask(document);
    assert.match(parsed.valid ? '' : parsed.reason, /^the document must have at most 15728640 bytes/);
    const parked = { reason: 'too large', atMs: 0 };
    const update = { taskId: document.taskId, follows: null, rev: 1, change: { parked }, history: [] };
    assert.deepEqual(await project(store, update), { kind: 'projected', complete: true, detached: [] });
  });
});
