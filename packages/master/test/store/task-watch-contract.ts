import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Store } from '../../src/store/store.ts';
import { seeded, type OpenSubject } from './store-fixture.ts';

/** Sets a bell and waits until it is; `rang` resolves when it rings. */
async function openTaskWatch(store: Store): Promise<{ rang: Promise<void>; cancel: () => void }> {
  const controller = new AbortController();
  const { promise: isSet, resolve } = Promise.withResolvers<void>();
  const rang = store.watchForTask(resolve, controller.signal);
  await Promise.race([isSet, rang]);
  return { rang, cancel: () => controller.abort() };
}

/** Whether something ends within a while that is long for a database on the same machine. */
async function endsSoon(promise: Promise<unknown>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), 5_000);
  const ended = await Promise.race([promise.then(() => true), late]);
  clearTimeout(timer);
  return ended;
}

/** The bell for new tasks. */
export function bellContract(open: OpenSubject): void {
  describe('bell', () => {
    test('rings when a task is inserted after it was set', async (context) => {
      const { store, put } = await open(context);
      const { rang } = await openTaskWatch(store);
      await put(seeded('t1'));
      assert.equal(await endsSoon(rang), true);
    });

    test('can be set again, and rings again', async (context) => {
      const { store, put } = await open(context);
      for (const name of ['t1', 't2']) {
        const { rang } = await openTaskWatch(store);
        await put(seeded(name));
        assert.equal(await endsSoon(rang), true);
      }
    });

    test('ends when it is not wanted any more', async (context) => {
      const { store } = await open(context);
      const { rang, cancel } = await openTaskWatch(store);
      cancel();
      assert.equal(await endsSoon(rang.catch(() => undefined)), true);
    });
  });
}
