import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { after, before, describe, test, type TestContext } from 'node:test';
import { waitUntil } from '@steadfast/runtime/testing';
import { monotonicMs } from '@steadfast/runtime';
import type { WatchRequest__Output, WatchResponse } from '@steadfast/protocol/tasks';
import type { Document } from 'mongodb';
import { createLogger, transports } from 'winston';
import { createOpenStreams } from '../../src/inspection/open-streams.ts';
import { openTaskDatabase } from '../../src/tasks/database.ts';
import { createLedgerTail } from '../../src/tasks/ledger-tail.ts';
import { createTaskWatch } from '../../src/tasks/watch.ts';
import { callForError, callUnary, startInspectedMaster, startSlave } from '../inspection/inspected-master.ts';
import { startTestServer, type TestServer } from '../store/mongo-fixture.ts';
import { connectTasks, openWatch, submit } from './task-client.ts';

let server: TestServer;
before(async () => void (server = await startTestServer()));
after(() => server.stop());

async function startPair(context: TestContext) {
  const database = server.newDatabase();
  const leader = await startInspectedMaster(context, server.urlOf(database));
  const ready = { name: 'master2', ready: 'master.listening' };
  const standby = await startInspectedMaster(context, server.urlOf(database), ready);
  return {
    database,
    leader,
    onLeader: connectTasks(context, leader.address),
    onStandby: connectTasks(context, standby.address),
  };
}

const STORY = ['task.placed task1#1', 'task.running task1#1', 'task.success task1#1'];

describe('Watch', () => {
  test('streams the state of a task, and each of its changes once, on the leader and on a standby', async (context) => {
    const { leader, onLeader, onStandby } = await startPair(context);
    const { tasks } = await submit(onLeader, { taskname: 'task1', sleepSeconds: 0.3 });
    const request = { taskIds: [tasks[0]?.taskId ?? '', '"nobody"'] };
    const early = [onLeader, onStandby].map((client) => openWatch(context, client, request));
    await waitUntil('the tasks are watched', () => early.every(({ received }) => received.length === 2));
    await startSlave(context, leader.address, 'slave1');
    await waitUntil('the success is received', () => early.every(({ received }) => received.includes(STORY[2] ?? '')));
    for (const { received } of early) assert.deepEqual(received, ['task1 is created', 'not found: "nobody"', ...STORY]);
    const late = openWatch(context, onStandby, request);
    await waitUntil('the late watch has its responses', () => late.received.length >= 2);
    // Its document may not show the success yet; then that follows as a change.
    await waitUntil('the late watch knows the success', () =>
      late.received.some((line) => line === 'task1 is success' || line === STORY[2]),
    );
  });

  test('adds tasks to an open stream, and forgets others', async (context) => {
    const { leader, onLeader } = await startPair(context);
    const { tasks } = await submit(
      onLeader,
      ...['a', 'b', 'c'].map((key) => ({ key, taskname: key, sleepSeconds: 0 })),
    );
    const [a = '', b = '', c = ''] = tasks.map(({ taskId }) => taskId);
    const { call, received } = openWatch(context, onLeader, { taskIds: [a, b] });
    call.write({ taskIds: [c], forgetTaskIds: [a] });
    await waitUntil('all are named', () => received.length === 3);
    await startSlave(context, leader.address, 'slave1');
    await waitUntil('both successes are received', () =>
      ['b', 'c'].every((name) => received.includes(`task.success ${name}#1`)),
    );
    assert.ok(!received.some((line) => line.endsWith(' a#1')), received.join('\n'));
  });

  test('streams all changes that match a filter, and continues after an entry on another master', async (context) => {
    const { leader, onLeader, onStandby } = await startPair(context);
    const filter = { kinds: ['task.success'], tasknamePrefix: 'x' };
    const first = openWatch(context, onStandby, { filter, afterEntry: 0 });
    await startSlave(context, leader.address, 'slave1');
    await submit(onLeader, { taskname: 'x1', sleepSeconds: 0 }, { taskname: 'y', sleepSeconds: 0 });
    await waitUntil('the success is received', () => first.received.includes('task.success x1#1'));
    await submit(onLeader, { taskname: 'x2', sleepSeconds: 0 });
    await waitUntil('the next success is received', () => first.received.includes('task.success x2#1'));
    const [one, two] = first.responses.filter(({ message }) => message === 'change');
    assert.ok((one?.entry ?? 0) > 0 && (two?.entry ?? 0) > (one?.entry ?? 0));
    const next = openWatch(context, onLeader, { filter, afterEntry: one?.entry ?? 0 });
    await waitUntil('the stream continues', () => next.received.length > 0);
    assert.deepEqual(next.received[0], 'task.success x2#1');
  });

  test('ends a stream with a request that is not valid', async (context) => {
    const { onLeader } = await startPair(context);
    const ended = (request: object): Promise<string> => openWatch(context, onLeader, request).ended;
    assert.match(await ended({ taskIds: ['?'] }), /^INVALID_ARGUMENT: task_ids must be the 24 hexadecimal digits/);
    assert.match(await ended({ filter: { kinds: ['slave.lost'] } }), /^INVALID_ARGUMENT: filter.kinds must each be/);
    assert.match(await ended({ afterEntry: 1 }), /^INVALID_ARGUMENT: after_entry must only be in the first request/);
  });
});

