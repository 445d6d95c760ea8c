import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { describe, test, type TestContext } from 'node:test';
import { waitUntil } from '@steadfast/runtime/testing';
import { createConnections } from '../src/connections.ts';

/** Listens, and returns a function that connects to it and waits until that is accepted. */
async function listen(context: TestContext, maxUnregistered: number) {
  const connections = createConnections(maxUnregistered);
  let accepted = 0;
  const port = await connections.listen('127.0.0.1:0', (socket) => {
    accepted += 1;
    socket.on('error', () => undefined);
  });
  context.after(() => connections.stopListening());
  const open = async (): Promise<{ socket: Socket; peer: string }> => {
    const before = accepted;
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined).resume();
    context.after(() => socket.destroy());
    await waitUntil('the connection is accepted', () => accepted > before && socket.readyState === 'open');
    return { socket, peer: `127.0.0.1:${socket.localPort}` };
  };
  return { connections, open };
}

describe('the connections of a master', () => {
  test('when there are too many, lose the oldest without a registered slave', async (context) => {
    const { connections, open } = await listen(context, 2);
    const slave = await open();
    connections.registered(slave.peer);
    const [first, second, third] = [await open(), await open(), await open()];
    await waitUntil('the first is destroyed', () => first.socket.destroyed);
    assert.deepEqual(
      [slave, second, third].map(({ socket }) => socket.destroyed),
      [false, false, false],
    );
  });

  test('count as registered until the last session on them has ended', async (context) => {
    const { connections, open } = await listen(context, 1);
    const proxy = await open();
    connections.registered(proxy.peer);
    connections.registered(proxy.peer);
    connections.unregistered(proxy.peer);
    const first = await open();
    await open();
    await waitUntil('the first is destroyed', () => first.socket.destroyed);
    assert.equal(proxy.socket.destroyed, false);
    connections.unregistered(proxy.peer);
    await open();
    await open();
    await waitUntil('the connection of the proxy is destroyed', () => proxy.socket.destroyed);
  });

  test('are destroyed on request', async (context) => {
    const { connections, open } = await listen(context, 10);
    const [victim, other] = [await open(), await open()];
    connections.destroy(victim.peer);
    connections.destroy('127.0.0.1:1');
    await waitUntil('it is destroyed', () => victim.socket.destroyed);
    assert.equal(other.socket.destroyed, false);
  });

  test('are discarded one after the other, except those on which a slave has registered', async (context) => {
    const { connections, open } = await listen(context, 10);
    const [slave, first, second] = [await open(), await open(), await open()];
    for (const { peer } of [slave, first, second]) connections.discard(peer);
    connections.registered(slave.peer);
    await waitUntil('they are destroyed', () => first.socket.destroyed && second.socket.destroyed);
    assert.equal(slave.socket.destroyed, false);
  });
});
