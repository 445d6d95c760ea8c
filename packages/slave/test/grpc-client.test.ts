import assert from 'node:assert/strict';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, test } from 'node:test';
import { status } from '@grpc/grpc-js';
import type { MasterMessage, SessionResponse, SlaveMessage } from '@steadfast/protocol';
import { openSession } from '../src/grpc-client.ts';
import { waitUntil } from '@steadfast/runtime/testing';
import { startFakeMaster } from './fake-master.ts';
import { startSlowMaster } from './slow-master.ts';

const REGISTER: SlaveMessage = {
  kind: 'register',
  host: 'slave1',
  instance: 'i1',
  protocolVersion: 1,
  otherMasters: false,
  held: [],
};

/** A session that notes what it is told. */
function open(address: string, connectTimeoutMs?: number) {
  const controller = new AbortController();
  const heard: MasterMessage[] = [];
  const sent: SlaveMessage[] = [];
  const ends: string[] = [];
  const opened = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<string>();
  const session = openSession({
    address,
    signal: controller.signal,
    ...(connectTimeoutMs === undefined ? {} : { connectTimeoutMs }),
    listener: {
      onOpen: opened.resolve,
      onMessage: (message) => heard.push(message),
      onSent: (message) => sent.push(message),
      onEnd: (reason) => {
        ends.push(reason);
        ended.resolve(reason);
      },
    },
  });
  return { session, heard, sent, ends, opened: opened.promise, ended: ended.promise, abort: () => controller.abort() };
}

/** One more turn of the event loop or two, in which a second end could show. */
function settle() {
  return new Promise((resolve) => setTimeout(resolve, 20));
}

