import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { TaskUpdate } from '../../src/core/ledger/task-update.ts';
import {
  attach,
  execute,
  FIRST_PAGE,
  idOf,
  project,
  seeded,
  type OpenStoreFixture,
  type StoreFixture,
} from './store-fixture.ts';

const ASSIGNMENT = { host: 'slave1', instance: 'a', epoch: 2, atMs: 1_700_000_000_000 };

function update(text: string, follows: number | null, rev: number, change: TaskUpdate['change']): TaskUpdate {
  const line = {
    event: 'task.placed',
    atMs: 1_700_000_000_000 + rev,
    epoch: 2,
    host: 'slave1',
    attempt: 1,
    reason: null,
  };
  return { taskId: idOf(text), follows, rev, change, history: [line as TaskUpdate['history'][number]] };
}

const PLACED = { host: 'slave1', attempt: 1, assignment: ASSIGNMENT } as const;
const SUCCESS = { state: 'success', assignment: null } as const;
const KILLED = { state: 'killed', assignment: null } as const;

function idsOf(documents: readonly { readonly taskId: string }[]): string[] {
  return documents.map(({ taskId }) => taskId);
}

/** What a new leader reads about the tasks. */
async function readAll({ rival }: StoreFixture, ...names: readonly string[]) {
  const page = { ...FIRST_PAGE, limit: 10 } as const;
  const created = await execute(rival, 'runnable', { kind: 'read.runnable', state: 'created', ...page });
  const strays = await execute(rival, 'runnable', { kind: 'read.strays', limit: 10 });
  const { documents: assigned } = await execute(rival, 'assigned', { kind: 'read.assigned', limit: 1_000 });
  const taskIds = names.map(idOf);
  const { revisions } = await execute(rival, 'revisions', { kind: 'read.revisions', taskIds });
  return {
    created: idsOf(created.documents),
    strays: strays.documents,
    assigned,
    revisions: taskIds.map((taskId) => revisions.get(taskId)),
  };
}

/** Opens a fixture in which the task `bad` was placed, although the database refuses to update its document. */
async function openDetached(open: OpenStoreFixture, context: TestContext): Promise<StoreFixture> {
  const fixture = await open(context);
  await fixture.put(seeded('bad'));
  await fixture.refuse('bad');
  await project(fixture.store, update('bad', null, 5, PLACED));
  return fixture;
}

