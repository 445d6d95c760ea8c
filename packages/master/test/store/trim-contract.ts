import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Store } from '../../src/store/store.ts';
import { append, entryOf, numbersAfter } from './append-contract.ts';
import { execute, type OpenStoreFixture } from './store-fixture.ts';

/** Trims the ledger and returns how many entries were deleted. */
async function trim(store: Store, beforeMs: number, through: number, limit: number, nowMs = 99_000): Promise<number> {
  return (await execute(store, 'trimmed', { kind: 'trim', beforeMs, nowMs, through, limit })).count;
}

/** Contract of trimming the ledger. */
export function trimContract(open: OpenStoreFixture): void {
  describe('trim', () => {
    test('deletes expired entries that are no longer needed, oldest first, a batch at a time', async (context) => {
      const { store } = await open(context);
      for (let number = 1; number <= 10; number += 1) await append(store, entryOf(number));
      assert.equal(await trim(store, 0, 10, 100), 0, 'no entry has expired');
      assert.equal(await trim(store, 1_000, 10, 100), 0, 'the first entry is just young enough');
      assert.equal(await trim(store, 1_001, 10, 100), 1);
      assert.equal(await trim(store, 99_000, 4, 2), 2, 'at most one batch');
      assert.deepEqual(await numbersAfter(store, 0, 100), [4, 5, 6, 7, 8, 9, 10]);
      assert.equal(await trim(store, 99_000, 4, 2), 1, 'no entry beyond the limit');
      assert.equal(await trim(store, 8_000, 10, 100), 3, 'no entry that has not expired');
      assert.deepEqual(await numbersAfter(store, 0, 100), [8, 9, 10]);
      assert.equal(await trim(store, 8_000, 10, 100), 0);
    });

    test('keeps every entry after one that has not expired, even if a slow clock made it look expired', async (context) => {
      const { store } = await open(context);
      for (const [index, atMs] of [1_000, 9_000, 2_000].entries()) await append(store, entryOf(index + 1, { atMs }));
      assert.equal(await trim(store, 5_000, 3, 100), 1);
      assert.deepEqual(await numbersAfter(store, 0, 100), [2, 3]);
    });

    test('deletes an entry with a date in the future once a later entry has expired', async (context) => {
      const { store } = await open(context);
      const dates = [1_000, 900_000, 2_000, 9_000, 900_000, 900_000];
      for (const [index, atMs] of dates.entries()) await append(store, entryOf(index + 1, { atMs }));
      assert.equal(await trim(store, 1_500, 6, 100), 1, 'the next credible entry has not expired');
      assert.equal(await trim(store, 5_000, 6, 100), 2, 'an entry with a date in the future, and the next');
      assert.deepEqual(await numbersAfter(store, 0, 100), [4, 5, 6]);
      assert.equal(await trim(store, 99_000, 6, 100), 1, 'nothing after the last credible entry');
      assert.deepEqual(await numbersAfter(store, 0, 100), [5, 6]);
    });

    test('deletes more entries with dates in the future than fit into a batch', async (context) => {
      const { store } = await open(context);
      for (let number = 1; number <= 5; number += 1) await append(store, entryOf(number, { atMs: 900_000 }));
      for (let number = 6; number <= 9; number += 1) await append(store, entryOf(number, { atMs: 1_000 }));
      assert.equal(await trim(store, 5_000, 9, 2), 7, 'two expired entries, and all before them');
      assert.deepEqual(await numbersAfter(store, 0, 100), [8, 9]);
    });

    test('never frees the first number of an epoch', async (context) => {
      const { store, rival } = await open(context);
      await append(store, entryOf(1, { facts: [{ kind: 'epoch.began', name: 'master1', instance: 'm1' }] }));
      const begins = { epoch: 2, by: 'm2', facts: [{ kind: 'epoch.began', name: 'master2', instance: 'm2' }] } as const;
      await append(rival, entryOf(2, begins));
      for (const number of [3, 4]) await append(rival, entryOf(number, { epoch: 2, by: 'm2' }));
      await trim(rival, 99_000, 3, 100);
      assert.equal(
        await append(store, entryOf(2)),
        'append.collided',
        'a deposed leader that was frozen since collides',
      );
    });
  });
}