describe('a session that cannot be opened', () => {
  test('ends at once, and once, when nobody listens', async () => {
    const master = await startFakeMaster();
    master.kill();
    const { ended, ends } = open(master.address);
    assert.match(await ended, /ECONNREFUSED/);
    await settle();
    assert.equal(ends.length, 1);
  });

  test('ends at its deadline when the listener never answers, and leaves no connection behind', async () => {
    const sockets = new Set<Socket>();
    let seen = 0;
    const listener = createServer((socket) => {
      seen += 1;
      sockets.add(socket.resume());
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const { port } = listener.address() as AddressInfo;
    for (let count = 0; count < 3; count += 1) {
      const { ended, ends } = open(`127.0.0.1:${port}`, 100);
      assert.match(await ended, /no connection within 100 ms/);
      await settle();
      assert.equal(ends.length, 1);
    }
    await waitUntil('all connections are closed', () => sockets.size === 0);
    assert.equal(seen, 3);
    listener.close();
  });

  test('ends when it is ended or aborted before', async () => {
    const one = open('127.0.0.1:1');
    one.session.end('changed my mind');
    assert.equal(await one.ended, 'changed my mind');
    const other = open('127.0.0.1:1');
    other.abort();
    assert.equal(await other.ended, 'cancelled');
  });
});

describe('an open session', () => {
  test('carries messages both ways, and is ended in order', async () => {
    const master = await startFakeMaster();
    const { session, opened, heard, sent, ended, ends } = open(master.address);
    await opened;
    session.send(REGISTER);
    const peer = await master.session();
    assert.deepEqual(await peer.hear('register'), REGISTER);
    peer.say({ kind: 'welcome', epoch: 7 });
    await waitUntil('the welcome arrives', () => heard.length === 1);
    assert.deepEqual(heard, [{ kind: 'welcome', epoch: 7 }]);
    session.send({ kind: 'leaving' });
    session.end('leaving');
    session.send({ kind: 'declined', taskId: 't1', attempt: 1, reason: 'draining' });
    await peer.hear('leaving');
    await peer.hear('declined');
    await peer.ended;
    assert.equal(await ended, 'the master ended the session');
    session.send(REGISTER);
    session.end('again');
    await settle();
    assert.equal(ends.length, 1);
    assert.deepEqual(
      sent.map(({ kind }) => kind),
      ['register', 'leaving', 'declined'],
    );
    master.kill();
  });

  test('ends, and once, when the master dies', async () => {
    const master = await startFakeMaster();
    const { session, opened, ended, ends } = open(master.address);
    await opened;
    session.send(REGISTER);
    const peer = await master.session();
    await peer.hear('register');
    master.kill();
    assert.match(await ended, /UNAVAILABLE|CANCELLED|INTERNAL/);
    await settle();
    assert.equal(ends.length, 1);
  });

  test('is cut off when the master does not end its side', async () => {
    const master = await startFakeMaster(0, (call) => call.resume());
    const { session, opened, ended } = open(master.address);
    await opened;
    session.send(REGISTER);
    session.end('leaving');
    assert.equal(await ended, 'leaving');
    master.kill();
  });

  test('is broken off by its signal', async () => {
    const master = await startFakeMaster();
    const { session, opened, ended, abort } = open(master.address);
    await opened;
    session.send(REGISTER);
    const peer = await master.session();
    abort();
    assert.equal(await ended, 'cancelled');
    await peer.ended;
    master.kill();
  });

  const violations: readonly [what: string, response: SessionResponse, reason: RegExp][] = [
    ['says nothing', {}, /broke the protocol/],
    ['welcomes in epoch 0', { welcome: { epoch: 0 } }, /broke the protocol.*epoch/],
    ['assigns a task without an identifier', { assign: { attempt: 1 } }, /broke the protocol.*task_id/],
    ['acknowledges attempt 0', { acknowledge: { taskId: 't1' } }, /broke the protocol.*attempt/],
    ['sends more than a message may hold', { refuse: { detail: 'x'.repeat(70_000) } }, /RESOURCE_EXHAUSTED|larger/],
  ];
  for (const [what, response, reason] of violations) {
    test(`ends when the master ${what}`, async () => {
      const master = await startFakeMaster(0, (call) => {
        call.on('error', () => {});
        call.resume().write(response);
      });
      const { session, opened, ended, heard } = open(master.address);
      await opened;
      session.send(REGISTER);
      assert.match(await ended, reason);
      assert.deepEqual(heard, []);
      master.kill();
    });
  }

  test('says what to do when the master refuses the name', async () => {
    const master = await startFakeMaster(0, (call) => {
      call.emit('error', { code: status.ALREADY_EXISTS, details: 'slave1 is here' });
    });
    const { session, opened, ended } = open(master.address);
    await opened;
    session.send(REGISTER);
    assert.match(await ended, /name taken.*slave1 is here/);
    master.kill();
  });
});

/** Sends more and more, a few at a time, while `goOn` allows; gives how many. The first messages fill all buffers. */
async function sendWhile(goOn: (count: number) => boolean, send: (message: SlaveMessage) => void) {
  let count = 0;
  while (goOn(count) && count < 100_000) {
    for (let more = 0; more < 10; more += 1) send({ kind: 'finished', taskId: 'x'.repeat(500), attempt: ++count });
    await new Promise((resolve) => setImmediate(resolve));
  }
  return count;
}

describe('a master that reads slowly', () => {
  test('gets everything, in order, when it reads on', async () => {
    const master = await startSlowMaster();
    const { session, opened, sent, ends } = open(master.address);
    await opened;
    const count = await sendWhile((soFar) => soFar - sent.length < 100, session.send);
    master.readOn();
    await waitUntil('all messages have been read', () => sent.length === count && master.attempts.length === count);
    assert.deepEqual(
      master.attempts,
      Array.from({ length: count }, (_, index) => index + 1),
    );
    assert.deepEqual(ends, []);
    session.end('done');
    master.close();
  });

  test('is given up when too much waits for it', async () => {
    const master = await startSlowMaster();
    const { session, opened, ended, ends } = open(master.address);
    await opened;
    await sendWhile(() => ends.length === 0, session.send);
    assert.match(await ended, /does not read/);
    master.close();
  });
});