/** Contract of tasks with documents that the database refuses to update. */
export function detachedContract(open: OpenStoreFixture): void {
  describe('a task with a document that refuses updates', () => {
    test('is continued: it seems to be updated, and stops no other', async (context) => {
      const fixture = await open(context);
      const { store, put, refuse, document } = fixture;
      await put(seeded('bad'), seeded('good'));
      await refuse('bad');
      const placed = [update('bad', null, 5, PLACED), update('good', null, 5, PLACED)];
      const { complete, detached } = await project(store, ...placed);
      assert.equal(complete, false);
      assert.deepEqual(
        detached.map(({ taskId }) => taskId),
        [idOf('bad')],
      );
      assert.deepEqual(await document(idOf('bad')), seeded('bad'), 'its own document is unchanged');
      const { created, assigned, revisions, strays } = await readAll(fixture, 'bad', 'good');
      assert.deepEqual(created, [idOf('good')]);
      assert.deepEqual(strays, []);
      assert.deepEqual(revisions, [5, 5]);
      const bad = assigned.find(({ taskId }) => taskId === idOf('bad'));
      assert.deepEqual(
        [bad?.taskname, bad?.sleeptime, bad?.state, bad?.attempt, bad?.assignment, bad?.rev],
        ['bad', 1, 'created', 1, ASSIGNMENT, 5],
      );
    });

    test('is not refused again, does not follow late updates, and succeeds once', async (context) => {
      const fixture = await openDetached(open, context);
      const { store, rival } = fixture;
      const success = update('bad', 5, 8, SUCCESS);
      assert.deepEqual((await project(rival, success)).detached, []);
      for (const late of [update('bad', null, 5, PLACED), update('bad', 5, 7, KILLED)]) await project(store, late);
      const { created, assigned, revisions, strays } = await readAll(fixture, 'bad');
      assert.deepEqual([created, assigned, strays, revisions], [[], [], [], [8]]);
      for (const attempt of [1, 2]) {
        const request = { kind: 'read.report', session: 1, taskId: idOf('bad'), attempt } as const;
        assert.equal((await execute(store, 'report', request)).recorded, attempt === 1);
      }
    });

    test('is read with the strays when it waits to be placed again', async (context) => {
      const fixture = await openDetached(open, context);
      const { store } = fixture;
      await project(store, update('bad', 5, 6, KILLED));
      const { created, strays } = await readAll(fixture, 'bad');
      assert.deepEqual(created, []);
      assert.deepEqual(
        strays.map(({ taskId, state, attempt, taskname }) => [taskId, state, attempt, taskname]),
        [[idOf('bad'), 'killed', 1, 'bad']],
      );
    });

    test('is attached when the database accepts updates again, and not before', async (context) => {
      const fixture = await openDetached(open, context);
      const { store, refuse, document } = fixture;
      await project(store, update('bad', 5, 8, SUCCESS));
      assert.deepEqual(await attach(store), []);
      await refuse(null);
      assert.deepEqual(await attach(store), [idOf('bad')]);
      assert.deepEqual(await attach(store), []);
      const { history, ...rest } = (await document(idOf('bad'))) ?? {};
      assert.deepEqual(rest, seeded('bad', { state: 'success', host: 'slave1', attempt: 1, rev: 8 }));
      assert.equal((history as unknown[]).length, 2);
      assert.deepEqual((await readAll(fixture, 'bad')).revisions, [8]);
    });

    test('is attached although others remain refused', async (context) => {
      const { store, put, refuse } = await open(context);
      await put(seeded('a'), seeded('b'));
      for (const name of ['a', 'b']) {
        await refuse(name);
        await project(store, update(name, null, 5, PLACED));
      }
      await refuse('a');
      const attached: string[] = [];
      // Which document is tried is random: that it is always the other one has a probability of 2^-64.
      for (let tries = 0; tries < 64 && attached.length === 0; tries += 1) attached.push(...(await attach(store, 1)));
      assert.deepEqual(attached, [idOf('b')]);
    });

    test('has no item twice in its history when a late update reached its own document first', async (context) => {
      const fixture = await openDetached(open, context);
      const { store, refuse, document } = fixture;
      await project(store, update('bad', 5, 8, SUCCESS));
      await refuse(null);
      await project(store, update('bad', null, 5, PLACED));
      assert.equal((await document(idOf('bad')))?.rev, 5);
      assert.deepEqual((await readAll(fixture, 'bad')).revisions, [8]);
      await attach(store);
      const { history, state, rev, assignment } = (await document(idOf('bad'))) ?? {};
      assert.deepEqual([(history as unknown[]).length, state, rev, assignment], [2, 'success', 8, undefined]);
    });

    test('counts by its own document when that is ahead', async (context) => {
      const fixture = await openDetached(open, context);
      const { store, put, refuse } = fixture;
      await refuse(null);
      await put(seeded('bad', { rev: 9, state: 'success', attempt: 1 }));
      const { created, assigned, revisions, strays } = await readAll(fixture, 'bad');
      assert.deepEqual([created, assigned, strays, revisions], [[], [], [], [9]]);
      assert.deepEqual(await attach(store), [idOf('bad')]);
      assert.deepEqual((await readAll(fixture, 'bad')).revisions, [9]);
    });

    test('is continued from its own document when one that it has overtaken was left behind', async (context) => {
      const fixture = await openDetached(open, context);
      const { store, put, refuse } = fixture;
      await refuse(null);
      // A master that attached it may have stopped before it deleted the other document.
      await put(seeded('bad', { rev: 9, attempt: 2, host: 'slave1', assignment: ASSIGNMENT }));
      await refuse('bad');
      await project(store, update('bad', 9, 12, SUCCESS));
      const { created, assigned, revisions, strays } = await readAll(fixture, 'bad');
      assert.deepEqual([created, assigned, strays, revisions], [[], [], [], [12]]);
      const request = { kind: 'read.report', session: 1, taskId: idOf('bad'), attempt: 2 } as const;
      assert.equal((await execute(store, 'report', request)).recorded, true);
    });

    test('is gone when its document is deleted', async (context) => {
      const fixture = await openDetached(open, context);
      const { store, remove } = fixture;
      await remove(idOf('bad'));
      const { created, assigned, revisions, strays } = await readAll(fixture, 'bad');
      assert.deepEqual([created, assigned, strays, revisions], [[], [], [], [undefined]]);
      assert.deepEqual(await attach(store), [idOf('bad')]);
    });
  });
}
