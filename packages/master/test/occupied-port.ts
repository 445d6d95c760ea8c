import { createServer, type AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { waitUntil } from '@steadfast/runtime/testing';

/** Returns a port of 127.0.0.1 that is in use until the end of the test. */
export async function occupyPort(context: TestContext): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  context.after(() => server.close());
  await waitUntil('the port is in use', () => server.listening);
  return (server.address() as AddressInfo).port;
}
