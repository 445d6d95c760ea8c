import assert from 'node:assert/strict';
import { PLAIN_ABILITIES } from '@steadfast/protocol/messages';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, test } from 'node:test';
import { status } from '@grpc/grpc-js';
import {
  instanceOf,
  MAX_RESPONSE_BYTES,
  PROTOCOL_VERSION,
  SECRET_BYTES,
  type MasterMessage,
  type SessionResponse,
  type SlaveMessage,
} from '@steadfast/protocol';
import { systemTimers } from '@steadfast/runtime';
import { waitUntil } from '@steadfast/runtime/testing';
import { openSession } from '../src/client-session.ts';
import { createStreamOpener } from '../src/grpc-stream.ts';
import { startFakeMaster } from './fake-master.ts';
import { startSlowMaster } from './slow-master.ts';

const SECRET = Buffer.alloc(SECRET_BYTES, 'a secret');

const REGISTER: SlaveMessage = {
  kind: 'register',
  host: 'slave1',
  instance: instanceOf(SECRET),
  protocolVersion: PROTOCOL_VERSION,
  otherMasters: false,
  held: [],
  ...PLAIN_ABILITIES,
};

/** Opens a session and records its callbacks. */
function open(address: string, connectTimeoutMs?: number) {
  const controller = new AbortController();
  const received: MasterMessage[] = [];
  const sent: SlaveMessage[] = [];
  const closeReasons: string[] = [];
  const connected = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<string>();
  const session = openSession({
    address,
    timers: systemTimers,
    openStream: createStreamOpener({ own: SECRET, kept: new Map() }),
    signal: controller.signal,
    ...(connectTimeoutMs === undefined ? {} : { connectTimeoutMs }),
    listener: {
      onConnected: connected.resolve,
      onMessages: (messages) => received.push(...messages),
      onSent: (message) => sent.push(message),
      onClosed: (reason) => {
        closeReasons.push(reason);
        closed.resolve(reason);
      },
    },
  });
  return {
    session,
    /** Sends what is reported in one turn. */
    send: (...messages: readonly SlaveMessage[]): void => {
      for (const message of messages) session.send(message);
      session.flush();
    },
    received,
    sent,
    closeReasons,
    connected: connected.promise,
    closed: closed.promise,
    abort: () => controller.abort(),
  };
}

