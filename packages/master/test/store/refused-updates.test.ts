import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Collection, Document } from 'mongodb';
import type { TaskUpdate } from '../../src/core/ledger/task-update.ts';
import { openEmptyStore, startTestServer, type TestServer } from './mongo-fixture.ts';
import { allRunnable, execute, idOf, project } from './store-fixture.ts';

/** Makes MongoDB refuse to update the document `bad`, in the ways that users have found. */
const REFUSALS: Readonly<
  Record<string, (tasks: Collection<{ _id: string }>, command: CommandRunner) => Promise<unknown>>
> = {
  'a schema validator rejects it': (_tasks, command) =>
    command({ collMod: 'tasks', validator: { $or: [{ _id: 'good' }, { state: { $exists: false } }] } }),
  'it violates a unique index': (tasks) => tasks.createIndex({ host: 1 }, { unique: true, sparse: true }),
  'it has no room': async (tasks) => {
    await tasks.deleteOne({ _id: 'bad' });
    const large = { _id: 'bad', taskname: 't', sleeptime: 1, state: 'created', ballast: 'x'.repeat(16_777_216 - 150) };
    await tasks.insertOne(large);
  },
  'its history is not an array': (tasks) => tasks.updateOne({ _id: 'bad' }, { $set: { history: 'short' } }),
};

type CommandRunner = (command: Document) => Promise<Document>;

function placed(text: string): TaskUpdate {
  const line = { event: 'task.placed', atMs: 1, epoch: 1, host: 'slave1', attempt: 1, reason: null } as const;
  return { taskId: idOf(text), follows: null, rev: 2, change: { host: 'slave1', attempt: 1 }, history: [line] };
}

describe('a document that MongoDB refuses to update', () => {
  let server: TestServer;
  before(async () => void (server = await startTestServer()));
  after(() => server.stop());

  for (const [why, refuse] of Object.entries(REFUSALS))
    test(`because ${why} is detached, and others are updated`, async (context) => {
      const { store, database } = await openEmptyStore(server, context);
      const db = server.client.db(database);
      const tasks = db.collection<{ _id: string }>('tasks');
      const task = { taskname: 't', sleeptime: 1, state: 'created' };
      await tasks.insertMany([
        { _id: 'good', ...task },
        { _id: 'bad', ...task },
      ] as { _id: string }[]);
      await refuse(tasks, (command) => db.command(command));
      const { complete, detached } = await project(store, placed('good'), placed('bad'));
      assert.equal(complete, false);
      assert.deepEqual(
        detached.map(({ taskId, reason }) => [taskId, reason.length > 10]),
        [[idOf('bad'), true]],
      );
      const taskIds = [idOf('good'), idOf('bad')];
      const { revisions } = await execute(store, 'revisions', { kind: 'read.revisions', taskIds });
      assert.deepEqual(
        [...revisions.values()].toSorted((one, other) => Number(one) - Number(other)),
        [2, 2],
      );
      const { documents } = await allRunnable(store, 'created', 10);
      assert.deepEqual(
        documents.map(({ taskId }) => taskId),
        [idOf('good')],
      );
    });
});
