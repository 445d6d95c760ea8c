import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Store } from '../../src/store/store.ts';
import { append, entryOf, numbersAfter } from './append-contract.ts';
import { answerOf, type OpenSubject } from './store-fixture.ts';

/** Trims; gives how many entries were deleted. */
async function trim(store: Store, beforeMs: number, through: number, limit: number): Promise<number> {
  return (await answerOf(store, 'trimmed', { kind: 'trim', beforeMs, through, limit })).count;
}

/** The old end of the ledger. */
export function trimContract(open: OpenSubject): void {
  describe('trim', () => {
    test('deletes what is old and not needed any more, the oldest first, a batch at a time', async (context) => {
      const { store } = await open(context);
      for (let number = 1; number <= 10; number += 1) await append(store, entryOf(number));
      assert.equal(await trim(store, 0, 10, 100), 0, 'nothing is old');
      assert.equal(await trim(store, 1_000, 10, 100), 0, 'the first is just not old');
      assert.equal(await trim(store, 1_001, 10, 100), 1);
      assert.equal(await trim(store, 99_000, 4, 2), 2, 'no more than a batch');
      assert.deepEqual(await numbersAfter(store, 0, 100), [4, 5, 6, 7, 8, 9, 10]);
      assert.equal(await trim(store, 99_000, 4, 2), 1, 'nothing that is still needed');
      assert.equal(await trim(store, 8_000, 10, 100), 3, 'nothing that is young');
      assert.deepEqual(await numbersAfter(store, 0, 100), [8, 9, 10]);
      assert.equal(await trim(store, 8_000, 10, 100), 0);
    });

    test('deletes nothing behind an entry that is young, even what a slow clock made look old', async (context) => {
      const { store } = await open(context);
      for (const [index, atMs] of [1_000, 9_000, 2_000].entries()) await append(store, entryOf(index + 1, { atMs }));
      assert.equal(await trim(store, 5_000, 3, 100), 1);
      assert.deepEqual(await numbersAfter(store, 0, 100), [2, 3]);
    });

    test('lets nobody have a number again that was trimmed', async (context) => {
      const { store, rival } = await open(context);
      await append(store, entryOf(1, { facts: [{ kind: 'epoch.began', name: 'master1', instance: 'm1' }] }));
      const begins = { epoch: 2, by: 'm2', facts: [{ kind: 'epoch.began', name: 'master2', instance: 'm2' }] } as const;
      await append(rival, entryOf(2, begins));
      for (const number of [3, 4]) await append(rival, entryOf(number, { epoch: 2, by: 'm2' }));
      await trim(rival, 99_000, 3, 100);
      assert.equal(await append(store, entryOf(2)), 'append.collided', 'the deposed leader was frozen all the while');
    });
  });
}
