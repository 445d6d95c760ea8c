import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { describe, test } from 'node:test';
import { status, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import { createLogger, transports } from 'winston';
import { waitUntil } from '@steadfast/runtime/testing';
import { InspectionError } from '../../src/inspection/errors.ts';
import { createRequestSlots } from '../../src/inspection/request-slots.ts';
import { createUnaryHandlers } from '../../src/inspection/unary-handler.ts';

const logger = createLogger({ transports: [new transports.Console({ silent: true })] });

/** Slots at a clock that stands still, and the peers that they disconnected. */
function createFixture() {
  const clock = { nowMs: 0 };
  const disconnected: string[] = [];
  const slots = createRequestSlots({ disconnect: (peer) => disconnected.push(peer), monotonicMs: () => clock.nowMs });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const handler = createUnaryHandlers(
    logger,
    slots,
  )<string, string>((request) => {
    started.push(request);
    return promise;
  });
  const started: string[] = [];
  const responses: string[] = [];
  const callback: sendUnaryData<string> = (error, response) => void responses.push(response ?? String(error?.code));
  /** Makes a request, and returns a function that ends its call, as when the response has been read. */
  const request = (peer: string): (() => void) => {
    const call = Object.assign(new EventEmitter(), { request: peer, getPeer: () => peer });
    handler(call as unknown as ServerUnaryCall<string, string>, callback);
    return () => call.emit('cancelled', 'cancelled');
  };
  const requests = (count: number, peer: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => request(peer(index)));
  return { clock, disconnected, started, responses, request, requests, resolve, reject };
}

function settled(): Promise<void> {
  return new Promise(setImmediate);
}

describe('the unary handlers of inspection', () => {
  test('work on two requests at a time, and on no more than 16 until responses have been read', async () => {
    const { started, responses, requests, resolve } = createFixture();
    const ends = requests(20, (index) => `peer${index}`);
    assert.equal(started.length, 2);
    resolve('response');
    await waitUntil('all slots are taken by responses', () => responses.length === 16);
    await settled();
    assert.equal(started.length, 16, 'a response that is not read keeps its slot');
    for (const end of [ends[0], ends[1], ends[19]]) end?.();
    await waitUntil('three more are started', () => started.length === 19);
    assert.deepEqual(started.slice(16), ['peer5', 'peer4', 'peer3']);
  });

  test('work on no more requests than their share of the time allows', async () => {
    const { clock, started, requests, resolve } = createFixture();
    const ends = requests(4, (index) => `peer${index}`);
    clock.nowMs = 3_000;
    resolve('response');
    await settled();
    for (const end of ends.slice(0, 2)) end();
    await settled();
    assert.equal(started.length, 2, 'two requests took three seconds each');
    clock.nowMs += 16_100;
    await waitUntil('the others are started', () => started.length === 4);
  });

  test('serve the newest connection first, and take at most four slots for each', async () => {
    const { started, requests, request, resolve } = createFixture();
    requests(16, () => 'greedy');
    request('modest');
    resolve('response');
    await waitUntil('the modest peer is served', () => started.includes('modest'));
    for (let turns = 0; turns < 20; turns += 1) await settled();
    assert.equal(started.filter((peer) => peer === 'greedy').length, 4);
    assert.ok(started.indexOf('modest') <= 3);
  });

  test('disconnect a peer that does not read a response, once others wait', async () => {
    const { clock, started, disconnected, requests, request, resolve } = createFixture();
    requests(16, (index) => `idle${index % 4}`);
    resolve('response');
    await waitUntil('all slots are taken', () => started.length === 16);
    await settled();
    clock.nowMs = 5_000;
    await settled();
    assert.deepEqual(disconnected, []);
    request('honest');
    await waitUntil('the peers that do not read are disconnected', () => disconnected.length >= 4);
    assert.deepEqual(new Set(disconnected), new Set(['idle0', 'idle1', 'idle2', 'idle3']));
  });

  test('disconnect a peer that does not read a response for ten seconds, though no other waits', async () => {
    const { clock, disconnected, request, resolve } = createFixture();
    request('idle');
    resolve('response');
    await settled();
    clock.nowMs = 10_000;
    await waitUntil('it is disconnected', () => disconnected.includes('idle'));
  });

  test('hold the slot of a call that was cancelled until the database has responded', async () => {
    const { started, requests, request, resolve } = createFixture();
    const ends = requests(16, (index) => `peer${index}`);
    request('waiting');
    for (const end of ends) end();
    await settled();
    assert.deepEqual(started, ['peer0', 'peer1']);
    resolve('response');
    await waitUntil('the waiting request starts', () => started.includes('waiting'));
  });

  test('never start a request that was cancelled while it waited', async () => {
    const { started, requests, request, resolve } = createFixture();
    const ends = requests(16, (index) => `peer${index}`);
    request('cancelled')();
    request('last');
    resolve('response');
    await waitUntil('all slots are taken', () => started.length === 16);
    for (const end of ends) end();
    await waitUntil('the last one starts', () => started.includes('last'));
    assert.equal(started.includes('cancelled'), false);
  });

  test('return the status of an error', async () => {
    const { responses, request, reject } = createFixture();
    request('peer');
    reject(new InspectionError(status.NOT_FOUND, 'none'));
    await waitUntil('there is a response', () => responses.length > 0);
    assert.deepEqual(responses, [String(status.NOT_FOUND)]);
  });
});
