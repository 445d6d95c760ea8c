import assert from 'node:assert/strict';
import { PLAIN_ABILITIES } from '@steadfast/protocol/messages';
import { describe, test } from 'node:test';
import { MAX_BATCH } from '@steadfast/protocol/limits';
import type { SlaveMessage } from '@steadfast/protocol/messages';
import { cancelNothing } from '@steadfast/runtime';
import { createMessageSender } from '../src/message-sender.ts';
import type { MasterStream } from '../src/master-stream.ts';

const LEAVING: SlaveMessage = { kind: 'leaving' };
const STARTED: SlaveMessage = { kind: 'started', taskId: 't1', attempt: 1 };
const REGISTER: SlaveMessage = {
  kind: 'register',
  host: 'slave1',
  instance: 'a',
  protocolVersion: 3,
  otherMasters: false,
  held: [],
  ...PLAIN_ABILITIES,
};

/** Creates a sender on a stream that is full after every message. Callbacks run when a test calls `turn`. */
function createFixture() {
  const log: string[] = [];
  const callbacks: (() => void)[] = [];
  const write = (messages: readonly SlaveMessage[]): boolean => {
    log.push(messages.map(({ kind }) => kind).join(' '));
    return false;
  };
  const stream: MasterStream = {
    write: (message) => write([message]),
    writeReports: write,
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
  test('wait until they are flushed, and travel together, except for Register', () => {
    const { log, sender } = createFixture();
    for (const message of [LEAVING, REGISTER, LEAVING, STARTED]) sender.send(message);
    assert.deepEqual(log, []);
    sender.flush();
    sender.drained();
    sender.drained();
    sender.drained();
    assert.deepEqual(log, ['leaving', 'register', 'leaving started']);
  });

  test('travel in as many batches as are necessary, in order', () => {
    const { log, sender } = createFixture();
    for (let index = 0; index <= MAX_BATCH; index += 1) sender.send(index === MAX_BATCH ? LEAVING : STARTED);
    sender.flush();
    sender.drained();
    assert.deepEqual(log, [Array.from({ length: MAX_BATCH }, () => 'started').join(' '), 'leaving']);
  });

  test('are all written before the stream is half-closed, however long it is full', () => {
    const { log, turn, sender } = createFixture();
    for (let index = 0; index < 3; index += 1) {
      sender.send(LEAVING);
      sender.flush();
    }
    sender.send(REGISTER);
    sender.end();
    turn();
    assert.deepEqual(log, ['leaving']);
    sender.drained();
    assert.deepEqual(log, ['leaving', 'leaving leaving']);
    sender.drained();
    assert.deepEqual(log, ['leaving', 'leaving leaving', 'register', 'end']);
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
    sender.flush();
    assert.deepEqual(log, ['leaving', 'end']);
  });
});
