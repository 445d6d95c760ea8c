import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { controlOf, databaseWith } from './situations.ts';
import { converse, converseLeading, type Conversation } from './transcript.ts';

/** What a master asks to be trimmed in a while. */
function trimsIn(conversation: Conversation, ms: number): string[] {
  return conversation.play(`${ms} ms pass`).filter((line) => line.startsWith('trim'));
}

const TEN_MINUTES = 600_000;

describe('the old end of the ledger', () => {
  test('is looked at every ten minutes; what was not there at the look before stays, whatever the wall clock says', () => {
    const conversation = converse({ holds: ['trim'] });
    conversation.given('slave1 → register');
    assert.deepEqual(trimsIn(conversation, TEN_MINUTES - 1_000), []);
    assert.deepEqual(trimsIn(conversation, 1_000), ['trim at most 1000 through 0']);
    conversation.play('answered: trim');
    conversation.given('slave2 → register');
    assert.deepEqual(trimsIn(conversation, TEN_MINUTES - 1_000), []);
    assert.deepEqual(trimsIn(conversation, 1_000), ['trim at most 1000 through 1']);
  });

  test('is looked at more often where less is kept', () => {
    const conversation = converseLeading({ holds: ['trim'], config: { retentionMs: 60_000 } });
    assert.deepEqual(trimsIn(conversation, 59_000), []);
    assert.deepEqual(trimsIn(conversation, 1_000), ['trim at most 1000 through 0']);
  });

  test('is looked at again soon when there was more to trim than fits into a batch', () => {
    const joined = Array.from({ length: 2_499 }, (_, index) => `e4: slave.joined slave${index}`);
    const data = databaseWith('e4: epoch.began master1', ...joined);
    data.control = controlOf('master1', 4, 2_500);
    const conversation = converseLeading({ data });
    conversation.play(`${TEN_MINUTES} ms pass`);
    assert.equal(data.ledger.size, 1_501, 'one batch was trimmed');
    conversation.given('2000 ms pass');
    assert.deepEqual([...data.ledger.keys()], [1, 2_501], 'the beginnings of the reigns, one of them the last entry');
  });

  test('stays as far as the documents do not reflect it yet, by the watermark that was saved', () => {
    const conversation = converseLeading({ holds: ['trim', 'project'] });
    conversation.given('slave1 → register');
    conversation.play('inserted: t1');
    conversation.play(`${TEN_MINUTES} ms pass`);
    conversation.play('answered: trim');
    assert.match(conversation.ledger(), /#4 e1: .*$/, 'the ledger goes on');
    assert.deepEqual(trimsIn(conversation, TEN_MINUTES), ['trim at most 1000 through 2']);
  });
});
