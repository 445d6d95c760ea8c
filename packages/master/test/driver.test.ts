import assert from 'node:assert/strict';
import { PLAIN_ABILITIES } from '@steadfast/protocol/messages';
import { describe, test } from 'node:test';
import type { MasterMessage, RegisterMessage, SlaveMessage } from '@steadfast/protocol';
import { systemTimers, type TurnLogger } from '@steadfast/runtime';
import { waitUntil } from '@steadfast/runtime/testing';
import { createMaster } from '../src/core/step.ts';
import type { StoreRequest } from '../src/core/store-requests.ts';
import { createDriver, type Driver } from '../src/driver.ts';
import { createFailpoint } from '../src/failpoint.ts';
import { createMemoryData, insertTasks, type MemoryData } from '../src/store/memory-data.ts';
import { createMemoryStore } from '../src/store/memory-store.ts';
import { portOf } from '../src/store/store-port.ts';
import { StoreError, type Store } from '../src/store/store.ts';
import { CONFIG, newDocument } from './core/scripted-master.ts';

/** A running driver on a store in memory. */
interface DriverFixture {
  readonly driver: Driver;
  readonly data: MemoryData;
  /** What was sent over the sessions: `SESSION KIND`, or `SESSION ended: CODE`. */
  readonly sent: string[];
  /** The events that were logged. */
  readonly loggedEvents: string[];
  /** The requests that reached the store. */
  readonly requests: StoreRequest['kind'][];
  /** Delivers a message of a slave. */
  readonly receive: (session: number, message: SlaveMessage) => void;
  /** Settles when the driver has ended. */
  readonly ended: Promise<void>;
}

function registerMessage(host: string): RegisterMessage {
  return {
    kind: 'register',
    host,
    instance: 'a',
    protocolVersion: 1,
    otherMasters: false,
    held: [],
    ...PLAIN_ABILITIES,
  };
}

function captureLog(events: string[]): TurnLogger {
  return { log: ({ event }) => events.push(event), isLevelEnabled: () => true, together: (body) => body() };
}

/** Starts a driver on a store in memory, of which `override` replaces methods. */
function startDriver(override: (store: Store) => Partial<Store> = () => ({}), stopTimeoutMs = 60_000): DriverFixture {
  const data = createMemoryData();
  const sent: string[] = [];
  const loggedEvents: string[] = [];
  const requests: StoreRequest['kind'][] = [];
  const memoryStore = createMemoryStore(data);
  const overridden = { ...memoryStore, ...override(memoryStore) };
  const store: Store = {
    ...overridden,
    execute: (request) => {
      requests.push(request.kind);
      return overridden.execute(request);
    },
  };
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  const driver = createDriver({
    state: createMaster(CONFIG, systemTimers.monotonicMs()),
    store: portOf(store),
    timers: systemTimers,
    logger: captureLog(loggedEvents),
    failpoint: createFailpoint(undefined),
    stopTimeoutMs,
    onEnded: (outcome) => (outcome.ok ? resolve() : reject(outcome.error)),
  });
  driver.run({
    send: (session, message: MasterMessage) => sent.push(`${session} ${message.kind}`),
    flush: () => undefined,
    end: (session, code) => sent.push(`${session} ended: ${code}`),
  });
  const receive = (session: number, message: SlaveMessage): void =>
    driver.deliver({ kind: 'session.message', session, message });
  return { driver, data, sent, loggedEvents, requests, receive, ended };
}

function waitForSent({ sent }: DriverFixture, what: string): Promise<boolean> {
  return waitUntil(`${what} is sent`, () => sent.includes(what));
}

async function stop({ driver, ended }: DriverFixture): Promise<void> {
  driver.stop('the test has ended');
  await ended;
}

/** Waits until another driver has observed and written heartbeats, as one that has not ended would have, too. */
async function passHeartbeat(): Promise<void> {
  const other = startDriver();
  const heartbeats = (): number => other.requests.filter((kind) => kind === 'write.control').length;
  await waitUntil('another driver has written three heartbeats', () => heartbeats() >= 3);
  await stop(other);
}

function lastFact({ data }: DriverFixture) {
  return [...data.ledger.values()].at(-1)?.facts.at(-1);
}

