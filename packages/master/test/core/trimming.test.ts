import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { controlOf, databaseWith } from './situations.ts';
import { startMaster, startLeader, type ScriptedMaster } from './scripted-master.ts';

/** Lets time pass, and returns the trim requests of the master. */
function trimsWithin(master: ScriptedMaster, ms: number): string[] {
  return master.play(`${ms} ms pass`).filter((line) => line.startsWith('trim'));
}

const TEN_MINUTES = 600_000;

describe('the ledger', () => {
  test('is trimmed every 10 minutes, up to entries that existed in the previous round', () => {
    const master = startMaster({ holds: ['trim'] });
    master.given('slave1 → register');
    assert.deepEqual(trimsWithin(master, TEN_MINUTES - 1_000), []);
    assert.deepEqual(trimsWithin(master, 1_000), ['trim at most 1000 through 0']);
    master.play('answered: trim');
    master.given('slave2 → register');
    assert.deepEqual(trimsWithin(master, TEN_MINUTES - 1_000), []);
    assert.deepEqual(trimsWithin(master, 1_000), ['trim at most 1000 through 1']);
  });

  test('is trimmed more often if the retention is shorter than 10 minutes', () => {
    const master = startLeader({ holds: ['trim'], config: { retentionMs: 60_000 } });
    assert.deepEqual(trimsWithin(master, 59_000), []);
    assert.deepEqual(trimsWithin(master, 1_000), ['trim at most 1000 through 0']);
  });

  test('is trimmed again soon if there is more to trim than fits into a batch', () => {
    const joined = Array.from({ length: 2_499 }, (_, index) => `e4: slave.joined slave${index}`);
    const data = databaseWith('e4: epoch.began by master1-a', ...joined);
    data.control = controlOf('master1', 4, 2_500);
    const master = startLeader({ data });
    master.play(`${TEN_MINUTES} ms pass`);
    assert.equal(data.ledger.size, 1_501, 'one batch was trimmed');
    master.given('2000 ms pass');
    assert.deepEqual(
      [...data.ledger.keys()],
      [1, 2_501],
      'the last entry, and the epoch.began of an earlier epoch, must stay',
    );
  });

  test('is trimmed up to the same entry in all batches of a round', () => {
    const joined = Array.from({ length: 2_499 }, (_, index) => `e4: slave.joined slave${index}`);
    const data = databaseWith('e4: epoch.began by master1-a', ...joined);
    data.control = controlOf('master1', 4, 2_500);
    const master = startLeader({ data, holds: ['trim'] });
    master.given('slave1 → register');
    const [first, ...others] = trimsWithin(master, TEN_MINUTES);
    assert.deepEqual(others, []);
    master.play('answered: trim');
    assert.deepEqual(trimsWithin(master, 1_000), [first], 'entries that are new since the last round must stay');
  });

  test('is trimmed only up to the saved watermark', () => {
    const master = startLeader({ holds: ['trim', 'project'] });
    master.given('slave1 → register');
    master.play('inserted: t1');
    master.play(`${TEN_MINUTES} ms pass`);
    master.play('answered: trim');
    assert.match(master.ledger(), /#4 e1: .*$/, 'there are entries after the watermark');
    assert.deepEqual(trimsWithin(master, TEN_MINUTES), ['trim at most 1000 through 2']);
  });
});
