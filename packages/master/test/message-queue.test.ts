import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MAX_BATCH, type MasterMessage } from '@steadfast/protocol';
import { createMessageQueue } from '../src/message-queue.ts';

function abort(attempt: number): MasterMessage {
  return { kind: 'abort', taskId: 't', attempt };
}

const WELCOME: MasterMessage = { kind: 'welcome', epoch: 1 };
const REFUSE: MasterMessage = { kind: 'refuse', reason: 'name taken', detail: '', leader: '' };

/** Creates the queue of a slave, and records what is written: orders that travel together as one item. */
function createFixture(version: number) {
  const written: (MasterMessage | readonly MasterMessage[])[] = [];
  const stream = { accepts: true };
  const write = (what: MasterMessage | readonly MasterMessage[]): boolean => {
    written.push(what);
    return stream.accepts;
  };
  const queue = createMessageQueue({ write, writeOrders: write });
  queue.setVersion(version);
  const push = (...messages: readonly MasterMessage[]): void => messages.forEach(queue.push);
  return { queue, push, written, stream };
}

describe('the messages to a slave', () => {
  test('wait until they are flushed, and orders then travel together, in order', () => {
    const { queue, push, written } = createFixture(3);
    push(WELCOME, abort(1), abort(2), abort(3), REFUSE);
    assert.deepEqual(written, []);
    queue.flush();
    assert.deepEqual(written, [WELCOME, [abort(1), abort(2), abort(3)], REFUSE]);
    queue.flush();
    assert.equal(written.length, 3);
  });

  test('travel in as many batches as are necessary', () => {
    const { queue, push, written } = createFixture(3);
    const aborts = Array.from({ length: 2 * MAX_BATCH + 1 }, (_, index) => abort(index + 1));
    push(...aborts);
    queue.flush();
    assert.deepEqual(written, [aborts.slice(0, MAX_BATCH), aborts.slice(MAX_BATCH, -1), aborts.slice(-1)]);
  });

  for (const version of [1, 2])
    test(`each travel alone to a slave of version ${version}`, () => {
      const { queue, push, written } = createFixture(version);
      push(WELCOME, abort(1), abort(2));
      queue.flush();
      assert.deepEqual(written, [WELCOME, abort(1), abort(2)]);
    });

  test('wait together while the stream is full', () => {
    const { queue, push, written, stream } = createFixture(3);
    stream.accepts = false;
    push(abort(1));
    queue.flush();
    push(abort(2));
    queue.flush();
    push(abort(3));
    queue.flush();
    assert.deepEqual(written, [[abort(1)]]);
    queue.drained();
    assert.deepEqual(written, [[abort(1)], [abort(2), abort(3)]]);
  });

  test('are too many when 257 wait for a stream that is full, but not in a single turn', () => {
    const { queue, push, written, stream } = createFixture(3);
    stream.accepts = false;
    push(...Array.from({ length: 300 }, (_, index) => abort(index + 1)));
    assert.equal(queue.isOverfull(), false);
    queue.flush();
    assert.equal(written.length, 1);
    assert.equal(queue.isOverfull(), true);
  });
});
