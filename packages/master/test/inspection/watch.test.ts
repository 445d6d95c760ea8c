import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { after, before, describe, test, type TestContext } from 'node:test';
import { status } from '@grpc/grpc-js';
import {
  HealthClient,
  InspectorServiceClient,
  type EventMessage,
  type InspectorClient,
} from '@steadfast/protocol/inspection';
import type { Document } from 'mongodb';
import { waitUntil } from '@steadfast/runtime/testing';
import { createLogger, transports } from 'winston';
import { openInspectionDatabase } from '../../src/inspection/database.ts';
import { createOpenStreams } from '../../src/inspection/open-streams.ts';
import { createWatch } from '../../src/inspection/watch.ts';
import { openSession, registerRequest, statusOf } from '../raw-session.ts';
import { startTestServer, type TestServer } from '../store/mongo-fixture.ts';
import { callUnary, connect, callForError, insertTasks, startSlave, startInspectedMaster } from './inspected-master.ts';

let server: TestServer;
before(async () => void (server = await startTestServer()));
after(() => server.stop());

/** Opens a watch; `received` grows with the descriptions it receives. */
function watch(context: TestContext, inspector: InspectorClient, request: object) {
  const call = inspector.watchEvents(request);
  const received: string[] = [];
  const ended = statusOf(call);
  call.on('data', ({ event, missed }: { readonly event: EventMessage | null; readonly missed?: number }) =>
    received.push(event?.text ?? `missed ${missed}`),
  );
  context.after(() => call.cancel());
  return { call, received, ended };
}

function isNotParked(line: string): boolean {
  return !line.includes('parked: ');
}

function ledgerOf(database: string) {
  return server.client.db(database).collection<Document & { _id: number }>('ledger');
}

function fakeEntry(number: number) {
  return {
    _id: number,
    epoch: 1,
    by: 'nobody',
    at: new Date(),
    facts: Array.from({ length: 100 }, () => ({
      kind: 'slave.joined',
      host: `slave${number}`,
      instance: 'x'.repeat(60),
    })),
  };
}

