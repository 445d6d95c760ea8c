import assert from 'node:assert/strict';
import { after, before, describe, test, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { status, type ClientReadableStream, type StatusObject } from '@grpc/grpc-js';
import {
  HealthClient,
  InspectorServiceClient,
  type EventMessage,
  type InspectorClient,
} from '@steadfast/protocol/inspection';
import type { Document } from 'mongodb';
import { until } from '../raw-client.ts';
import { startTestServer, type TestServer } from '../store/mongo-fixture.ts';
import { answerOf, connect, errorOf, insertTasks, startSlave, startSubject } from './inspected-master.ts';

let server: TestServer;
before(async () => void (server = await startTestServer()));
after(() => server.stop());

/** How a stream ended. */
function endOf(call: ClientReadableStream<unknown>): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  call.on('error', () => undefined);
  call.on('status', ({ code, details }: StatusObject) => resolve(`${status[code]}: ${details}`));
  return promise;
}

/** A watch: what it has told so far, and how it ended. */
function watch(context: TestContext, inspector: InspectorClient, request: object) {
  const call = inspector.watchEvents(request);
  const told: string[] = [];
  const ended = endOf(call);
  call.on('data', ({ event, missed }: { readonly event: EventMessage | null; readonly missed?: number }) =>
    told.push(event?.text ?? `missed ${missed}`),
  );
  context.after(() => call.cancel());
  return { call, told, ended };
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

describe('watching the ledger', () => {
  test('tells the facts as they are committed, on leader and standby alike', async (context) => {
    const database = server.newDatabase();
    const { address, inspector } = await startSubject(context, server.urlOf(database));
    const standby = await startSubject(context, server.urlOf(database), { name: 'master2', ready: 'master.listening' });
    await insertTasks(server, database, { taskname: 'task1', sleeptime: 0.2, state: 'created' });
    const onLeader = watch(context, inspector, { afterEntry: 0 });
    const onStandby = watch(context, standby.inspector, { afterEntry: 0, kinds: ['task.success', 'slave.joined'] });
    const others = watch(context, inspector, { host: 'slave9' });
    const fromNow = watch(context, inspector, { kinds: ['epoch.began', 'slave.joined'] });
    await until('the reign was told', () => onLeader.told.length > 0);
    // Nothing shows when a watch from now has begun.
    await delay(500);
    await startSlave(context, address, 'slave1');
    await until('the success was told', () => onLeader.told.length >= 5 && onStandby.told.length >= 2);
    const story = [
      'epoch 1 began: master1 leads',
      'slave1 joined',
      'task1 attempt 1 placed on slave1',
      'task1 attempt 1 running on slave1',
      'task1 attempt 1 succeeded on slave1',
    ];
    assert.deepEqual(onLeader.told, story);
    assert.deepEqual(onStandby.told, [story[1], story[4]]);
    assert.deepEqual(fromNow.told, [story[1]]);
    assert.deepEqual(others.told, []);
  });

  test('tells how many entries had been trimmed, and goes on with what is there', async (context) => {
    const database = server.newDatabase();
    const { inspector } = await startSubject(context, server.urlOf(database));
    await ledgerOf(database).deleteMany({});
    await ledgerOf(database).insertOne({ ...fakeEntry(8), facts: [{ kind: 'slave.joined', host: 'slave8' }] });
    const { told } = watch(context, inspector, { afterEntry: 2 });
    await until('it was told', () => told.length >= 2);
    assert.deepEqual(told, ['missed 5', 'slave8 joined']);
  });

  test('waits for a reader that is slow, and holds nobody else up', async (context) => {
    const database = server.newDatabase();
    const { inspector, address } = await startSubject(context, server.urlOf(database));
    const entries = Array.from({ length: 200 }, (_, index) => fakeEntry(1_000 + index));
    await ledgerOf(database).insertMany(entries);
    const slow = watch(context, inspector, { afterEntry: 999 });
    slow.call.pause();
    await delay(1_000);
    const health = connect(context, HealthClient, address);
    assert.equal((await answerOf(health.check.bind(health), {})).status, 'SERVING');
    slow.call.resume();
    await until('it has read everything', () => slow.told.length >= 20_000);
    const expected = entries.flatMap(({ _id }) => Array.from({ length: 100 }, () => `slave${_id} joined`));
    assert.deepEqual(slow.told, expected);
  });

  test('of a kind that there is none of names the field', async (context) => {
    const database = server.newDatabase();
    const { inspector } = await startSubject(context, server.urlOf(database));
    const { ended } = watch(context, inspector, { kinds: ['task.lost'] });
    assert.match(await ended, /^INVALID_ARGUMENT: kinds must be of epoch.began, /);
  });

  test('is refused when too many do, until one of them leaves', async (context) => {
    const database = server.newDatabase();
    const { address } = await startSubject(context, server.urlOf(database));
    const open = () => watch(context, connect(context, InspectorServiceClient, address), { afterEntry: 0 });
    const watches = Array.from({ length: 16 }, open);
    await until('all are told something', () => watches.every(({ told }) => told.length > 0));
    assert.match(await open().ended, /^RESOURCE_EXHAUSTED: 16 watches are open already/);
    watches[0]?.call.cancel();
    await until('there is room again', async () => {
      const late = open();
      const first = await Promise.race([late.ended, new Promise((resolve) => late.call.once('data', resolve))]);
      return typeof first !== 'string';
    });
  });

  test('ends with the master', async (context) => {
    const database = server.newDatabase();
    const { inspector, master } = await startSubject(context, server.urlOf(database));
    const { told, ended } = watch(context, inspector, { afterEntry: 0 });
    await until('the reign was told', () => told.length > 0);
    master.kill('SIGTERM');
    assert.equal(await ended, 'UNAVAILABLE: this master is stopping');
    assert.equal(await master.exit(), 0);
  });
});

describe('the health of a master', () => {
  test('is serving; that of the scheduler only where it leads, and whoever watches hears of a change', async (context) => {
    const database = server.newDatabase();
    const leader = await startSubject(context, server.urlOf(database));
    const standby = await startSubject(context, server.urlOf(database), { name: 'master2', ready: 'master.listening' });
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
      assert.equal((await answerOf(health.check.bind(health), { service: of })).status, expected);
    assert.match(await errorOf(first.check.bind(first), { service: 'cook' }), /^NOT_FOUND: there is no service cook$/);
    const heard: string[] = [];
    const call = second.watch({ service });
    context.after(() => call.cancel());
    void endOf(call);
    call.on('data', (response: { readonly status: string }) => heard.push(response.status));
    await until('it is told', () => heard.length === 1);
    leader.master.kill('SIGTERM');
    await until('the standby leads', () => heard.length === 2);
    assert.deepEqual(heard, ['NOT_SERVING', 'SERVING']);
  });
});
