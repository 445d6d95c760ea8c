import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { describe, test } from 'node:test';
import type { MasterMessage, SlaveMessage } from '@steadfast/protocol';
import { createLogger, transports } from 'winston';
import type { StoreRequest } from '../src/core/store-requests.ts';
import { createDriver, type Driver } from '../src/driver.ts';
import { createFailpoint } from '../src/failpoint.ts';
import { createMemoryData, insertTasks, createMemoryStore, type MemoryData } from '../src/store/memory-store.ts';
import { StoreError, type Store } from '../src/store/store.ts';
import { CONFIG, newDocument } from './core/transcript.ts';
import { until } from './raw-client.ts';

interface Subject {
  readonly driver: Driver;
  readonly data: MemoryData;
  /** What the sessions were told, `SESSION KIND`. */
  readonly told: string[];
  /** The events of the log. */
  readonly logged: string[];
  /** The requests that reached the store. */
  readonly asked: StoreRequest['kind'][];
  /** Says something over a session. */
  readonly hear: (session: number, message: SlaveMessage) => void;
  /** Resolves when the driver has ended. */
  readonly ended: Promise<void>;
}

function registerMessage(host: string): SlaveMessage {
  return {
    kind: 'register',
    host,
    instance: 'a',
    protocolVersion: 1,
    otherMasters: false,
    held: [],
  };
}

function captureLog(events: string[]) {
  const stream = new Writable({
    write: (line: Buffer, _encoding, done) => {
      events.push((JSON.parse(line.toString()) as { event: string }).event);
      done();
    },
  });
  return createLogger({ transports: [new transports.Stream({ stream })] });
}

/** Runs a driver on a store in memory that misbehaves as `meddle` says. */
function run(meddle: (store: Store) => Partial<Store> = () => ({})): Subject {
  const data = createMemoryData();
  const told: string[] = [];
  const logged: string[] = [];
  const asked: StoreRequest['kind'][] = [];
  const sound = createMemoryStore(data);
  const meddled = { ...sound, ...meddle(sound) };
  const store: Store = {
    ...meddled,
    execute: (request) => {
      asked.push(request.kind);
      return meddled.execute(request);
    },
  };
  const driver = createDriver({
    config: CONFIG,
    store,
    logger: captureLog(logged),
    failpoint: createFailpoint(undefined),
  });
  const ended = driver.run({
    send: (session, message: MasterMessage) => told.push(`${session} ${message.kind}`),
    end: (session, code) => told.push(`${session} ended: ${code}`),
  });
  const hear = (session: number, message: SlaveMessage): void =>
    driver.deliver({ kind: 'session.message', session, message });
  return { driver, data, told, logged, asked, hear, ended };
}

function untilTold({ told }: Subject, what: string): Promise<void> {
  return until(`the session is told ${what}`, () => told.includes(what));
}

async function stop({ driver, ended }: Subject): Promise<void> {
  driver.deliver({ kind: 'stop', reason: 'the test is over' });
  await ended;
}

function lastFact({ data }: Subject) {
  return [...data.ledger.values()].at(-1)?.facts.at(-1);
}