describe('the driver of a master', () => {
  test('runs a task to completion and stops in an orderly way', async () => {
    const fixture = startDriver();
    insertTasks(fixture.data, newDocument('t1'));
    fixture.receive(1, registerMessage('slave1'));
    await waitForSent(fixture, '1 assign');
    fixture.receive(1, { kind: 'started', taskId: 't1', attempt: 1 });
    fixture.receive(1, { kind: 'finished', taskId: 't1', attempt: 1 });
    await waitForSent(fixture, '1 acknowledge');
    await stop(fixture);
    assert.deepEqual(fixture.sent, ['1 welcome', '1 assign', '1 acknowledge', '1 ended: unavailable']);
    assert.equal(fixture.data.tasks.get('t1')?.state, 'success');
    assert.equal(lastFact(fixture)?.kind, 'epoch.ended');
  });

  test('acknowledges reports only after the database is available again', async () => {
    let unavailable = false;
    const fixture = startDriver((store) => ({
      execute: (request) =>
        unavailable ? Promise.reject(new StoreError('connection refused', true)) : store.execute(request),
    }));
    insertTasks(fixture.data, newDocument('t1'), newDocument('t2'));
    for (const session of [1, 2]) fixture.receive(session, registerMessage(`slave${session}`));
    await waitForSent(fixture, '2 assign');
    unavailable = true;
    fixture.receive(1, { kind: 'finished', taskId: 't1', attempt: 1 });
    fixture.receive(2, { kind: 'finished', taskId: 't2', attempt: 1 });
    fixture.receive(3, registerMessage('slave3'));
    const before = fixture.requests.length;
    await waitUntil('the store request is retried several times', () => fixture.requests.length > before + 5);
    assert.doesNotMatch(fixture.sent.join(), /acknowledge|3 /);
    unavailable = false;
    await Promise.all(['1 acknowledge', '2 acknowledge', '3 welcome'].map((what) => waitForSent(fixture, what)));
    await stop(fixture);
    assert.equal(fixture.loggedEvents.filter((event) => event === 'store.unavailable').length, 1);
    assert.equal(fixture.loggedEvents.filter((event) => event === 'store.available').length, 1);
  });

  test('welcomes waiting slaves once a database that was unavailable at the start is available', async () => {
    let unavailable = true;
    const fixture = startDriver(() => ({
      prepare: () => (unavailable ? Promise.reject(new StoreError('connection refused', true)) : Promise.resolve()),
    }));
    fixture.receive(1, registerMessage('slave1'));
    await waitUntil('the outage is logged', () => fixture.loggedEvents.includes('store.unavailable'));
    assert.deepEqual(fixture.requests, []);
    unavailable = false;
    await waitForSent(fixture, '1 welcome');
    await stop(fixture);
  });

  test('releases waiting slaves that know other masters while the database has never been available', async () => {
    const fixture = startDriver(() => ({
      prepare: () => Promise.reject(new StoreError('connection refused', true)),
    }));
    fixture.receive(1, { ...registerMessage('slave1'), otherMasters: true });
    await waitForSent(fixture, '1 ended: unavailable');
    assert.deepEqual(fixture.requests, []);
    await stop(fixture);
  });

  test('stops although the database has never been available', async () => {
    const fixture = startDriver(() => ({
      prepare: () => Promise.reject(new StoreError('connection refused', true)),
    }));
    fixture.receive(1, registerMessage('slave1'));
    await waitUntil('the outage is logged', () => fixture.loggedEvents.includes('store.unavailable'));
    await stop(fixture);
    assert.deepEqual(fixture.sent, ['1 ended: unavailable']);
    assert.equal(fixture.data.ledger.size, 0);
  });

  test('stops although the database has never answered', async () => {
    const fixture = startDriver(() => ({ prepare: () => new Promise(() => undefined) }));
    fixture.receive(1, registerMessage('slave1'));
    await stop(fixture);
    assert.deepEqual(fixture.sent, ['1 ended: unavailable']);
  });

  test('stops retrying the requests of an epoch that has ended', async () => {
    let appends = 0;
    const fixture = startDriver((store) => ({
      execute: (request) => {
        if (request.kind !== 'append' || request.entry.number === 1) return store.execute(request);
        appends += 1;
        return Promise.reject(new StoreError('the reply was lost', true));
      },
    }));
    await waitUntil('the master leads', () => fixture.loggedEvents.includes('epoch.ready'));
    fixture.receive(1, registerMessage('slave1'));
    await waitUntil('the append is retried', () => appends > 1);
    fixture.data.control = { epoch: 9, name: 'm', instance: 'm', address: '', heartbeat: 1, projectedThrough: 0 };
    await waitUntil('the master is deposed', () => fixture.loggedEvents.includes('epoch.deposed'));
    const appendsBefore = appends;
    fixture.data.control = { ...fixture.data.control, heartbeat: 2 };
    await waitUntil(
      'the ledger is observed again',
      () => fixture.requests.filter((kind) => kind === 'observe').length > 5,
    );
    assert.ok(appends <= appendsBefore + 1, 'at most one append was in progress');
    assert.deepEqual(fixture.sent, ['1 ended: unavailable']);
    await stop(fixture);
  });
});

describe('the driver of a master ends', () => {
  test('when an invariant is broken: logs it, then sends no message and makes no request', async () => {
    const fixture = startDriver((store) => ({
      execute: async (request) => {
        const response = await store.execute(request);
        const tampered = response.kind === 'appended' && response.entry.number === 2;
        return tampered ? { ...response, entry: { ...response.entry, number: 7 } } : response;
      },
    }));
    fixture.receive(1, registerMessage('slave1'));
    await assert.rejects(fixture.ended, /entry 7 was appended, but was not in flight/);
    const [sent, requests] = [fixture.sent.length, fixture.requests.length];
    fixture.receive(2, registerMessage('slave2'));
    await passHeartbeat();
    assert.equal(sent, 0);
    assert.deepEqual([fixture.sent.length, fixture.requests.length], [sent, requests]);
    assert.equal(fixture.loggedEvents.at(-1), 'invariant.broken');
  });

  test('when its stop takes too long, whatever it waits for: makes no request and logs nothing', async () => {
    const never = new Promise<never>(() => undefined);
    const { driver, ended, requests, loggedEvents } = startDriver(
      (store) => ({
        execute: (request) => (request.kind === 'append' && request.entry.number > 1 ? never : store.execute(request)),
      }),
      10,
    );
    await waitUntil('it leads', () => loggedEvents.includes('epoch.ready'));
    driver.stop('the test has ended');
    await assert.rejects(ended, /timed out/);
    const before = [requests.length, loggedEvents.length];
    await passHeartbeat();
    assert.deepEqual([requests.length, loggedEvents.length], before);
  });

  test('when the database rejects every request for ten seconds', async () => {
    const denied = new StoreError('not authorized', false);
    const drivers = [
      startDriver(() => ({ prepare: () => Promise.reject(denied) })),
      startDriver(() => ({ execute: () => Promise.reject(denied) })),
    ];
    for (const { ended } of drivers) ended.catch(() => undefined);
    for (const { ended } of drivers) await assert.rejects(ended, denied);
  });
});
