import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Store } from '../../src/store/store.ts';
import { seeded, type OpenStoreFixture } from './store-fixture.ts';

/** Opens a task watch and waits until it is open; `fired` resolves when it fires. */
async function openTaskWatch(store: Store): Promise<{ fired: Promise<void>; cancel: () => void }> {
  const controller = new AbortController();
  const { promise: opened, resolve } = Promise.withResolvers<void>();
  const fired = store.watchForTask(resolve, controller.signal);
  await Promise.race([opened, fired]);
  return { fired, cancel: () => controller.abort() };
}

/** Returns whether a promise resolves within two minutes. */
async function resolvesSoon(promise: Promise<unknown>): Promise<boolean> {
  const { promise: timeout, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), 120_000);
  const resolved = await Promise.race([promise.then(() => true), timeout]);
  clearTimeout(timer);
  return resolved;
}

/** Contract of task watches. */
export function taskWatchContract(open: OpenStoreFixture): void {
  describe('watchForTask', () => {
    test('fires when a task is inserted after it was opened', async (context) => {
      const { store, put } = await open(context);
      const { fired } = await openTaskWatch(store);
      await put(seeded('t1'));
      assert.equal(await resolvesSoon(fired), true);
    });

    test('can be opened and fire again', async (context) => {
      const { store, put } = await open(context);
      for (const name of ['t1', 't2']) {
        const { fired } = await openTaskWatch(store);
        await put(seeded(name));
        assert.equal(await resolvesSoon(fired), true);
      }
    });

    test('ends when it is cancelled', async (context) => {
      const { store } = await open(context);
      const { fired, cancel } = await openTaskWatch(store);
      cancel();
      assert.equal(await resolvesSoon(fired.catch(() => undefined)), true);
    });
  });
}
