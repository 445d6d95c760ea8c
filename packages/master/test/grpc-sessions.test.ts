import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import {
  MAX_BATCH,
  MAX_HELD,
  SchedulerServiceClient,
  type SessionRequest,
  type SlaveMessage,
} from '@steadfast/protocol';
import { waitUntil } from '@steadfast/runtime/testing';
import { startGrpcServer, type GrpcServer } from '../src/grpc-server.ts';
import { occupyPort } from './occupied-port.ts';
import { clientArguments, openSession, registerRequest, statusOf, type RawSession } from './raw-session.ts';

/** A server with a listener that records its calls. */
interface ServerFixture {
  readonly server: GrpcServer;
  readonly messages: { readonly session: number; readonly message: SlaveMessage }[];
  /** The reason why each session ended. */
  readonly closed: Map<number, string>;
  /** Opens a session that is closed after the test. */
  readonly open: (options?: { reads?: boolean }) => RawSession;
}

async function startServer(context: TestContext, registerTimeoutMs?: number): Promise<ServerFixture> {
  const messages: ServerFixture['messages'] = [];
  const closed: ServerFixture['closed'] = new Map();
  const listener = {
    message: (session: number, message: SlaveMessage) => void messages.push({ session, message }),
    closed: (session: number, reason: string) => {
      assert.equal(closed.has(session), false, 'a session is closed once');
      closed.set(session, reason);
    },
  };
  const server = await startGrpcServer('127.0.0.1:0', listener, { registerTimeoutMs });
  const sessions: RawSession[] = [];
  context.after(async () => {
    for (const session of sessions) session.close();
    await server.close();
  });
  const open: ServerFixture['open'] = (options) => {
    const session = openSession(server.port, options);
    sessions.push(session);
    return session;
  };
  return { server, messages, closed, open };
}

/** Opens a session, registers on it, waits for the listener to receive that, and adds the session's number. */
async function openRegistered(
  { open, messages }: ServerFixture,
  host: string,
  { register = {}, ...options }: { reads?: boolean; register?: object } = {},
) {
  const session = open(options);
  session.send(registerRequest(host, register));
  const find = () => messages.find(({ message }) => message.kind === 'register' && message.host === host)?.session;
  await waitUntil(`${host} has registered`, () => find() !== undefined);
  return { ...session, id: find() ?? 0 };
}

/** Sends Welcome, then aborts of the attempts from 1, ten in a turn. */
function sendAborts({ server: { sessions } }: ServerFixture, session: number, count: number): void {
  sessions.send(session, { kind: 'welcome', epoch: 7 });
  for (let attempt = 1; attempt <= count; attempt += 1) {
    sessions.send(session, { kind: 'abort', taskId: 't1', attempt });
    if (attempt % 10 === 0) sessions.flush();
  }
}

describe('a session of the scheduler service', () => {
  test('delivers messages in both directions in order', async (context) => {
    const fixture = await startServer(context);
    const slave = await openRegistered(fixture, 'slave1');
    slave.send({ started: { taskId: 't1', attempt: 1 } }, { finished: { taskId: 't1', attempt: 1 } }, { leaving: {} });
    await waitUntil('all messages have arrived at the master', () => fixture.messages.length === 4);
    const kinds = fixture.messages.map(({ message }) => message.kind);
    assert.deepEqual(kinds, ['register', 'started', 'finished', 'leaving']);
    sendAborts(fixture, slave.id, 250);
    const orders = () => slave.received.flatMap((response) => response.orders?.orders ?? []);
    await waitUntil('all orders have arrived at the slave', () => orders().length === 250);
    assert.deepEqual(
      orders().map(({ abort }) => abort?.attempt),
      Array.from({ length: 250 }, (_, i) => i + 1),
    );
  });

  test('delivers several reports of one message in order', async (context) => {
    const fixture = await startServer(context);
    const slave = await openRegistered(fixture, 'slave1');
    const attempt = { taskId: 't1', attempt: 1 };
    slave.send({
      reports: { reports: [{ finished: attempt }, { started: { ...attempt, attempt: 2 } }, { leaving: {} }] },
    });
    await waitUntil('all messages have arrived at the master', () => fixture.messages.length === 4);
    const kinds = fixture.messages.map(({ message }) => message.kind);
    assert.deepEqual(kinds, ['register', 'finished', 'started', 'leaving']);
  });

  test('carries no more orders in a message than the protocol allows', async (context) => {
    const fixture = await startServer(context);
    const slave = await openRegistered(fixture, 'slave1');
    const { sessions } = fixture.server;
    for (let attempt = 1; attempt <= 2 * MAX_BATCH + 1; attempt += 1)
      sessions.send(slave.id, { kind: 'abort', taskId: 't1', attempt });
    sessions.flush();
    await waitUntil('all messages have arrived at the slave', () => slave.received.length === 3);
    const sizes = slave.received.map(({ orders }) => orders?.orders.length);
    assert.deepEqual(sizes, [MAX_BATCH, MAX_BATCH, 1]);
  });

  for (const protocolVersion of [1, 2])
    test(`carries a message for each order to a slave of version ${protocolVersion}`, async (context) => {
      const fixture = await startServer(context);
      const register = {
        protocolVersion,
        ...(protocolVersion === 1 ? { instance: 'a', secret: Buffer.alloc(0) } : {}),
      };
      const slave = await openRegistered(fixture, 'slave1', { register });
      sendAborts(fixture, slave.id, 20);
      await waitUntil('all messages have arrived at the slave', () => slave.received.length === 21);
      assert.deepEqual(
        slave.received.slice(1).map(({ abort }) => abort?.attempt),
        Array.from({ length: 20 }, (_, i) => i + 1),
      );
    });

  test('is reported as closed exactly once when the slave ends, cancels or loses it', async (context) => {
    const fixture = await startServer(context);
    const [ends, cancels, loses] = [
      await openRegistered(fixture, 'ends'),
      await openRegistered(fixture, 'cancels'),
      await openRegistered(fixture, 'loses'),
    ];
    ends.call.end();
    cancels.call.cancel();
    loses.close();
    await waitUntil('all sessions are closed', () => fixture.closed.size === 3);
    assert.equal(fixture.closed.get(ends.id), 'stream closed by the slave');
    assert.equal(await ends.ended, 'OK: OK');
  });

  test('that the master ends delivers all earlier messages and the status to the slave, but is not reported to the listener', async (context) => {
    const fixture = await startServer(context);
    const slave = await openRegistered(fixture, 'slave1');
    const { sessions } = fixture.server;
    const refusal = { kind: 'refuse', reason: 'name taken', detail: 'd', leader: '' } as const;
    sessions.send(slave.id, refusal);
    sessions.end(slave.id, 'already exists', 'slave1 is already connected');
    assert.equal(await slave.ended, 'ALREADY_EXISTS: slave1 is already connected');
    assert.equal(slave.received[0]?.refuse?.reason, 'REFUSE_REASON_NAME_TAKEN');
    slave.send({ leaving: {} });
    sessions.send(slave.id, refusal);
    sessions.flush();
    sessions.end(slave.id, 'unavailable', 'again');
    const other = await openRegistered(fixture, 'slave2');
    assert.equal(fixture.closed.size, 0);
    assert.ok(other.id > slave.id);
  });
});

