import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { waitUntil } from '@steadfast/runtime/testing';
import { createRegistrations } from '../src/registrations.ts';
import { createManualClock } from './manual-clock.ts';

/** The admission at a clock that tests set. Admitted names are listed in order. */
function createFixture(known: readonly string[] = []) {
  const { clock, timers } = createManualClock();
  const admitted: string[] = [];
  const registrations = createRegistrations({
    isKnownSlave: ({ host }) => known.includes(host),
    timers,
  });
  const request = (host: string, peer = '192.0.2.1:1', instance = 'a') =>
    registrations.request({ host, instance }, peer, () => admitted.push(host));
  const requests = (count: number, peer?: string) =>
    Array.from({ length: count }, (_, index) => request(`host${index}`, peer));
  return { clock, admitted, registrations, request, requests };
}

describe('registrations of slaves', () => {
  test('are admitted at once for a thousand slaves of one address, and then at 100 a second', async () => {
    const { clock, admitted, requests, request } = createFixture();
    requests(1_000);
    assert.equal(admitted.length, 1_000);
    request('late');
    assert.equal(admitted.length, 1_000);
    clock.nowMs += 10;
    await waitUntil('the next one is admitted', () => admitted.at(-1) === 'late');
  });

  test('are admitted at once for five thousand slaves of several addresses, and then at 100 a second', async () => {
    const { clock, admitted, requests, request } = createFixture();
    for (let machine = 1; machine <= 10; machine += 1) requests(500, `192.0.2.${machine}:1`);
    assert.equal(admitted.length, 5_000);
    request('late', '192.0.2.11:1');
    assert.equal(admitted.length, 5_000);
    clock.nowMs += 10;
    await waitUntil('the next one is admitted', () => admitted.at(-1) === 'late');
  });

  test('do not hold up a slave that is known, or that had a stable session', () => {
    const { admitted, requests, request, registrations } = createFixture(['known']);
    registrations.ended({ host: 'stable', instance: 'a' }, 10_000);
    registrations.ended({ host: 'brief', instance: 'a' }, 9_999);
    requests(1_000);
    for (const host of ['known', 'stable', 'brief']) request(host);
    request('stable', undefined, 'b');
    assert.deepEqual(admitted.slice(1_000), ['known', 'stable']);
  });

  test('are admitted in turn by address', async () => {
    const { clock, admitted, requests, request } = createFixture();
    for (let machine = 1; machine <= 5; machine += 1) requests(2_000, `192.0.2.${machine}:1`);
    request('other', '192.0.2.6:1');
    assert.equal(admitted.length, 5_000);
    clock.nowMs += 60;
    await waitUntil('one more of each address is admitted', () => admitted.length === 5_006);
    assert.ok(admitted.includes('other'));
  });

  test('of one instance are admitted once a second after the first ten, even if it is known', async () => {
    const { clock, admitted, request } = createFixture(['slave1']);
    for (let index = 0; index < 12; index += 1) request('slave1');
    assert.equal(admitted.length, 10);
    request('slave1', undefined, 'another instance');
    assert.equal(admitted.length, 11);
    clock.nowMs += 1_000;
    await waitUntil('one more is admitted', () => admitted.length === 12);
  });

  test('that are withdrawn are never admitted', async () => {
    const { clock, admitted, requests, request } = createFixture();
    requests(1_000);
    const withdraw = request('gone');
    request('staying');
    withdraw();
    clock.nowMs += 1_000;
    await waitUntil('the other is admitted', () => admitted.includes('staying'));
    assert.equal(admitted.includes('gone'), false);
  });
});