/** Opens a watch in this process, without a master, and a database for it. */
function openLocalWatch(context: TestContext) {
  const name = server.newDatabase();
  const database = openTaskDatabase(server.urlOf(name));
  context.after(() => database.close());
  const streams = createOpenStreams({ max: 1, what: 'watches', disconnect: () => undefined });
  const logger = createLogger({ transports: [new transports.Console({ silent: true })] });
  const tail = createLedgerTail(database, monotonicMs);
  const watch = createTaskWatch({ database, tail, streams, logger, positionMs: 50 });
  const written: WatchResponse[] = [];
  const call = Object.assign(new EventEmitter(), {
    getPeer: () => 'peer',
    write: (message: WatchResponse) => written.push(message) > 0,
  });
  context.after(() => call.emit('cancelled'));
  const open = (): void => watch(call as unknown as Parameters<typeof watch>[0]);
  const request = (fields: Partial<WatchRequest__Output>): boolean =>
    call.emit('data', { taskIds: [], forgetTaskIds: [], filter: null, ...fields });
  return { collections: server.client.db(name), written, tail, open, request };
}

const PLACEMENT = { task: 'a', taskname: 'task1', attempt: 1, host: 'slave1', instance: 'i' };

function entry(number: number, ...facts: readonly Document[]) {
  return { _id: number, epoch: 1, by: 'm', at: new Date(number), facts: [...facts] };
}

