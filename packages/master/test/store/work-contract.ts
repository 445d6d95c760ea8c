import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
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

    test('writes the result of a task', async (context) => {
      const { store, put, document } = await open(context);
      await put(seeded('t1'));
      await project(store, placed(null, 5));
      const update = success(5, 6);
      await project(store, { ...update, change: { ...update.change, result: '{"bytes":[1,null,"x"]}' } });
      assert.equal((await document(idOf('t1')))?.result, '{"bytes":[1,null,"x"]}');
    });
  });
}