describe('a session of the scheduler service ends without affecting other sessions', () => {
  const longHost = 'x'.repeat(10_000);
  const held = Array.from({ length: 1_000 }, () => ({ taskId: 't', attempt: 1, state: 'HELD_STATE_RUNNING' as const }));
  const reference = { taskId: 't1', attempt: 1 };

  const violations: readonly (readonly [fault: string, request: SessionRequest, status: RegExp])[] = [
    ['has an empty name', registerRequest(''), /^INVALID_ARGUMENT: host must be 1 to 63/],
    ['has a name of 10 kB', registerRequest(longHost), /^INVALID_ARGUMENT: host must be 1 to 63/],
    ['has a line break in its name', registerRequest('a\nb'), /^INVALID_ARGUMENT: host must be 1 to 63/],
    ['has an escape in its name', registerRequest('a\u001b[2J'), /^INVALID_ARGUMENT: host must be 1 to 63/],
    ['has no instance', registerRequest('a', { instance: '' }), /^INVALID_ARGUMENT: instance must be/],
    [
      'does not send its secret',
      registerRequest('a', { secret: Buffer.alloc(0) }),
      /^INVALID_ARGUMENT: secret must have 32 bytes, not 0/,
    ],
    [
      'sends the secret of another instance',
      registerRequest('a', { secret: Buffer.alloc(32, 'b') }),
      /^UNAUTHENTICATED: the secret does not belong to the instance \w{64} of a; /,
    ],
    [
      'claims an instance of version 2 in version 1',
      registerRequest('a', { protocolVersion: 1 }),
      /^INVALID_ARGUMENT: .* protocol version 1 lacks/,
    ],
    ['has a line break in its instance', registerRequest('a', { instance: 'a\nb' }), /^INVALID_ARGUMENT: instance/],
    ['holds a thousand attempts', registerRequest('a', { held }), new RegExp(`held must have at most ${MAX_HELD}`)],
    [
      'holds an attempt without a state',
      registerRequest('a', { held: [reference] }),
      /held.state is missing or unknown/,
    ],
    ['sends an empty request', {}, /^INVALID_ARGUMENT: the request has no message/],
    ['names no task', { finished: { taskId: '', attempt: 1 } }, /^INVALID_ARGUMENT: task_id must have 1 to 512/],
    ['names a task of 10 kB', { finished: { taskId: longHost, attempt: 1 } }, /task_id must have 1 to 512/],
    ['names attempt 0', { finished: { taskId: 't', attempt: 0 } }, /^INVALID_ARGUMENT: attempt must be at least 1/],
    [
      'reports attempt 0 after a valid report',
      { reports: { reports: [{ leaving: {} }, { finished: { taskId: 't', attempt: 0 } }] } },
      /^INVALID_ARGUMENT: attempt must be at least 1/,
    ],
    [
      'reports more than fits into a message',
      { reports: { reports: Array.from({ length: MAX_BATCH + 1 }, () => ({ leaving: {} })) } },
      /^INVALID_ARGUMENT: reports must have 1 to 24 entries, not 25/,
    ],
    ['declines without a reason', { declined: reference }, /^INVALID_ARGUMENT: declined.reason is missing or unknown/],
    ['sends a megabyte', registerRequest('x'.repeat(1_000_000)), /^RESOURCE_EXHAUSTED: .*larger than max/],
  ];
  for (const [fault, request, status] of violations)
    test(`when its slave ${fault}`, async (context) => {
      const fixture = await startServer(context);
      const honest = await openRegistered(fixture, 'honest');
      const faulty = fixture.open();
      faulty.send(request);
      assert.match(await faulty.ended, status);
      await waitUntil('the session is closed', () => fixture.closed.size === 1);
      honest.send({ leaving: {} });
      await waitUntil('a message of the honest slave arrives', () => fixture.messages.length === 2);
      assert.equal(fixture.closed.has(honest.id), false);
    });

  test('when its slave does not register in time', async (context) => {
    // Long enough for the honest slave to register, however busy the machine is.
    const fixture = await startServer(context, 2_000);
    const silent = fixture.open();
    const honest = await openRegistered(fixture, 'honest');
    assert.match(await silent.ended, /^DEADLINE_EXCEEDED: no Register message arrived in time/);
    honest.send({ leaving: {} });
    await waitUntil('a message of the honest slave arrives', () => fixture.messages.length === 2);
    assert.deepEqual([...fixture.closed.keys()], [honest.id - 1]);
  });

  test('when its slave sends other messages, but does not register in time', async (context) => {
    const fixture = await startServer(context, 2_000);
    const evasive = fixture.open();
    evasive.send({ leaving: {} }, { started: reference });
    assert.match(await evasive.ended, /^DEADLINE_EXCEEDED: no Register message arrived in time/);
  });

  test('when four others on the same connection have not registered either', async (context) => {
    const fixture = await startServer(context, 60_000);
    const honest = await openRegistered(fixture, 'honest');
    const client = new SchedulerServiceClient(...clientArguments(fixture.server.port));
    context.after(() => client.close());
    const statuses = Array.from({ length: 5 }, () => statusOf(client.session()));
    assert.match(await Promise.race(statuses), /^RESOURCE_EXHAUSTED: too many sessions have not registered/);
    assert.equal(fixture.closed.has(honest.id), false);
  });

  test('when its slave does not read what it is sent', async (context) => {
    const fixture = await startServer(context);
    const stalled = await openRegistered(fixture, 'stalled', { reads: false });
    const honest = await openRegistered(fixture, 'honest');
    const { sessions } = fixture.server;
    const taskname = 'x'.repeat(200);
    let sent = 0;
    for (; !fixture.closed.has(stalled.id) && sent < 100_000; sent += 1) {
      sessions.send(stalled.id, {
        kind: 'assign',
        taskId: 't1',
        taskname,
        attempt: 1,
        work: { kind: 'sleep', sleepSeconds: 1 },
      });
      sessions.flush();
      if (sent % 100 === 0) await new Promise(setImmediate);
    }
    assert.equal(fixture.closed.get(stalled.id), 'slave reads too slowly');
    sessions.send(stalled.id, { kind: 'welcome', epoch: 1 });
    sessions.send(honest.id, { kind: 'welcome', epoch: 1 });
    sessions.flush();
    await waitUntil('the honest slave receives a message', () => honest.received.length === 1);
    stalled.call.resume();
    await stalled.ended;
  });
});

