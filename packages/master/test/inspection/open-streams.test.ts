import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { describe, test } from 'node:test';
import { status, type ServerWritableStream } from '@grpc/grpc-js';
import { waitUntil } from '@steadfast/runtime/testing';
import { createOpenStreams } from '../../src/inspection/open-streams.ts';

interface EndOfCall {
  readonly code: status;
  readonly details: string;
}

function createFixture(lingerMs = 0) {
  const disconnected: string[] = [];
  const streams = createOpenStreams({
    max: 2,
    what: 'calls',
    disconnect: (peer) => disconnected.push(peer),
    lingerMs,
  });
  const open = (peer: string) => {
    const ends: EndOfCall[] = [];
    const call = Object.assign(new EventEmitter(), { getPeer: () => peer }).on('error', (end: EndOfCall) =>
      ends.push(end),
    );
    const stream = streams.open(call as unknown as ServerWritableStream<unknown, unknown>);
    return { ...stream, ends, over: () => call.emit('cancelled', 'cancelled'), finish: () => call.emit('finish') };
  };
  return { streams, open, disconnected };
}

describe('the open streams of inspection', () => {
  test('end the oldest call in favour of a newer one, and abort its signal', () => {
    const { open } = createFixture(1_000_000);
    const [first, second] = [open('peer1'), open('peer2')];
    open('peer3');
    assert.deepEqual(
      first.ends.map(({ code }) => code),
      [status.RESOURCE_EXHAUSTED],
    );
    assert.deepEqual([first.signal.aborted, second.signal.aborted], [true, false]);
  });

  test('disconnect a peer that does not read how its call ended', async () => {
    const { open, disconnected } = createFixture();
    const [reading, silent] = [open('reading'), open('silent')];
    for (const { end } of [reading, silent]) end(status.UNAVAILABLE, 'stopping');
    reading.over();
    await waitUntil('a peer is disconnected', () => disconnected.length > 0);
    assert.deepEqual(disconnected, ['silent']);
  });

  test('count a call that its caller has ended until everything was read', async () => {
    const { open, disconnected } = createFixture();
    const first = open('peer1');
    first.finish();
    assert.equal(first.signal.aborted, true);
    open('peer2');
    open('peer3');
    await waitUntil('a peer is disconnected', () => disconnected.length > 0);
    assert.deepEqual(disconnected, ['peer1']);
    assert.deepEqual(first.ends, []);
  });

  test('make room when a call is over', () => {
    const { open } = createFixture();
    const [first, second] = [open('peer1'), open('peer2')];
    first.over();
    open('peer3');
    assert.deepEqual([first.ends, second.ends], [[], []]);
  });

  test('end all calls when the master stops', () => {
    const { streams, open } = createFixture(1_000_000);
    const calls = [open('peer1'), open('peer2')];
    streams.close();
    const ends = calls.flatMap((call) => call.ends);
    assert.deepEqual(
      ends.map(({ code, details }) => `${status[code]}: ${details}`),
      ['UNAVAILABLE: this master is stopping', 'UNAVAILABLE: this master is stopping'],
    );
  });
});
