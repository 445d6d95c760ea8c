import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { controlOf, databaseWith } from './situations.ts';
import { startMaster, startLeader, type ScriptedMaster } from './scripted-master.ts';

/** What a master asks to be trimmed in a while. */
function trimsIn(master: ScriptedMaster, ms: number): string[] {
  return master.play(`${ms} ms pass`).filter((line) => line.startsWith('trim'));
}

const TEN_MINUTES = 600_000;

describe('the old end of the ledger', () => {
  test('is looked at every ten minutes; what was not there at the look before stays, whatever the wall clock says', () => {
    const master = startMaster({ holds: ['trim'] });
    master.given('slave1 → register');
    assert.deepEqual(trimsIn(master, TEN_MINUTES - 1_000), []);
    assert.deepEqual(trimsIn(master, 1_000), ['trim at most 1000 through 0']);
    master.play('answered: trim');
    master.given('slave2 → register');
    assert.deepEqual(trimsIn(master, TEN_MINUTES - 1_000), []);
    assert.deepEqual(trimsIn(master, 1_000), ['trim at most 1000 through 1']);
  });

  test('is looked at more often where less is kept', () => {
    const master = startLeader({ holds: ['trim'], config: { retentionMs: 60_000 } });
    assert.deepEqual(trimsIn(master, 59_000), []);
    assert.deepEqual(trimsIn(master, 1_000), ['trim at most 1000 through 0']);
  });

  test('is looked at again soon when there was more to trim than fits into a batch', () => {
    const joined = Array.from({ length: 2_499 }, (_, index) => `e4: slave.joined slave${index}`);
    const data = databaseWith('e4: epoch.began by master1-a', ...joined);
    data.control = controlOf('master1', 4, 2_500);
    const master = startLeader({ data });
    master.play(`${TEN_MINUTES} ms pass`);
    assert.equal(data.ledger.size, 1_501, 'one batch was trimmed');
    master.given('2000 ms pass');
    assert.deepEqual([...data.ledger.keys()], [1, 2_501], 'the beginnings of the reigns, one of them the last entry');
  });

  test('stays as far as the documents do not reflect it yet, by the watermark that was saved', () => {
    const master = startLeader({ holds: ['trim', 'project'] });
    master.given('slave1 → register');
    master.play('inserted: t1');
    master.play(`${TEN_MINUTES} ms pass`);
    master.play('answered: trim');
    assert.match(master.ledger(), /#4 e1: .*$/, 'the ledger goes on');
    assert.deepEqual(trimsIn(master, TEN_MINUTES), ['trim at most 1000 through 2']);
  });
});
