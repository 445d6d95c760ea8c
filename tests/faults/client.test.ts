import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  connect,
  defineTask,
  InvalidInputError,
  TaskCancelledError,
  TaskFailedError,
  TaskNotFoundError,
  type StandardSchema,
  type SteadfastClient,
} from '@steadfast/client';
import { readExecutions } from './support/journals-and-logs.ts';
import { sharedMongod } from './support/shared-mongod.ts';
import { startTestbed, type Testbed } from './support/testbed.ts';

const mongod = sharedMongod();

const HANDLERS = fileURLToPath(new URL('./support/client-handlers.ts', import.meta.url));

interface Terms {
  readonly a: number;
  readonly b: number;
}

/** A schema, as a library would provide it. */
const TERMS: StandardSchema<Terms> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) => {
      const { a, b } = value as Partial<Terms>;
      return typeof a === 'number' && typeof b === 'number'
        ? { value: { a, b } }
        : { issues: [{ message: 'a and b must be numbers' }] };
    },
  },
};

const add = defineTask<Terms, { readonly sum: number }>('add', { input: TERMS });
const refuse = defineTask<undefined, never>('refuse');
const wait = defineTask<{ readonly ms: number }, string>('wait');

async function setUp(context: TestContext, masters = 1): Promise<{ testbed: Testbed; client: SteadfastClient }> {
  const testbed = await startTestbed(context, {
    mongoUrl: mongod.freshDatabaseUrl(),
    masters,
    slaves: 1,
    slaveOptions: ['--handlers', HANDLERS],
  });
  const client = connect(testbed.cluster.masterAddresses.join(','));
  context.after(() => client.close());
  return { testbed, client };
}

describe('a program that uses the client', { concurrency: true }, () => {
  test('submits a task, and gets its result with the type that it was defined with', async (context) => {
    const { client } = await setUp(context);
    const handle = await client.submit(add, { a: 1, b: 2 });
    assert.deepEqual(await handle.result(), { sum: 3 });
    assert.deepEqual(await client.handle(handle.taskId).result(), { sum: 3 }, 'once more, after it has finished');
    assert.equal(handle.isNew, true);
  });

  test('creates one task for a key, however often it is submitted', async (context) => {
    const { client } = await setUp(context);
    const handles = await Promise.all([1, 2, 3].map(() => client.submit(add, { a: 1, b: 2 }, { key: 'order-7' })));
    assert.equal(handles.filter(({ isNew }) => isNew).length, 1);
    assert.equal(new Set(handles.map(({ taskId }) => taskId)).size, 1);
    assert.deepEqual(
      await Promise.all(handles.map((handle) => handle.result())),
      handles.map(() => ({ sum: 3 })),
    );
  });

  test('learns of an input that its schema refuses before anything is sent', async (context) => {
    const { client } = await setUp(context);
    await assert.rejects(client.submit(add, { a: 'one' } as unknown as Terms), (error) => {
      assert.ok(error instanceof InvalidInputError);
      return /a and b must be numbers/.test(error.message);
    });
  });

  test('learns why a task has failed', async (context) => {
    const { client } = await setUp(context);
    const handle = await client.submit(refuse, undefined);
    await assert.rejects(handle.result(), (error) => error instanceof TaskFailedError && /never/.test(error.message));
  });

  test('cancels a task that is running, and learns which outcome there was', async (context) => {
    const { testbed, client } = await setUp(context);
    const handle = await client.submit(wait, { ms: 60_000 });
    const result = assert.rejects(handle.result(), TaskCancelledError);
    await testbed.waitUntil('it is running', async () => (await readExecutions(testbed.directory)).length === 1);
    assert.equal(await handle.cancel('obsolete'), 'cancelled');
    assert.equal(await handle.cancel('obsolete'), 'cancelled', 'the same answer to a call that is repeated');
    await result;
    const done = await client.submit(add, { a: 1, b: 2 });
    await done.result();
    assert.equal(await done.cancel('too late'), 'succeeded');
  });

  test('sees what happens to a task', async (context) => {
    const { client } = await setUp(context);
    const handle = await client.submit(add, { a: 1, b: 2 }, { notBefore: new Date(Date.now() + 500) });
    const kinds: string[] = [];
    for await (const { kind } of handle.events()) kinds.push(kind);
    assert.deepEqual(kinds, ['task.placed', 'task.running', 'task.success']);
  });

  test('stops to wait when its signal aborts', async (context) => {
    const { client } = await setUp(context);
    const handle = await client.submit(wait, { ms: 60_000 });
    const reason = new Error('not interested any more');
    await assert.rejects(handle.result({ signal: AbortSignal.abort(reason) }), reason);
    await assert.rejects(client.handle('"no such key"').result(), TaskNotFoundError);
  });

  test('gets the result although the master is killed that it has asked', async (context) => {
    const { testbed, client } = await setUp(context, 2);
    const handle = await client.submit(wait, { ms: 1_500 });
    const result = handle.result();
    await testbed.waitUntil('it is running', async () => (await readExecutions(testbed.directory)).length === 1);
    await testbed.kill('master1');
    assert.equal(await result, 'waited');
    const next = await client.submit(add, { a: 2, b: 2 });
    assert.deepEqual(await next.result(), { sum: 4 }, 'the standby leads');
    assert.equal((await readExecutions(testbed.directory)).length, 2, 'nothing has run twice');
  });
});
