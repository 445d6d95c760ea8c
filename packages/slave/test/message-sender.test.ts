import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SlaveMessage } from '@steadfast/protocol/messages';
import { cancelNothing } from '@steadfast/runtime';
import { createMessageSender } from '../src/message-sender.ts';
import type { MasterStream } from '../src/master-stream.ts';

const LEAVING: SlaveMessage = { kind: 'leaving' };

/** Creates a sender on a stream that is full after every message. Callbacks run when a test calls `turn`. */
function createFixture() {
  const log: string[] = [];
  const callbacks: (() => void)[] = [];
  const stream: MasterStream = {
    write: ({ kind }) => {
      log.push(kind);
      return false;
    },
    end: () => void log.push('end'),
    close: () => void log.push('close'),
  };
  const timers = {
    monotonicMs: () => 0,
    wallMs: () => 0,
    after: () => cancelNothing,
    soon: (callback: () => void) => {
      callbacks.push(callback);
      return cancelNothing;
    },
  };
  const turn = (): void => {
    for (const callback of callbacks.splice(0)) callback();
  };
  return { log, turn, sender: createMessageSender(stream, timers, undefined) };
}

describe('the messages of a session', () => {
  test('are all written before the stream is half-closed, however long it is full', () => {
    const { log, turn, sender } = createFixture();
    for (let index = 0; index < 3; index += 1) sender.send(LEAVING);
    sender.end();
    turn();
    assert.deepEqual(log, ['leaving']);
    sender.drained();
    assert.deepEqual(log, ['leaving', 'leaving']);
    sender.drained();
    assert.deepEqual(log, ['leaving', 'leaving', 'leaving', 'end']);
    sender.drained();
    assert.equal(log.filter((each) => each === 'end').length, 1);
  });

  test('include those that follow in the turn in which the session is ended', () => {
    const { log, turn, sender } = createFixture();
    sender.end();
    sender.send(LEAVING);
    turn();
    assert.deepEqual(log, ['leaving', 'end']);
    sender.send(LEAVING);
    assert.deepEqual(log, ['leaving', 'end']);
  });
});