describe('WatchEvents', () => {
  test('streams facts as they are committed, on the leader and on a standby', async (context) => {
    const database = server.newDatabase();
    const { address, port, inspector } = await startInspectedMaster(context, server.urlOf(database));
    const standby = await startInspectedMaster(context, server.urlOf(database), {
      name: 'master2',
      ready: 'master.listening',
    });
    await insertTasks(server, database, { taskname: 'task1', sleeptime: 0.2, state: 'created' });
    const onLeader = watch(context, inspector, { afterEntry: 0 });
    const onStandby = watch(context, standby.inspector, { afterEntry: 0, kinds: ['task.success', 'slave.joined'] });
    const onOther = watch(context, inspector, { afterEntry: 0, host: 'slave9' });
    const fromNow = watch(context, inspector, { kinds: ['epoch.began', 'slave.joined', 'task.parked'] });
    await waitUntil('the start of the epoch is received', () => onLeader.received.length > 0);
    // A watch without after_entry gives no sign that it has started, except that it receives a new fact.
    const hasStarted = async (): Promise<boolean> => {
      await insertTasks(server, database, { taskname: 'odd', sleeptime: 'long', state: 'created' });
      return fromNow.received.length > 0;
    };
    await waitUntil('the watch without after_entry has started', hasStarted, { pollMs: 100 });
    await startSlave(context, address, 'slave1');
    const success = 'task1 attempt 1 succeeded on slave1';
    await waitUntil('the success is received', () =>
      [onLeader, onStandby].every(({ received }) => received.includes(success)),
    );
    const story = [
      'epoch 1 began: master1 leads',
      'slave1 joined',
      'task1 attempt 1 placed on slave1',
      'task1 attempt 1 running on slave1',
      success,
    ];
    assert.deepEqual(onLeader.received.filter(isNotParked), story);
    assert.deepEqual(onStandby.received, [story[1], success]);
    assert.deepEqual(fromNow.received.filter(isNotParked), [story[1]]);
    const slave9 = openSession(port);
    slave9.send(registerRequest('slave9'));
    await waitUntil('a fact about slave9 is received', () => onOther.received.length > 0);
    assert.deepEqual(onOther.received, ['slave9 joined']);
    slave9.close();
  });

  test('reports how many entries were trimmed and continues with the next one', async (context) => {
    const database = server.newDatabase();
    const { inspector } = await startInspectedMaster(context, server.urlOf(database));
    await ledgerOf(database).deleteMany({});
    await ledgerOf(database).insertOne({ ...fakeEntry(8), facts: [{ kind: 'slave.joined', host: 'slave8' }] });
    const { received } = watch(context, inspector, { afterEntry: 2 });
    await waitUntil('both messages are received', () => received.length >= 2);
    assert.deepEqual(received, ['missed 5', 'slave8 joined']);
  });

  test('waits for a slow reader without delaying other calls', async (context) => {
    const database = server.newDatabase();
    const { inspector, address } = await startInspectedMaster(context, server.urlOf(database));
    const entries = Array.from({ length: 200 }, (_, index) => fakeEntry(1_000 + index));
    await ledgerOf(database).insertMany(entries);
    const slow = watch(context, inspector, { afterEntry: 999 });
    slow.call.pause();
    // In the meantime the buffers of the slow one fill up.
    const fast = watch(context, connect(context, InspectorServiceClient, address), { afterEntry: 999 });
    await waitUntil('another watch has received everything', () => fast.received.length >= 20_000);
    const health = connect(context, HealthClient, address);
    assert.equal((await callUnary(health.check.bind(health), {})).status, 'SERVING');
    assert.ok(slow.received.length < 20_000);
    slow.call.resume();
    await waitUntil('everything is received', () => slow.received.length >= 20_000);
    const expected = entries.flatMap(({ _id }) => Array.from({ length: 100 }, () => `slave${_id} joined`));
    assert.deepEqual(slow.received, expected);
    assert.deepEqual(fast.received, expected);
  });

  test('ends when nothing is read, and then disconnects the reader', async (context) => {
    const database = server.newDatabase();
    await ledgerOf(database).insertMany([fakeEntry(1), fakeEntry(2)]);
    const disconnected: string[] = [];
    const options = { max: 1, what: 'watches', lingerMs: 0, disconnect: (peer: string) => disconnected.push(peer) };
    const inspected = openInspectionDatabase(server.urlOf(database));
    context.after(() => inspected.close());
    const logger = createLogger({ transports: [new transports.Console({ silent: true })] });
    const watchEvents = createWatch({
      database: inspected,
      streams: createOpenStreams(options),
      logger,
      readDeadlineMs: 20,
    });
    const written: unknown[] = [];
    const ends: unknown[] = [];
    const call = Object.assign(new EventEmitter(), {
      request: { kinds: [], host: '', taskId: '', afterEntry: 0 },
      getPeer: () => 'unread',
      write: (message: unknown) => written.push(message) < 3,
    });
    call.on('error', (end) => ends.push(end));
    watchEvents(call as unknown as Parameters<typeof watchEvents>[0]);
    await waitUntil('the reader is disconnected', () => disconnected.length > 0);
    assert.equal(written.length, 3);
    const details = 'nothing was read for 0.02 s; continue after the last entry that was received';
    assert.deepEqual(ends, [{ code: status.DEADLINE_EXCEEDED, details }]);
  });

  test('rejects an unknown kind of fact and names the field', async (context) => {
    const database = server.newDatabase();
    const { inspector } = await startInspectedMaster(context, server.urlOf(database));
    const { ended } = watch(context, inspector, { kinds: ['task.lost'] });
    assert.match(await ended, /^INVALID_ARGUMENT: kinds must each be one of epoch.began, /);
  });

  test('ends the oldest watch of the connection with the most in favour of the 17th', async (context) => {
    const database = server.newDatabase();
    const { address } = await startInspectedMaster(context, server.urlOf(database));
    const open = (client = connect(context, InspectorServiceClient, address)) =>
      watch(context, client, { afterEntry: 0 });
    const watches = Array.from({ length: 14 }, () => open());
    const greedy = connect(context, InspectorServiceClient, address);
    const several = [open(greedy), open(greedy)];
    const all = [...watches, ...several];
    await waitUntil('every watch has received an event', () => all.every(({ received }) => received.length > 0));
    const newest = open();
    const ended = await Promise.race(all.map(async (each) => ({ each, status: await each.ended })));
    assert.ok(several.includes(ended.each));
    assert.match(
      ended.status,
      /^RESOURCE_EXHAUSTED: ended in favour of a newer one: the maximum of open watches is 16/,
    );
    await waitUntil('the newest watch has received an event', () => newest.received.length > 0);
  });

  test('ends with UNAVAILABLE when the master stops', async (context) => {
    const database = server.newDatabase();
    const { inspector, master } = await startInspectedMaster(context, server.urlOf(database));
    const { received, ended } = watch(context, inspector, { afterEntry: 0 });
    await waitUntil('the start of the epoch is received', () => received.length > 0);
    master.kill('SIGTERM');
    assert.equal(await ended, 'UNAVAILABLE: this master is stopping');
    assert.equal(await master.waitForExit(), 0);
  });
});

describe('the health service', () => {
  test('reports every service as serving except the scheduler on a standby, and streams changes', async (context) => {
    const database = server.newDatabase();
    const leader = await startInspectedMaster(context, server.urlOf(database));
    const standby = await startInspectedMaster(context, server.urlOf(database), {
      name: 'master2',
      ready: 'master.listening',
    });
    const service = 'steadfast.v1.SchedulerService';
    const [first, second] = [
      connect(context, HealthClient, leader.address),
      connect(context, HealthClient, standby.address),
    ];
    for (const [health, of, expected] of [
      [first, '', 'SERVING'],
      [first, service, 'SERVING'],
      [second, '', 'SERVING'],
      [second, service, 'NOT_SERVING'],
      [second, 'steadfast.v1.InspectorService', 'SERVING'],
    ] as const)
      assert.equal((await callUnary(health.check.bind(health), { service: of })).status, expected);
    assert.match(await callForError(first.check.bind(first), { service: 'cook' }), /^NOT_FOUND: unknown service cook$/);
    const statuses: string[] = [];
    const call = second.watch({ service });
    context.after(() => call.cancel());
    void statusOf(call);
    call.on('data', (response: { readonly status: string }) => statuses.push(response.status));
    await waitUntil('the current status is received', () => statuses.length === 1);
    leader.master.kill('SIGTERM');
    await waitUntil('the change is received', () => statuses.length === 2);
    assert.deepEqual(statuses, ['NOT_SERVING', 'SERVING']);
  });
});