describe('the driver', () => {
  test('runs a task to its end, and stops in order', async () => {
    const subject = run();
    insertTasks(subject.data, newDocument('t1'));
    subject.hear(1, registerMessage('slave1'));
    await untilTold(subject, '1 assign');
    subject.hear(1, { kind: 'started', taskId: 't1', attempt: 1 });
    subject.hear(1, { kind: 'finished', taskId: 't1', attempt: 1 });
    await untilTold(subject, '1 acknowledge');
    await stop(subject);
    assert.deepEqual(subject.told, ['1 welcome', '1 assign', '1 acknowledge', '1 ended: unavailable']);
    assert.equal(subject.data.tasks.get('t1')?.state, 'success');
    assert.equal(lastFact(subject)?.kind, 'epoch.ended');
  });

  test('acknowledges nothing while the database is away, and everything afterwards', async () => {
    let away = false;
    const subject = run((store) => ({
      execute: (request) =>
        away ? Promise.reject(new StoreError('the database is away', true)) : store.execute(request),
    }));
    insertTasks(subject.data, newDocument('t1'), newDocument('t2'));
    for (const session of [1, 2]) subject.hear(session, registerMessage(`slave${session}`));
    await untilTold(subject, '2 assign');
    away = true;
    subject.hear(1, { kind: 'finished', taskId: 't1', attempt: 1 });
    subject.hear(2, { kind: 'finished', taskId: 't2', attempt: 1 });
    subject.hear(3, registerMessage('slave3'));
    const before = subject.asked.length;
    await until('it has tried again a few times', () => subject.asked.length > before + 5);
    assert.doesNotMatch(subject.told.join(), /acknowledge|3 /);
    away = false;
    await Promise.all(['1 acknowledge', '2 acknowledge', '3 welcome'].map((what) => untilTold(subject, what)));
    await stop(subject);
    assert.equal(subject.logged.filter((event) => event === 'store.unavailable').length, 1);
    assert.equal(subject.logged.filter((event) => event === 'store.available').length, 1);
  });

  test('waits for a database that is away at the start, and then lets those in who waited', async () => {
    let away = true;
    const subject = run(() => ({
      prepare: () => (away ? Promise.reject(new StoreError('the database is away', true)) : Promise.resolve()),
    }));
    subject.hear(1, registerMessage('slave1'));
    await until('it is said', () => subject.logged.includes('store.unavailable'));
    assert.deepEqual(subject.asked, []);
    away = false;
    await untilTold(subject, '1 welcome');
    await stop(subject);
  });

  test('stops while the database is away from the start', async () => {
    const subject = run(() => ({ prepare: () => Promise.reject(new StoreError('the database is away', true)) }));
    subject.hear(1, registerMessage('slave1'));
    await until('it is said', () => subject.logged.includes('store.unavailable'));
    await stop(subject);
    assert.deepEqual(subject.told, ['1 ended: unavailable']);
    assert.equal(subject.data.ledger.size, 0);
  });

  test('asks for nothing any more that a reign wanted which is over', async () => {
    let appends = 0;
    const subject = run((store) => ({
      execute: (request) => {
        if (request.kind !== 'append' || request.entry.number === 1) return store.execute(request);
        appends += 1;
        return Promise.reject(new StoreError('the reply was lost', true));
      },
    }));
    await until('it leads', () => subject.logged.includes('epoch.ready'));
    subject.hear(1, registerMessage('slave1'));
    await until('it tries to append', () => appends > 1);
    subject.data.control = { epoch: 9, name: 'm', instance: 'm', address: '', heartbeat: 1, projectedThrough: 0 };
    await until('it is deposed', () => subject.logged.includes('epoch.deposed'));
    const tries = appends;
    subject.data.control = { ...subject.data.control, heartbeat: 2 };
    await until('it looks again', () => subject.asked.filter((kind) => kind === 'observe').length > 5);
    assert.ok(appends <= tries + 1, 'one may have been under way');
    assert.deepEqual(subject.told, ['1 ended: unavailable']);
    await stop(subject);
  });
});

describe('the driver ends', () => {
  test('when an invariant is broken: it says so, tells nobody anything more, and asks for nothing more', async () => {
    const subject = run((store) => ({
      execute: async (request) => {
        const response = await store.execute(request);
        const wrong = response.kind === 'appended' && response.entry.number === 2;
        return wrong ? { ...response, entry: { ...response.entry, number: 7 } } : response;
      },
    }));
    subject.hear(1, registerMessage('slave1'));
    await assert.rejects(subject.ended, /entry 7 was appended, but was not in flight/);
    const [told, asked] = [subject.told.length, subject.asked.length];
    subject.hear(2, registerMessage('slave2'));
    await new Promise((resolve) => void setTimeout(resolve, 300));
    assert.equal(told, 0);
    assert.deepEqual([subject.told.length, subject.asked.length], [told, asked]);
    assert.equal(subject.logged.at(-1), 'invariant.broken');
  });

  test('when it is abandoned, whatever it waits for: it asks for nothing more, and says nothing', async () => {
    const never = new Promise<never>(() => undefined);
    const endless = [
      run(() => ({ prepare: () => never })),
      run((store) => ({
        execute: (request) => (request.kind === 'append' && request.entry.number > 1 ? never : store.execute(request)),
      })),
    ];
    await until('one of them leads', () => endless[1]?.logged.includes('epoch.ready') ?? false);
    for (const { driver, ended, asked, logged } of endless) {
      driver.deliver({ kind: 'stop', reason: 'the test is over' });
      driver.abort(new Error('it took too long'));
      await assert.rejects(ended, /it took too long/);
      const before = [asked.length, logged.length];
      await new Promise((resolve) => void setTimeout(resolve, 300));
      assert.deepEqual([asked.length, logged.length], before);
    }
  });

  test('when a person must mend the database', async () => {
    const denied = new StoreError('not authorized', false);
    await assert.rejects(run(() => ({ prepare: () => Promise.reject(denied) })).ended, denied);
    await assert.rejects(run(() => ({ execute: () => Promise.reject(denied) })).ended, denied);
  });
});
