import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MAX_EPOCH_LEAD, nextEpoch, watermarkOf } from '../../src/core/control.ts';
import { controlOf, databaseWith } from './situations.ts';
import { newDocument, startLeader, startMaster } from './scripted-master.ts';

const END = { number: 9, epoch: 7, ended: false, beganBy: null };

describe('the next epoch', () => {
  test('is one above that of the ledger', () => {
    assert.equal(nextEpoch(END, null), 8);
    assert.equal(nextEpoch(END, controlOf('master2', 6, 0)), 8);
  });

  test('is above that of the control document, if the ledger is behind', () => {
    assert.equal(nextEpoch(END, controlOf('master2', 50, 0)), 51);
    assert.equal(nextEpoch(END, controlOf('master2', 7 + MAX_EPOCH_LEAD, 0)), 8 + MAX_EPOCH_LEAD);
  });

  test('ignores a control document that is absurdly far ahead', () => {
    assert.equal(nextEpoch(END, controlOf('master2', 8 + MAX_EPOCH_LEAD, 0)), 8);
    assert.equal(nextEpoch(END, controlOf('master2', Number.MAX_SAFE_INTEGER, 0)), 8);
  });
});

describe('the watermark of a control document', () => {
  test('is trusted if ledger and control document belong together', () => {
    assert.equal(watermarkOf(controlOf('master2', 7, 9), 7, 10), 9);
  });

  test('is not trusted beyond the end of the ledger, or from an epoch that the ledger does not have', () => {
    assert.equal(watermarkOf(controlOf('master2', 7, 10), 7, 10), 0);
    assert.equal(watermarkOf(controlOf('master2', 8, 3), 7, 10), 0);
    assert.equal(watermarkOf(null, 7, 10), 0);
  });
});

describe('a control document that outlived its ledger', () => {
  test('costs nothing but the numbers of its epochs', () => {
    const data = databaseWith();
    data.control = controlOf('master1', 50, 1_000);
    const master = startMaster({ data });
    master.expect(`
      100 ms pass
        log epoch.claimed e51 (the ledger is empty)
        append #1 e51: epoch.began by master1-a
      answered: append
        log epoch.ready e51
    `);
    assert.equal(data.control.epoch, 51);
    assert.equal(data.control.projectedThrough, 0);
    master.given('60000 ms pass');
    assert.equal(master.ledger(), '#1 e51: epoch.began by master1-a');
    assert.equal(data.control.projectedThrough, 1);
  });

  test('is overwritten if its epoch is absurd', () => {
    const data = databaseWith();
    data.control = controlOf('master9', Number.MAX_SAFE_INTEGER, 1_000);
    const master = startLeader({ data });
    master.given('60000 ms pass');
    assert.equal(master.ledger(), '#1 e1: epoch.began by master1-a');
    assert.equal(data.control.epoch, 1);
  });

  test('does not hide entries that the documents do not reflect', () => {
    const data = databaseWith(
      'e4: epoch.began by master9-a; slave.joined slave1; task.placed t1#1 on slave1',
      'e4: task.success t1#1 on slave1; epoch.ended: test',
    );
    data.tasks.set('t1', newDocument('t1'));
    data.control = controlOf('master9', 4, 3);
    startLeader({ data });
    assert.equal(data.tasks.get('t1')?.state, 'success');
  });
});

describe('a standby of a master of version 0.1.0', () => {
  test('warns, and leaves it alone while it is alive', () => {
    const data = databaseWith('e7: epoch.began by master2-a');
    const { heartbeat: _, ...control } = controlOf('master2', 7, 1);
    const master = startMaster({ data });
    const beat = (count: number): void => void (data.control = { ...control, beat: count });
    beat(0);
    master.expect(`
      200 ms pass
        log version.mixed e7 master2-a
        log epoch.followed e7
    `);
    for (let count = 1; count <= 10; count += 1) {
      beat(count);
      assert.deepEqual(master.play('500 ms pass'), []);
    }
    master.expect(`
      1700 ms pass
        log epoch.claimed e8 (the leader is silent)
        append #2 e8: epoch.began by master1-a
    `);
  });
});
