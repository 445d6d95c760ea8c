import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createSharedRead } from '../../src/inspection/shared-read.ts';

function createFixture() {
  const clock = { nowMs: 0 };
  const reads: PromiseWithResolvers<number>[] = [];
  const read = createSharedRead(
    () => {
      const pending = Promise.withResolvers<number>();
      reads.push(pending);
      return pending.promise;
    },
    () => clock.nowMs,
  );
  return { clock, reads, read };
}

describe('a shared read', () => {
  test('has one result for concurrent callers, and for those of the next second', async () => {
    const { clock, reads, read } = createFixture();
    const results = [read(), read()];
    reads[0]?.resolve(1);
    assert.deepEqual(await Promise.all(results), [1, 1]);
    clock.nowMs = 999;
    assert.equal(await read(), 1);
    clock.nowMs = 1_000;
    void read();
    assert.equal(reads.length, 2);
  });

  test('is shared for nine times as long as it took', async () => {
    const { clock, reads, read } = createFixture();
    const first = read();
    clock.nowMs = 2_000;
    reads[0]?.resolve(1);
    await first;
    clock.nowMs = 19_999;
    assert.equal(await read(), 1);
    clock.nowMs = 20_000;
    void read();
    assert.equal(reads.length, 2);
  });

  test('that failed is repeated by the next caller', async () => {
    const { reads, read } = createFixture();
    const failed = read();
    reads[0]?.reject(new Error('unavailable'));
    await assert.rejects(failed);
    void read();
    assert.equal(reads.length, 2);
  });
});
