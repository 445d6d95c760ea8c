import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MAX_EPOCH_LEAD, type ControlDocument } from '../../src/core/control.ts';
import type { Control } from '../../src/core/store-requests.ts';
import type { Store } from '../../src/store/store.ts';
import { append, entryOf } from './append-contract.ts';
import { execute, type OpenStoreFixture } from './store-fixture.ts';

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

async function writeControl(store: Store, control: Control): Promise<string> {
  return (await store.execute({ kind: 'write.control', control })).kind;
}

function observe(store: Store) {
  return execute(store, 'observed', { kind: 'observe' });
}

const { epoch: _, ...WITHOUT_EPOCH } = controlOf(4, 1);

/** Documents without a valid epoch, by what is wrong with it. */
const MALFORMED: Record<string, ControlDocument> = {
  'there is no epoch': WITHOUT_EPOCH,
  'the epoch is a string': { ...WITHOUT_EPOCH, epoch: '7' },
  'the epoch is null': { ...WITHOUT_EPOCH, epoch: null },
  'the epoch is an array': { ...WITHOUT_EPOCH, epoch: [7] },
  'the epoch is negative': { ...WITHOUT_EPOCH, epoch: -7 },
  'the epoch is not an integer': { ...WITHOUT_EPOCH, epoch: 7.5 },
  'the epoch is not a number': { ...WITHOUT_EPOCH, epoch: NaN },
  'the epoch is infinite': { ...WITHOUT_EPOCH, epoch: Infinity },
  'the epoch exceeds the safe integers': { ...WITHOUT_EPOCH, epoch: 2 ** 60 },
  'there is nothing': {},
};

/** Contract of what standbys observe: the end of the ledger, and the control document. */
export function controlContract(open: OpenStoreFixture): void {
  describe('observe', () => {
    test('reports the end of an empty ledger as entry 0 of epoch 0', async (context) => {
      const { store } = await open(context);
      const end = { number: 0, epoch: 0, ended: false, beganBy: null };
      assert.deepEqual(await observe(store), {
        kind: 'observed',
        end,
        control: null,
      });
    });

    test('reports the last entry, and whether an epoch begins or ends with it', async (context) => {
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
    test('is observed by other masters as last written', async (context) => {
      const { store, rival } = await open(context);
      for (const heartbeat of [1, 2, 3]) {
        assert.equal(await writeControl(store, controlOf(4, heartbeat)), 'control.written');
        assert.deepEqual((await observe(rival)).control, controlOf(4, heartbeat));
      }
    });

    test('overwrites an earlier epoch but not a later one', async (context) => {
      const { store, rival } = await open(context);
      await writeControl(store, controlOf(4, 9));
      assert.equal(await writeControl(rival, controlOf(5, 1)), 'control.written');
      assert.equal(await writeControl(store, controlOf(4, 10)), 'control.superseded');
      assert.deepEqual((await observe(store)).control, controlOf(5, 1));
    });

    test('keeps the later epoch when two masters create the control document concurrently', async (context) => {
      for (let round = 0; round < 10; round += 1) {
        const { store, rival } = await open(context);
        const [, later] = await Promise.all([
          writeControl(store, controlOf(4, 1)),
          writeControl(rival, controlOf(5, 1)),
        ]);
        assert.equal(later, 'control.written');
        assert.deepEqual((await observe(store)).control, controlOf(5, 1));
      }
    });

    for (const [name, document] of Object.entries(MALFORMED))
      test(`replaces a document in which ${name}`, async (context) => {
        const { store, putControl } = await open(context);
        await putControl(document);
        assert.equal((await observe(store)).control, null);
        assert.equal(await writeControl(store, controlOf(4, 1)), 'control.written');
        assert.deepEqual((await observe(store)).control, controlOf(4, 1));
        assert.equal(await writeControl(store, controlOf(3, 1)), 'control.superseded');
      });

    test('replaces other fields as a whole, whatever they hold', async (context) => {
      const { store, putControl } = await open(context);
      const malformed = { name: 1, instance: null, heartbeat: -1, projectedThrough: 'all', another: 'field' };
      await putControl({ epoch: 4, ...malformed });
      const neutral = { name: '', instance: '', address: '', heartbeat: 0, projectedThrough: 0 };
      assert.deepEqual((await observe(store)).control, { epoch: 4, ...neutral });
      assert.equal(await writeControl(store, controlOf(4, 1)), 'control.written');
      assert.deepEqual((await observe(store)).control, controlOf(4, 1));
    });

    test('overwrites an epoch that is too far ahead to be that of a successor', async (context) => {
      const { store, putControl } = await open(context);
      await putControl(controlOf(4 + MAX_EPOCH_LEAD + 1, 1));
      assert.equal(await writeControl(store, controlOf(4, 1)), 'control.superseded');
      await putControl(controlOf(4 + MAX_EPOCH_LEAD + 2, 1));
      assert.equal(await writeControl(store, controlOf(4, 1)), 'control.written');
    });

    test('marks a document that version 0.1.0 has written, and replaces it', async (context) => {
      const { store, putControl } = await open(context);
      const { heartbeat, ...rest } = controlOf(4, 7);
      await putControl({ ...rest, beat: heartbeat });
      assert.deepEqual((await observe(store)).control, { ...controlOf(4, 7), outdated: true });
      assert.equal(await writeControl(store, controlOf(5, 1)), 'control.written');
      assert.deepEqual((await observe(store)).control, controlOf(5, 1));
    });
  });
}