describe('a watch', () => {
  test('says what is streamed after a while without changes', async (context) => {
    const { written, open } = openLocalWatch(context);
    open();
    await waitUntil('the position is written twice', () => written.length >= 2);
    assert.deepEqual(written[0], { entry: 0, caughtUp: true });
  });

  test('adds what the document of a task does not show yet, and leaves out what it shows', async (context) => {
    const { collections, written, tail, open, request } = openLocalWatch(context);
    const ledger = collections.collection<ReturnType<typeof entry>>('ledger');
    await ledger.insertMany([
      entry(1, { kind: 'task.placed', ...PLACEMENT }),
      entry(2, { kind: 'task.running', ...PLACEMENT }),
      entry(3, { kind: 'task.failed', ...PLACEMENT, reason: 'exit code 1', failures: 1, retryAt: new Date(5_000) }),
    ]);
    await collections
      .collection<Document & { _id: string }>('control')
      .insertOne({ _id: 'leader', projectedThrough: 1 });
    const document = { taskname: 'task1', kind: 'f', state: 'running', attempt: 1, rev: 2 };
    await collections.collection<Document & { _id: string }>('tasks').insertOne({ _id: 'a', ...document });
    open();
    request({ taskIds: ['"a"'] });
    await waitUntil('the failure is written', () => written.some(({ change }) => change !== undefined));
    const again = { ...PLACEMENT, attempt: 2 };
    await ledger.insertOne(entry(4, { kind: 'task.placed', ...again }));
    // As a leader passes on what it has committed; what it has not told yet is read from the database.
    tail.offer({
      number: 5,
      epoch: 1,
      by: 'm',
      atMs: 5,
      facts: [{ kind: 'task.success', ...again, task: '"a"', result: '{"bytes":7}' }],
    });
    await ledger.insertOne(entry(5, { kind: 'task.success', ...again, result: '{"bytes":7}' }));
    await waitUntil('the success is written', () => written.some(({ change }) => change?.kind === 'task.success'));
    const changes = written.flatMap(({ entry: number, change }) => (change ? [[number, change.kind]] : []));
    assert.deepEqual(changes, [
      [3, 'task.failed'],
      [4, 'task.placed'],
      [5, 'task.success'],
    ]);
    const [failed, , success] = written.flatMap(({ change }) => change ?? []);
    assert.deepEqual([failed?.failures, failed?.retryAt], [1, { seconds: 5, nanos: 0 }]);
    assert.equal(success?.resultJson, '{"bytes":7}');
    const first = written.find(({ caughtUp }) => caughtUp === undefined);
    assert.deepEqual([first?.entry, first?.task?.task?.state], [2, 'running']);
  });
});

describe('Get and List', () => {
  test('return what a task says and what became of it, on every master', async (context) => {
    const { leader, onLeader, onStandby } = await startPair(context);
    await startSlave(context, leader.address, 'slave1');
    await submit(onLeader, { key: 'a', taskname: 'task1', sleepSeconds: 0 });
    const get = onStandby.get.bind(onStandby);
    const { task, resultJson, retry } = await waitUntil('the task has succeeded', async () => {
      const response = await callUnary(get, { key: 'a' });
      return response.task?.state === 'success' ? response : null;
    });
    assert.deepEqual(
      [task?.taskId, task?.kind, task?.queue, task?.priority, task?.history?.at(-1)?.event, resultJson, retry],
      ['"a"', 'sleep', 'default', 0, 'task.success', '', null],
    );
    assert.equal(await callForError(get, { key: 'b' }), 'NOT_FOUND: no task has the identifier "b"');
    assert.equal(await callForError(get, {}), 'INVALID_ARGUMENT: task_id or key is required');
  });

  test('show the input, the retry policy and the timeout, and filter by queue and kind', async (context) => {
    const { database, onLeader } = await startPair(context);
    const soon = Math.floor(Date.now() / 1_000) + 3_600;
    await submit(
      onLeader,
      {
        key: 'a',
        kind: 'f',
        inputJson: '{"n":1}',
        queue: 'q',
        retry: { maxAttempts: 2 },
        timeoutSeconds: 3,
        notBefore: { seconds: soon },
      },
      { key: 'b', taskname: 'task2', sleepSeconds: 0, notBefore: { seconds: soon } },
    );
    const { inputJson, retry, timeoutSeconds } = await callUnary(onLeader.get.bind(onLeader), { taskId: '"a"' });
    assert.deepEqual([inputJson, retry?.maxAttempts, timeoutSeconds], ['{"n":1}', 2, 3]);
    await waitUntil(
      'the indexes exist',
      async () => (await server.client.db(database).collection('tasks').indexes()).length >= 7,
    );
    const list = async (filter: object): Promise<(string | undefined)[]> =>
      ((await callUnary(onLeader.list.bind(onLeader), filter)).tasks ?? []).map(({ taskId }) => taskId);
    assert.deepEqual(await list({}), ['"a"', '"b"']);
    assert.deepEqual(await list({ queue: 'q' }), ['"a"']);
    assert.deepEqual(await list({ queue: 'default', kind: 'sleep' }), ['"b"']);
    assert.deepEqual(await list({ kind: 'f', queue: 'default' }), []);
  });
});
