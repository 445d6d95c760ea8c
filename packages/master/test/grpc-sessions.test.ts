import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, test, type TestContext } from 'node:test';
import { MAX_HELD, type SlaveMessage } from '@steadfast/protocol';
import { startGrpcServer, type GrpcServer } from '../src/grpc-server.ts';
import { openSession, registerRequest, until, type RawSession } from './raw-client.ts';

/** A server whose listener writes down what it is told. */
interface Subject {
  readonly server: GrpcServer;
  readonly messages: { readonly session: number; readonly message: SlaveMessage }[];
  /** By session, why it is over. */
  readonly closed: Map<number, string>;
  /** Opens a session that is closed when the test has ended. */
  readonly open: (options?: { reads: boolean }) => RawSession;
}

async function start(context: TestContext, introductionMs?: number): Promise<Subject> {
  const messages: Subject['messages'] = [];
  const closed: Subject['closed'] = new Map();
  const listener = {
    message: (session: number, message: SlaveMessage) => void messages.push({ session, message }),
    closed: (session: number, reason: string) => {
      assert.equal(closed.has(session), false, 'a session is over once');
      closed.set(session, reason);
    },
  };
  const server = await startGrpcServer('127.0.0.1:0', listener, { registerTimeoutMs });
  const sessions: RawSession[] = [];
  context.after(async () => {
    for (const session of sessions) session.close();
    await server.close();
  });
  const open: Subject['open'] = (options) => {
    const session = openSession(server.port, options);
    sessions.push(session);
    return session;
  };
  return { server, messages, closed, open };
}

/** Opens a session that registered, and waits until the listener has heard of it; gives its number. */
async function openRegistered({ open, messages }: Subject, host: string, options?: { reads: boolean }) {
  const session = open(options);
  session.say(registerRequest(host));
  const find = () => messages.find(({ message }) => message.kind === 'register' && message.host === host)?.session;
  await until(`${host} has registered`, () => find() !== undefined);
  return { ...session, id: find() ?? 0 };
}

describe('a session', () => {
  test('carries messages both ways, in order', async (context) => {
    const subject = await start(context);
    const slave = await openRegistered(subject, 'slave1');
    slave.say({ started: { taskId: 't1', attempt: 1 } }, { finished: { taskId: 't1', attempt: 1 } }, { leaving: {} });
    await until('all has arrived', () => subject.messages.length === 4);
    const kinds = subject.messages.map(({ message }) => message.kind);
    assert.deepEqual(kinds, ['register', 'started', 'finished', 'leaving']);
    const { sessions } = subject.server;
    sessions.send(slave.id, { kind: 'welcome', epoch: 7 });
    for (let attempt = 1; attempt <= 250; attempt += 1)
      sessions.send(slave.id, { kind: 'abort', taskId: 't1', attempt });
    await until('all was heard', () => slave.heard.length === 251);
    assert.deepEqual(
      slave.heard.slice(1).map(({ abort }) => abort?.attempt),
      Array.from({ length: 250 }, (_, i) => i + 1),
    );
  });

  test('that the slave ends, cancels or loses is over, once, for the listener', async (context) => {
    const subject = await start(context);
    const [ends, cancels, loses] = [
      await openRegistered(subject, 'ends'),
      await openRegistered(subject, 'cancels'),
      await openRegistered(subject, 'loses'),
    ];
    ends.call.end();
    cancels.call.cancel();
    loses.close();
    await until('all are over', () => subject.closed.size === 3);
    assert.equal(subject.closed.get(ends.id), 'stream closed by the slave');
    assert.equal(await ends.ended, 'OK: OK');
  });

  test('that the master ends tells the slave why, after all that was said before; the listener is not told', async (context) => {
    const subject = await start(context);
    const slave = await openRegistered(subject, 'slave1');
    const { sessions } = subject.server;
    const refusal = { kind: 'refuse', reason: 'name taken', detail: 'd', leader: '' } as const;
    sessions.send(slave.id, refusal);
    sessions.end(slave.id, 'already exists', 'a living slave is named slave1 already');
    assert.equal(await slave.ended, 'ALREADY_EXISTS: a living slave is named slave1 already');
    assert.equal(slave.heard[0]?.refuse?.reason, 'REFUSE_REASON_NAME_TAKEN');
    slave.say({ leaving: {} });
    sessions.send(slave.id, refusal);
    sessions.end(slave.id, 'unavailable', 'again');
    const other = await openRegistered(subject, 'slave2');
    assert.equal(subject.closed.size, 0);
    assert.ok(other.id > slave.id);
  });
});