describe('the gRPC server of a master', () => {
  const listener = { message: () => undefined, closed: () => undefined };

  test('rejects with the cause and the option to change when the port is in use', async (context) => {
    const port = await occupyPort(context);
    await assert.rejects(startGrpcServer(`127.0.0.1:${port}`, listener), {
      message: `cannot listen on 127.0.0.1:${port}: port ${port} is in use, perhaps by another master; stop that, or choose another port with --listen`,
    });
  });

  for (const [what, address, message] of [
    [
      'is not one of the machine',
      '192.0.2.1:0',
      /^cannot listen on 192\.0\.2\.1:0: 192\.0\.2\.1 is not an address of this/,
    ],
    [
      'has an unknown host name',
      'none.invalid:0',
      /^cannot listen on none\.invalid:0: the host name none\.invalid cannot be/,
    ],
  ] as const)
    test(`rejects with the cause and the option to change when the address ${what}`, async () => {
      await assert.rejects(startGrpcServer(address, listener), (error: Error) => {
        assert.match(error.message, message);
        assert.match(error.message, /--listen[^\n]*$/);
        return true;
      });
    });

  test('closes although sessions stay open', { timeout: 120_000 }, async (context) => {
    const fixture = await startServer(context);
    const [slave, silent] = [await openRegistered(fixture, 'slave1'), fixture.open()];
    await fixture.server.close();
    for (const session of [slave, silent]) assert.match(await session.ended, /^(CANCELLED|UNAVAILABLE|INTERNAL)/);
  });
});
