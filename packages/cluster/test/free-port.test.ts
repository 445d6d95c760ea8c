import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import { freePort, isPortFree } from '../src/free-port.ts';

describe('freePort', () => {
  test('returns distinct free ports below the ephemeral range', async () => {
    const ports = await Promise.all(Array.from({ length: 50 }, freePort));
    assert.equal(new Set(ports).size, 50);
    assert.ok(ports.every((port) => port < 32_768));
    const free = await Promise.all(ports.map(isPortFree));
    assert.ok(free.every(Boolean));
  });
});

describe('isPortFree', () => {
  test('returns false for a port that a server listens on', async (context) => {
    const server = createServer().listen(0, '127.0.0.1');
    context.after(() => server.close());
    await once(server, 'listening');
    assert.equal(await isPortFree((server.address() as AddressInfo).port), false);
  });
});
