import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Entry, Fact } from '../../src/core/ledger/facts.ts';
import type { Store } from '../../src/store/store.ts';
import { execute, idOf, type OpenStoreFixture } from './store-fixture.ts';

const PLACEMENT = { task: idOf('t1'), taskname: 'one', attempt: 1, host: 'slave1', instance: 'a' };

/** One fact of each kind; a missing kind is a compile error. */
const FACT_BY_KIND: Readonly<Record<Fact['kind'], Fact>> = {
  'epoch.began': { kind: 'epoch.began', name: 'master1', instance: 'm1' },
  'slave.joined': { kind: 'slave.joined', host: 'slave1', instance: 'a' },
  'task.placed': { kind: 'task.placed', ...PLACEMENT },
  'task.running': { kind: 'task.running', ...PLACEMENT },
  'task.success': { kind: 'task.success', ...PLACEMENT, result: '{"answer":42}' },
  'task.killed': { kind: 'task.killed', ...PLACEMENT, reason: 'gone', failures: 1 },
  'task.returned': { kind: 'task.returned', ...PLACEMENT, reason: 'busy' },
  'task.adopted': { kind: 'task.adopted', task: idOf('t2'), taskname: 'two', attempt: 7, reason: 'elsewhere' },
  'task.failed': { kind: 'task.failed', ...PLACEMENT, reason: 'wrong', failures: 1, retryAtMs: 5 },
  'task.parked': { kind: 'task.parked', task: idOf('t2'), taskname: null, reason: 'no name' },
  'task.cancelled': { kind: 'task.cancelled', task: idOf('t2'), taskname: 'two', reason: 'obsolete' },
  'task.released': { kind: 'task.released', task: idOf('t2'), taskname: 'two' },
  'slave.lost': { kind: 'slave.lost', host: 'slave1', instance: 'a', reason: 'gone' },
  'epoch.ended': { kind: 'epoch.ended', reason: 'stop requested' },
};

/** Returns an entry of master1 in epoch 1, with one fact by default. */
export function entryOf(number: number, fields: Partial<Entry> = {}): Entry {
  return {
    number,
    epoch: 1,
    by: 'm1',
    atMs: 1_000 * number,
    facts: [{ kind: 'slave.joined', host: `slave${number}`, instance: 'a' }],
    ...fields,
  };
}

/** Appends an entry and returns the kind of the response. */
export async function append(store: Store, entry: Entry): Promise<string> {
  return (await store.execute({ kind: 'append', entry })).kind;
}

/** Reads up to `limit` entries after a number and returns their numbers. */
export async function numbersAfter(store: Store, after: number, limit: number): Promise<number[]> {
  const { entries } = await execute(store, 'ledger', { kind: 'read.ledger', after, limit });
  return entries.map(({ number }) => number);
}

/** Contract of appending to and reading the ledger: each number has at most one writer. */
export function appendContract(open: OpenStoreFixture): void {
  describe('append', () => {
    test('stores entries with every kind of fact unchanged', async (context) => {
      const { store } = await open(context);
      const entry = entryOf(1, {
        epoch: 7,
        by: 'master 1',
        atMs: 1_700_000_000_123,
        facts: Object.values(FACT_BY_KIND),
      });
      assert.deepEqual(await execute(store, 'appended', { kind: 'append', entry }), { kind: 'appended', entry });
      const { entries } = await execute(store, 'ledger', { kind: 'read.ledger', after: 0, limit: 10 });
      assert.deepEqual(entries, [entry]);
    });

    test('collides with an entry of another master under the same number, and leaves it unchanged', async (context) => {
      const { store, rival } = await open(context);
      const theirs = entryOf(1, { by: 'm2', epoch: 2 });
      assert.equal(await append(rival, theirs), 'appended');
      assert.equal(await append(store, entryOf(1)), 'append.collided');
      const { entries } = await execute(store, 'ledger', { kind: 'read.ledger', after: 0, limit: 10 });
      assert.deepEqual(entries, [theirs]);
    });

    test('succeeds when the same entry is appended again, as after a lost reply', async (context) => {
      const { store } = await open(context);
      for (const _try of [1, 2, 3]) assert.equal(await append(store, entryOf(1)), 'appended');
      assert.deepEqual(await numbersAfter(store, 0, 10), [1]);
    });

    test('collides with an entry of an earlier epoch of the same master', async (context) => {
      const { store } = await open(context);
      const before = entryOf(1, { epoch: 1 });
      assert.equal(await append(store, before), 'appended');
      assert.equal(await append(store, entryOf(1, { epoch: 2 })), 'append.collided');
      const { entries } = await execute(store, 'ledger', { kind: 'read.ledger', after: 0, limit: 10 });
      assert.deepEqual(entries, [before]);
    });

    test('admits exactly one of many concurrent writers for each number', async (context) => {
      const { store, rival } = await open(context);
      for (const number of [1, 2, 3]) {
        const tries = Array.from({ length: 12 }, (_, index) =>
          append(index % 2 === 0 ? store : rival, entryOf(number, { by: `m${index}` })),
        );
        const responses = await Promise.all(tries);
        assert.equal(responses.filter((response) => response === 'appended').length, 1);
        assert.equal(responses.filter((response) => response === 'append.collided').length, 11);
      }
    });
  });

  describe('read.ledger', () => {
    test('returns the entries after a number in order, a page at a time', async (context) => {
      const { store } = await open(context);
      for (const number of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) await append(store, entryOf(number));
      assert.deepEqual(await numbersAfter(store, 0, 4), [1, 2, 3, 4]);
      assert.deepEqual(await numbersAfter(store, 4, 6), [5, 6, 7, 8, 9, 10]);
      assert.deepEqual(await numbersAfter(store, 10, 6), [11]);
      assert.deepEqual(await numbersAfter(store, 11, 6), []);
    });
  });
}