/**
 * Waits for many turns of the event loop, in which the session could close a second time: whatever could cause that has
 * happened before, and needs no more than a few turns to be delivered.
 */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe('a session that cannot be opened', () => {
  test('closes immediately and only once when nothing listens', async () => {
    const master = await startFakeMaster();
    master.kill();
    const { closed, closeReasons } = open(master.address);
    assert.match(await closed, /ECONNREFUSED/);
    await settle();
    assert.equal(closeReasons.length, 1);
  });

  test('closes at the connect timeout when the peer never answers, without leaking the connection', async () => {
    const sockets = new Set<Socket>();
    let accepted = 0;
    const listener = createServer((socket) => {
      accepted += 1;
      sockets.add(socket.resume());
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const { port } = listener.address() as AddressInfo;
    for (let count = 0; count < 3; count += 1) {
      // Long enough for the connection to be accepted first, however busy the machine is.
      const { closed, closeReasons } = open(`127.0.0.1:${port}`, 1_000);
      assert.match(await closed, /no connection within 1000 ms/);
      await settle();
      assert.equal(closeReasons.length, 1);
    }
    await waitUntil('all connections are closed', () => sockets.size === 0);
    assert.equal(accepted, 3);
    listener.close();
  });

  test('closes when it is ended or aborted while connecting', async () => {
    const one = open('127.0.0.1:1');
    one.session.end('changed my mind');
    assert.equal(await one.closed, 'changed my mind');
    const other = open('127.0.0.1:1');
    other.abort();
    assert.equal(await other.closed, 'cancelled');
  });
});

describe('an open session', () => {
  test('carries messages in both directions until it is ended', async () => {
    const master = await startFakeMaster();
    const { session, send, connected, received, sent, closed, closeReasons } = open(master.address);
    await connected;
    send(REGISTER);
    const peer = await master.session();
    assert.deepEqual(await peer.receive('register'), REGISTER);
    peer.send({ kind: 'welcome', epoch: 7 });
    await waitUntil('the welcome arrives', () => received.length === 1);
    assert.deepEqual(received, [{ kind: 'welcome', epoch: 7 }]);
    send({ kind: 'leaving' });
    session.end('leaving');
    send({ kind: 'declined', taskId: 't1', attempt: 1, reason: 'draining' });
    await peer.receive('leaving');
    await peer.receive('declined');
    await peer.ended;
    assert.equal(await closed, 'the master ended the session');
    send(REGISTER);
    session.end('again');
    await settle();
    assert.equal(closeReasons.length, 1);
    assert.deepEqual(
      sent.map(({ kind }) => kind),
      ['register', 'leaving', 'declined'],
    );
    master.kill();
  });

  test('closes only once when the master dies', async () => {
    const master = await startFakeMaster();
    const { send, connected, closed, closeReasons } = open(master.address);
    await connected;
    send(REGISTER);
    const peer = await master.session();
    await peer.receive('register');
    master.kill();
    assert.match(await closed, /UNAVAILABLE|CANCELLED|INTERNAL/);
    await settle();
    assert.equal(closeReasons.length, 1);
  });

  test('closes after a timeout when the master does not end its side', async () => {
    const master = await startFakeMaster(0, (call) => call.resume());
    const { session, send, connected, closed } = open(master.address);
    await connected;
    send(REGISTER);
    session.end('leaving');
    assert.equal(await closed, 'leaving');
    master.kill();
  });

  test('that it has ended itself sends nothing more, in whichever turn of the event loop', async () => {
    const master = await startFakeMaster(0, (call) => call.resume());
    const { session, send, connected, closed } = open(master.address);
    await connected;
    session.end('leaving');
    // The stream is half-closed in the next turn; a decline of an assignment that arrives late follows even later.
    for (let turn = 0; turn < 3; turn += 1) {
      send({ kind: 'declined', taskId: 't1', attempt: 1, reason: 'draining' });
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.equal(await closed, 'leaving');
    master.kill();
  });

  test('closes immediately when its signal aborts', async () => {
    const master = await startFakeMaster();
    const { send, connected, closed, abort } = open(master.address);
    await connected;
    send(REGISTER);
    const peer = await master.session();
    abort();
    assert.equal(await closed, 'cancelled');
    await peer.ended;
    master.kill();
  });

  const violations: readonly [what: string, response: SessionResponse, reason: RegExp][] = [
    ['sends an empty message', {}, /violated the protocol/],
    ['sends Welcome in epoch 0', { welcome: { epoch: 0 } }, /violated the protocol.*epoch/],
    ['assigns a task without an identifier', { assign: { attempt: 1 } }, /violated the protocol.*task_id/],
    ['acknowledges attempt 0', { acknowledge: { taskId: 't1' } }, /violated the protocol.*attempt/],
    [
      'sends a message above the size limit',
      { refuse: { detail: 'x'.repeat(MAX_RESPONSE_BYTES) } },
      /RESOURCE_EXHAUSTED|larger/,
    ],
  ];
  for (const [what, response, reason] of violations) {
    test(`closes when the master ${what}`, async () => {
      const master = await startFakeMaster(0, (call) => {
        call.on('error', () => {});
        call.resume().write(response);
      });
      const { send, connected, closed, received } = open(master.address);
      await connected;
      send(REGISTER);
      assert.match(await closed, reason);
      assert.deepEqual(received, []);
      master.kill();
    });
  }

  test('closes with an explanation when the name is taken', async () => {
    const master = await startFakeMaster(0, (call) => {
      call.emit('error', { code: status.ALREADY_EXISTS, details: 'slave1 is here' });
    });
    const { send, connected, closed } = open(master.address);
    await connected;
    send(REGISTER);
    assert.match(await closed, /name taken.*slave1 is here/);
    master.kill();
  });
});

/**
 * Sends messages a few at a time while a condition holds; returns how many. The first of them fill the buffers of the
 * operating system.
 */
async function sendWhile(condition: (count: number) => boolean, send: (message: SlaveMessage) => void) {
  let count = 0;
  while (condition(count) && count < 100_000) {
    for (let index = 0; index < 10; index += 1) send({ kind: 'finished', taskId: 'x'.repeat(500), attempt: ++count });
    await new Promise((resolve) => setImmediate(resolve));
  }
  return count;
}

describe('a master that does not read', () => {
  test('receives all messages in order once it reads', async () => {
    const master = await startSlowMaster();
    const { session, send, connected, sent, closeReasons } = open(master.address);
    await connected;
    const count = await sendWhile((soFar) => soFar - sent.length < 100, send);
    master.startReading();
    await waitUntil('all messages have been read', () => sent.length === count && master.attempts.length === count);
    assert.deepEqual(
      master.attempts,
      Array.from({ length: count }, (_, index) => index + 1),
    );
    assert.deepEqual(closeReasons, []);
    session.end('done');
    master.close();
  });

  test('is abandoned when too many messages are unsent', async () => {
    const master = await startSlowMaster();
    const { send, connected, closed, closeReasons } = open(master.address);
    await connected;
    await sendWhile(() => closeReasons.length === 0, send);
    assert.match(await closed, /does not read/);
    master.close();
  });
});
