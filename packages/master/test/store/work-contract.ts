import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TaskDocument } from '../../src/core/leader/task-document.ts';
import type { StoreResponse } from '../../src/core/store-requests.ts';
import type { TaskUpdate } from '../../src/core/ledger/task-update.ts';
import { historyOf, lineOf, placed, success } from './project-contract.ts';
import { idOf, project, seeded, type OpenStoreFixture } from './store-fixture.ts';

const FAILED_AT_MS = 1_700_000_060_000;

/** Returns the update for an attempt that failed, and is tried again later or parked. */
function failed(follows: number, rev: number, parked: boolean): TaskUpdate {
  const mark = parked ? { parked: { reason: 'it failed too often', atMs: 1_700_000_000_000 } } : {};
  return {
    taskId: idOf('t1'),
    follows,
    rev,
    change: { state: 'killed', assignment: null, failures: 2, notBeforeMs: parked ? null : FAILED_AT_MS, ...mark },
    history: [lineOf('task.failed', 1, 'exit code 1')],
  };
}

function released(follows: number, rev: number): TaskUpdate {
  const change = { parked: null, failures: 0, notBeforeMs: null };
  return { taskId: idOf('t1'), follows, rev, releases: true, change, history: [] };
}

function documentIn(response: StoreResponse): TaskDocument | null {
  return response.kind === 'task' ? response.document : null;
}

/** Returns the command that a document was read for, and why its task is parked. */
function markIn(response: StoreResponse): unknown {
  return response.kind === 'task' ? [response.command, response.parked] : null;
}

/** Contract of projecting what tasks that do more than sleep have in addition. */
export function workContract(open: OpenStoreFixture): void {
  describe('project', () => {
    test('writes a failure, and until when the task waits', async (context) => {
      const { store, put, document } = await open(context);
      await put(seeded('t1'));
      await project(store, placed(null, 5));
      await project(store, failed(5, 6, false));
      const { state, failures, notBeforeMs, assignment, parked } = (await document(idOf('t1'))) ?? {};
      assert.deepEqual({ state, failures, notBeforeMs }, { state: 'killed', failures: 2, notBeforeMs: FAILED_AT_MS });
      assert.deepEqual([assignment, parked], [undefined, undefined]);
    });

    test('parks a task that failed too often, and releases it', async (context) => {
      const { store, put, document } = await open(context);
      await put(seeded('t1'));
      await project(store, placed(null, 5));
      await project(store, failed(5, 6, true));
      const parked = (await document(idOf('t1')))?.parked;
      assert.deepEqual(parked, { reason: 'it failed too often', atMs: 1_700_000_000_000 });
      await project(store, released(6, 7));
      const task = await document(idOf('t1'));
      assert.deepEqual(
        [task?.rev, task?.state, task?.parked, task?.failures, task?.notBeforeMs],
        [7, 'killed', undefined, undefined, undefined],
      );
      assert.equal(historyOf(task).at(-1)?.event, 'task.failed');
    });

    test('releases a document that has no history', async (context) => {
      const { store, put, document } = await open(context);
      await put(seeded('t1', { parked: { reason: 'cancelled', atMs: 1 }, rev: 6 }));
      await project(store, released(6, 7));
      assert.deepEqual(await document(idOf('t1')), { ...seeded('t1'), rev: 7 });
    });

    test('forgets the failures of a task that was released, and cancelled again in the same update', async (context) => {
      const { store, put, document } = await open(context);
      await put(seeded('t1', { parked: { reason: 'cancelled', atMs: 1 }, failures: 2, rev: 6 }));
      const parked = { reason: 'cancelled: again', atMs: 2 };
      const update = released(6, 8);
      await project(store, { ...update, change: { ...update.change, parked } });
      assert.deepEqual(await document(idOf('t1')), { ...seeded('t1'), parked, rev: 8 });
    });

    test('writes the result of a task', async (context) => {
      const { store, put, document } = await open(context);
      await put(seeded('t1'));
      await project(store, placed(null, 5));
      const update = success(5, 6);
      await project(store, { ...update, change: { ...update.change, result: '{"bytes":[1,null,"x"]}' } });
      assert.equal((await document(idOf('t1')))?.result, '{"bytes":[1,null,"x"]}');
    });
  });

  describe('read.task', () => {
    test('returns the document of one task without its input, and why it is parked', async (context) => {
      const { store, put } = await open(context);
      const fields = { kind: 'resize', input: '{"url":"x"}', attempt: 2, rev: 6 };
      await put(seeded('t1', fields), seeded('t2', { parked: { reason: 'cancelled', atMs: 1 } }));
      const read = (name: string) => store.execute({ kind: 'read.task', command: 7, taskId: idOf(name) });
      const { size: _size, ...document } = { ...documentIn(await read('t1')) };
      const { input: _input, ...expected } = seeded('t1', fields);
      assert.deepEqual({ ...expected, ...document }, expected);
      assert.deepEqual(markIn(await read('t1')), [7, null]);
      assert.deepEqual(markIn(await read('t2')), [7, 'cancelled']);
      assert.equal(documentIn(await read('t3')), null);
    });

    test('returns the document that counts if the task is detached', async (context) => {
      const { store, put, refuse } = await open(context);
      await put(seeded('t1'));
      await refuse('t1');
      await project(store, placed(null, 5));
      const document = documentIn(await store.execute({ kind: 'read.task', command: 1, taskId: idOf('t1') }));
      assert.deepEqual([document?.rev, document?.attempt], [5, 1]);
    });
  });
}
