import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Control } from '../../src/core/store-requests.ts';
import type { Store } from '../../src/store/store.ts';
import { append, entryOf } from './append-contract.ts';
import { answerOf, type OpenSubject } from './store-fixture.ts';

function controlOf(epoch: number, heartbeat: number): Control {
  return {
    epoch,
    name: `master${epoch}`,
    instance: 'a',
    address: '127.0.0.1:50051',
    heartbeat,
    projectedThrough: heartbeat * 10,
  };
}

async function write(store: Store, control: Control): Promise<string> {
  return (await store.execute({ kind: 'write.control', control })).kind;
}

function observe(store: Store) {
  return answerOf(store, 'observed', { kind: 'observe' });
}

/** What a standby sees: the end of the ledger, and the beat. */
export function controlContract(open: OpenSubject): void {
  describe('observe', () => {
    test('says that an empty ledger is empty', async (context) => {
      const { store } = await open(context);
      const end = { number: 0, epoch: 0, ended: false, beganBy: null };
      assert.deepEqual(await observe(store), {
        kind: 'observed',
        end,
        control: null,
      });
    });

    test('says where the ledger ends, and whether a reign begins or ends there', async (context) => {
      const { store } = await open(context);
      await append(store, entryOf(1, { epoch: 4, facts: [{ kind: 'epoch.began', name: 'master1', instance: 'm1' }] }));
      assert.deepEqual((await observe(store)).end, { number: 1, epoch: 4, ended: false, beganBy: 'master1' });
      await append(store, entryOf(2, { epoch: 4 }));
      assert.deepEqual((await observe(store)).end, { number: 2, epoch: 4, ended: false, beganBy: null });
      const joined = { kind: 'slave.joined', host: 'slave1', instance: 'a' } as const;
      await append(store, entryOf(3, { epoch: 4, facts: [joined, { kind: 'epoch.ended', reason: 'r' }] }));
      assert.deepEqual((await observe(store)).end, { number: 3, epoch: 4, ended: true, beganBy: null });
    });
  });

  describe('write.control', () => {
    test('is seen by the others, as it was written last', async (context) => {
      const { store, rival } = await open(context);
      for (const heartbeat of [1, 2, 3]) {
        assert.equal(await write(store, controlOf(4, heartbeat)), 'control.written');
        assert.deepEqual((await observe(rival)).control, controlOf(4, heartbeat));
      }
    });

    test('gives way to a later reign, and not to an earlier one', async (context) => {
      const { store, rival } = await open(context);
      await write(store, controlOf(4, 9));
      assert.equal(await write(rival, controlOf(5, 1)), 'control.written');
      assert.equal(await write(store, controlOf(4, 10)), 'control.superseded');
      assert.deepEqual((await observe(store)).control, controlOf(5, 1));
    });

    test('of the later of two reigns is written, also when both write the first ever at once', async (context) => {
      for (let round = 0; round < 10; round += 1) {
        const { store, rival } = await open(context);
        const [, later] = await Promise.all([write(store, controlOf(4, 1)), write(rival, controlOf(5, 1))]);
        assert.equal(later, 'control.written');
        assert.deepEqual((await observe(store)).control, controlOf(5, 1));
      }
    });
  });
}