describe('a session ends, and nobody else is disturbed,', () => {
  const longHost = 'x'.repeat(10_000);
  const held = Array.from({ length: 1_000 }, () => ({ taskId: 't', attempt: 1, state: 'HELD_STATE_RUNNING' as const }));
  const reference = { taskId: 't1', attempt: 1 };

  for (const [fault, request, status] of [
    ['has an empty name', registerRequest(''), /^INVALID_ARGUMENT: host must be 1 to 63/],
    ['has a name of 10 kB', registerRequest(longHost), /^INVALID_ARGUMENT: host must be 1 to 63/],
    ['has a line break in its name', registerRequest('a\nb'), /^INVALID_ARGUMENT: host must be 1 to 63/],
    ['has an escape in its name', registerRequest('a\u001b[2J'), /^INVALID_ARGUMENT: host must be 1 to 63/],
    ['has no instance', registerRequest('a', { instance: '' }), /^INVALID_ARGUMENT: instance must be/],
    ['has a line break in its instance', registerRequest('a', { instance: 'a\nb' }), /^INVALID_ARGUMENT: instance/],
    ['holds a thousand attempts', registerRequest('a', { held }), new RegExp(`held must have at most ${MAX_HELD}`)],
    ['holds an attempt without a state', registerRequest('a', { held: [reference] }), /held.state has no valid value/],
    ['says nothing', {}, /^INVALID_ARGUMENT: the request holds no message/],
    ['names no task', { finished: { taskId: '', attempt: 1 } }, /^INVALID_ARGUMENT: task_id must have 1 to 512/],
    ['names a task of 10 kB', { finished: { taskId: longHost, attempt: 1 } }, /task_id must have 1 to 512/],
    ['names attempt 0', { finished: { taskId: 't', attempt: 0 } }, /^INVALID_ARGUMENT: attempt must be at least 1/],
    ['declines without a reason', { declined: reference }, /^INVALID_ARGUMENT: declined.reason has no valid value/],
    ['sends a megabyte', registerRequest('x'.repeat(1_000_000)), /^RESOURCE_EXHAUSTED: .*larger than max/],
  ] as const)
    test(`when its slave ${fault}`, async (context) => {
      const subject = await start(context);
      const honest = await openRegistered(subject, 'honest');
      const rude = subject.open();
      rude.say(request);
      assert.match(await rude.ended, status);
      await until('the listener knows', () => subject.closed.size === 1);
      honest.say({ leaving: {} });
      await until('the honest slave is heard', () => subject.messages.length === 2);
      assert.equal(subject.closed.has(honest.id), false);
    });

  test('when its slave never introduces itself', async (context) => {
    const subject = await start(context, 200);
    const silent = subject.open();
    const honest = await openRegistered(subject, 'honest');
    assert.match(await silent.ended, /^DEADLINE_EXCEEDED: the session was not introduced by a Register in time/);
    honest.say({ leaving: {} });
    await until('the honest slave is heard', () => subject.messages.length === 2);
    assert.deepEqual([...subject.closed.keys()], [honest.id - 1]);
  });

  test('when its slave reads nothing while it is sent much', async (context) => {
    const subject = await start(context);
    const deaf = await openRegistered(subject, 'deaf', { reads: false });
    const honest = await openRegistered(subject, 'honest');
    const { sessions } = subject.server;
    const taskname = 'x'.repeat(200);
    let sent = 0;
    for (; !subject.closed.has(deaf.id) && sent < 100_000; sent += 1) {
      sessions.send(deaf.id, { kind: 'assign', taskId: 't1', taskname, attempt: 1, sleepSeconds: 1 });
      if (sent % 100 === 0) await new Promise(setImmediate);
    }
    assert.equal(subject.closed.get(deaf.id), 'the slave reads too slowly');
    sessions.send(deaf.id, { kind: 'welcome', epoch: 1 });
    sessions.send(honest.id, { kind: 'welcome', epoch: 1 });
    await until('the honest slave hears', () => honest.heard.length === 1);
    deaf.call.resume();
    await deaf.ended;
  });
});

describe('the server', () => {
  test('says which address is in use, and what to do', async (context) => {
    const taken = createServer().listen(0, '127.0.0.1');
    context.after(() => taken.close());
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const nobody = { message: () => undefined, closed: () => undefined };
    await assert.rejects(startGrpcServer(`127.0.0.1:${port}`, nobody), (error: Error) => {
      assert.match(
        error.message,
        new RegExp(`cannot listen on 127.0.0.1:${port}: .*in use, choose another --listen`),
      );
      return true;
    });
  });

  test('closes within a second or so, whoever holds on to his session', async (context) => {
    const subject = await start(context);
    const [slave, silent] = [await openRegistered(subject, 'slave1'), subject.open()];
    const beganMs = performance.now();
    await subject.server.close();
    assert.ok(performance.now() - beganMs < 3_000);
    for (const session of [slave, silent]) assert.match(await session.ended, /^(CANCELLED|UNAVAILABLE|INTERNAL)/);
  });
});
