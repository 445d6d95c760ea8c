import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Entry, Fact } from '../../src/core/ledger/facts.ts';
import type { Store } from '../../src/store/store.ts';
import { answerOf, idOf, type OpenSubject } from './store-fixture.ts';

const PLACEMENT = { task: idOf('t1'), taskname: 'one', attempt: 1, host: 'slave1', instance: 'a' };

/** One fact of each kind. */
const EVERY_FACT: readonly Fact[] = [
  { kind: 'epoch.began', name: 'master1', instance: 'm1' },
  { kind: 'slave.joined', host: 'slave1', instance: 'a' },
  { kind: 'task.placed', ...PLACEMENT },
  { kind: 'task.running', ...PLACEMENT },
  { kind: 'task.success', ...PLACEMENT },
  { kind: 'task.killed', ...PLACEMENT, reason: 'gone' },
  { kind: 'task.returned', ...PLACEMENT, reason: 'busy' },
  { kind: 'task.parked', task: idOf('t2'), taskname: null, reason: 'no name' },
  { kind: 'slave.lost', host: 'slave1', instance: 'a', reason: 'gone' },
];

/** An entry as master1 writes it in its first reign, with one fact unless others are given. */
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

/** Appends an entry; gives the kind of the answer. */
export async function append(store: Store, entry: Entry): Promise<string> {
  return (await store.execute({ kind: 'append', entry })).kind;
}

/** The numbers of the entries after a number, at most so many. */
export async function numbersAfter(store: Store, after: number, limit: number): Promise<number[]> {
  const { entries } = await answerOf(store, 'ledger', { kind: 'read.ledger', after, limit });
  return entries.map(({ number }) => number);
}

/** The ledger of a store: one writer for each number. */
export function appendContract(open: OpenSubject): void {
  describe('append', () => {
    test('gives back what was written, every kind of fact', async (context) => {
      const { store } = await open(context);
      const entry = entryOf(1, { epoch: 7, by: 'master 1', atMs: 1_700_000_000_123, facts: EVERY_FACT });
      assert.deepEqual(await answerOf(store, 'appended', { kind: 'append', entry }), { kind: 'appended', entry });
      const { entries } = await answerOf(store, 'ledger', { kind: 'read.ledger', after: 0, limit: 10 });
      assert.deepEqual(entries, [entry]);
    });

    test('collides with what another master wrote under that number, and leaves that as it is', async (context) => {
      const { store, rival } = await open(context);
      const theirs = entryOf(1, { by: 'm2', epoch: 2 });
      assert.equal(await append(rival, theirs), 'appended');
      assert.equal(await append(store, entryOf(1)), 'append.collided');
      const { entries } = await answerOf(store, 'ledger', { kind: 'read.ledger', after: 0, limit: 10 });
      assert.deepEqual(entries, [theirs]);
    });

    test('takes the same entry again for written: the reply may have been lost', async (context) => {
      const { store } = await open(context);
      for (const _try of [1, 2, 3]) assert.equal(await append(store, entryOf(1)), 'appended');
      assert.deepEqual(await numbersAfter(store, 0, 10), [1]);
    });

    test('collides with an entry of an earlier reign of the same master: it is not this one', async (context) => {
      const { store } = await open(context);
      const before = entryOf(1, { epoch: 1 });
      assert.equal(await append(store, before), 'appended');
      assert.equal(await append(store, entryOf(1, { epoch: 2 })), 'append.collided');
      const { entries } = await answerOf(store, 'ledger', { kind: 'read.ledger', after: 0, limit: 10 });
      assert.deepEqual(entries, [before]);
    });

    test('lets exactly one of many masters have a number', async (context) => {
      const { store, rival } = await open(context);
      for (const number of [1, 2, 3]) {
        const tries = Array.from({ length: 12 }, (_, index) =>
          append(index % 2 === 0 ? store : rival, entryOf(number, { by: `m${index}` })),
        );
        const answers = await Promise.all(tries);
        assert.equal(answers.filter((answer) => answer === 'appended').length, 1);
        assert.equal(answers.filter((answer) => answer === 'append.collided').length, 11);
      }
    });
  });

  describe('read.ledger', () => {
    test('gives the entries after a number, in order, a page at a time', async (context) => {
      const { store } = await open(context);
      for (const number of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) await append(store, entryOf(number));
      assert.deepEqual(await numbersAfter(store, 0, 4), [1, 2, 3, 4]);
      assert.deepEqual(await numbersAfter(store, 4, 6), [5, 6, 7, 8, 9, 10]);
      assert.deepEqual(await numbersAfter(store, 10, 6), [11]);
      assert.deepEqual(await numbersAfter(store, 11, 6), []);
    });
  });
}
