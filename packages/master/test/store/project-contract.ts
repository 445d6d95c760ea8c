import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { HistoryItem, TaskUpdate } from '../../src/core/ledger/task-update.ts';
import { attach, idOf, project, seeded, type AnyDocument, type OpenStoreFixture } from './store-fixture.ts';

const ASSIGNMENT = { host: 'slave1', instance: 'a', epoch: 2, atMs: 1_700_000_000_000 };

export function lineOf(event: HistoryItem['event'], attempt = 1, reason: string | null = null): HistoryItem {
  return {
    event,
    attempt,
    reason,
    atMs: 1_700_000_000_000 + attempt,
    epoch: 2,
    host: 'slave1',
  };
}

/** Returns the update for a placement in entry `rev`. */
export function placed(follows: number | null, rev: number, text = 't1'): TaskUpdate {
  return {
    taskId: idOf(text),
    follows,
    rev,
    change: { host: 'slave1', attempt: 1, assignment: ASSIGNMENT, parked: null },
    history: [lineOf('task.placed')],
  };
}

export function success(follows: number, rev: number): TaskUpdate {
  return {
    taskId: idOf('t1'),
    follows,
    rev,
    change: { state: 'success', assignment: null },
    history: [lineOf('task.running'), lineOf('task.success')],
  };
}

function parking(follows: number | null, rev: number, reason = 'no name', text = 't1'): TaskUpdate {
  return {
    taskId: idOf(text),
    follows,
    rev,
    change: { parked: { reason, atMs: 1_700_000_000_000 } },
    history: [],
  };
}

export function historyOf(document: AnyDocument | undefined): readonly HistoryItem[] {
  return (document?.history ?? []) as readonly HistoryItem[];
}

/** Contract of projecting the ledger to the task documents. */
export function projectContract(open: OpenStoreFixture): void {
  describe('project', () => {
    test('adds the fields of the scheduler to a new document', async (context) => {
      const { store, put, document } = await open(context);
      await put(seeded('t1'));
      await project(store, placed(null, 5));
      assert.deepEqual(await document(idOf('t1')), {
        ...seeded('t1'),
        host: 'slave1',
        attempt: 1,
        assignment: ASSIGNMENT,
        history: [lineOf('task.placed')],
        rev: 5,
      });
    });

    test('writes several facts about a task at once, and removes the assignment', async (context) => {
      const { store, put, document } = await open(context);
      await put(seeded('t1'));
      await project(store, placed(null, 5));
      await project(store, success(5, 9));
      assert.deepEqual(await document(idOf('t1')), {
        ...seeded('t1'),
        state: 'success',
        host: 'slave1',
        attempt: 1,
        history: [lineOf('task.placed'), lineOf('task.running'), lineOf('task.success')],
        rev: 9,
      });
    });

    test('writes the reason to the history', async (context) => {
      const { store, put, document } = await open(context);
      await put(seeded('t1', { state: 'running' }));
      const killed = lineOf('task.killed', 1, 'connection broken');
      const change = { state: 'killed', assignment: null } as const;
      await project(store, { taskId: idOf('t1'), follows: null, rev: 3, change, history: [killed] });
      assert.deepEqual(historyOf(await document(idOf('t1'))), [killed]);
    });

    test('has no effect when it is repeated', async (context) => {
      const { store, put, document } = await open(context);
      await put(seeded('t1'));
      await project(store, placed(null, 5));
      const once = await document(idOf('t1'));
      await project(store, placed(null, 5));
      assert.deepEqual(await document(idOf('t1')), once);
    });

    test('has no effect when it arrives late from a deposed leader', async (context) => {
      const { store, rival, put, document } = await open(context);
      await put(seeded('t1'));
      await project(rival, placed(null, 5));
      await project(rival, success(5, 9));
      const done = await document(idOf('t1'));
      await project(store, placed(null, 5));
      await project(store, success(5, 7));
      assert.deepEqual(await document(idOf('t1')), done);
    });

    test('has no effect when it arrives before the update it follows', async (context) => {
      const { store, put, document } = await open(context);
      await put(seeded('t1'));
      await project(store, success(5, 9));
      assert.deepEqual(await document(idOf('t1')), seeded('t1'));
    });

    test('parks a task together with the revocation of its assignment', async (context) => {
      const { store, put, document } = await open(context);
      const held = { state: 'running', host: 'slave1', attempt: 1, assignment: ASSIGNMENT, rev: 4, history: [] };
      await put(seeded('t1', held));
      const parked = { reason: 'no name', atMs: 1_700_000_000_000 };
      const history = [lineOf('task.killed', 1, 'lost')];
      await project(store, { ...parking(4, 5), change: { state: 'killed', assignment: null, parked }, history });
      const { assignment: _assignment, ...rest } = held;
      assert.deepEqual(await document(idOf('t1')), seeded('t1', { ...rest, state: 'killed', rev: 5, history, parked }));
    });

    test('does not create a document', async (context) => {
      const { store, document } = await open(context);
      await project(store, placed(null, 5));
      await project(store, parking(null, 5));
      assert.equal(await document(idOf('t1')), undefined);
    });

    test('keeps the last 50 lines of a history', async (context) => {
      const { store, put, document } = await open(context);
      await put(seeded('t1'));
      const lines = Array.from({ length: 130 }, (_, index) => lineOf('task.placed', index + 1));
      for (const [index, line] of lines.slice(0, 60).entries())
        await project(store, { ...placed(index === 0 ? null : index, index + 1), history: [line] });
      assert.deepEqual(historyOf(await document(idOf('t1'))), lines.slice(10, 60));
      await project(store, { ...placed(60, 61), history: lines.slice(60) });
      assert.deepEqual(historyOf(await document(idOf('t1'))), lines.slice(80));
    });

    test('writes the other documents when one cannot be updated', async (context) => {
      const { store, put, document } = await open(context);
      const bad = seeded('bad', { history: 'not an array' });
      await put(seeded('t1'), bad, seeded('t2'));
      await project(store, placed(null, 5), placed(null, 5, 'bad'), placed(null, 5, 't2'));
      assert.equal((await document(idOf('t1')))?.rev, 5);
      assert.equal((await document(idOf('t2')))?.rev, 5);
      assert.deepEqual(await document(idOf('bad')), bad);
    });

    test('is complete only if every document had the revision that its update follows', async (context) => {
      const { store, put } = await open(context);
      await put(seeded('t1'));
      await project(store, placed(null, 5));
      assert.equal((await project(store, placed(null, 5))).complete, false, 'repeated');
      assert.equal((await project(store, placed(null, 5, 'unknown'))).complete, false, 'deleted');
      for (const rev of [7, 1, -1]) {
        await put(seeded('t1', { rev }));
        assert.equal((await project(store, placed(5, 6))).complete, false, `edited to ${rev}`);
      }
    });

    test('takes a revision that no master can have written for none', async (context) => {
      const { store, put, document } = await open(context);
      for (const rev of ['abc', {}, [], [5], true, null]) {
        await put(seeded('t1', { rev }));
        await project(store, placed(null, 5));
        assert.equal((await document(idOf('t1')))?.rev, 5, JSON.stringify(rev));
      }
    });

    test('adopts the document of another ledger only while it has the attempt that it had there', async (context) => {
      const { store, put, document } = await open(context);
      await put(seeded('t1', { rev: 5_000, attempt: 2, state: 'killed', history: [] }));
      await put(seeded('t2', { rev: 5_000, attempt: 3, state: 'killed', history: [] }));
      await put(seeded('t3', { rev: 5_000 }), seeded('t4', { rev: 5_000, attempt: 0 }), seeded('t5'));
      const past = { change: { host: null, assignment: null }, history: [] };
      const adoption = (text: string, follows: number | null, followsAttempt: number): TaskUpdate => ({
        taskId: idOf(text),
        follows,
        followsAttempt,
        rev: 7,
        ...past,
      });
      await project(
        store,
        adoption('t1', 5_000, 2),
        adoption('t2', 5_000, 2),
        adoption('t3', 5_000, 0),
        adoption('t4', 5_000, 0),
        adoption('t5', null, 0),
      );
      const revisions = ['t1', 't2', 't3', 't4', 't5'].map(async (text) => (await document(idOf(text)))?.rev);
      assert.deepEqual(await Promise.all(revisions), [7, 5_000, 7, 7, 7]);
    });

    test('does not continue the document of another ledger elsewhere, which would count as older', async (context) => {
      const { store, put, refuse, document } = await open(context);
      await put(seeded('t1', { rev: 5_000 }));
      await refuse('t1');
      const update = {
        taskId: idOf('t1'),
        follows: 5_000,
        followsAttempt: 0,
        rev: 7,
        change: { host: null },
        history: [],
      };
      const { complete, detached } = await project(store, update);
      assert.deepEqual([complete, detached.map(({ taskId }) => taskId)], [false, [idOf('t1')]]);
      await refuse(null);
      assert.deepEqual(await attach(store), []);
      assert.equal((await document(idOf('t1')))?.rev, 5_000);
    });

    test('writes 1,000 documents at once', async (context) => {
      const { store, put, document } = await open(context);
      const names = Array.from({ length: 1_000 }, (_, index) => `many${index}`);
      await put(...names.map((name) => seeded(name)));
      await project(store, ...names.map((name) => placed(null, 5, name)));
      for (const name of ['many0', 'many500', 'many999']) assert.equal((await document(idOf(name)))?.rev, 5);
    });
  });

  describe('project, for a document that is parked,', () => {
    test('writes only the mark and the revision, whatever the document holds', async (context) => {
      const { store, put, document } = await open(context);
      const strange = { taskId: idOf('t1'), state: 'created', history: 'not an array', attempt: 'many', assignment: 7 };
      await put(strange);
      await project(store, parking(null, 5));
      const parked = { reason: 'no name', atMs: 1_700_000_000_000 };
      assert.deepEqual(await document(idOf('t1')), { ...strange, parked, rev: 5 });
    });

    test('writes the mark whatever the document holds as its revision', async (context) => {
      const { store, put, document } = await open(context);
      for (const rev of ['abc', {}, [], [5], true, null, Number.NaN]) {
        await put(seeded('t1', { rev }));
        await project(store, parking(null, 5));
        assert.equal((await document(idOf('t1')))?.rev, 5, JSON.stringify(rev));
      }
      for (const rev of [-1, 0.5, 1e18]) {
        await put(seeded('t1', { rev }));
        await project(store, parking(rev, 5));
        assert.equal((await document(idOf('t1')))?.rev, 5, String(rev));
      }
    });

    test('overwrites any revision below its own if it is told to, and no other', async (context) => {
      const { store, put, document } = await open(context);
      for (const rev of [undefined, null, 'abc', [4], Number.NaN, -7, 1, 4.5]) {
        await put(seeded('t1', rev === undefined ? {} : { rev }));
        await project(store, { ...placed(3, 5), overwrites: true });
        assert.equal((await document(idOf('t1')))?.rev, 5, String(rev));
      }
      for (const rev of [5, 6, 5_000]) {
        await put(seeded('t1', { rev }));
        await project(store, { ...placed(3, 5), overwrites: true });
        assert.equal((await document(idOf('t1')))?.rev, rev, String(rev));
      }
    });

    test('replaces a mark, so that a user who writes one cannot keep the revision from advancing', async (context) => {
      const { store, put, document } = await open(context);
      await put(seeded('t1'));
      await project(store, parking(null, 5, 'first'));
      await project(store, parking(5, 6, 'second'));
      assert.deepEqual((await document(idOf('t1')))?.parked, { reason: 'second', atMs: 1_700_000_000_000 });
    });

    test('has no effect when it arrives late, after the document was fixed and the task placed', async (context) => {
      const { store, rival, put, document } = await open(context);
      await put(seeded('t1'));
      await project(rival, parking(null, 5));
      await put(seeded('t1', { rev: 5 }));
      await project(rival, placed(5, 8));
      const placedNow = await document(idOf('t1'));
      await project(store, parking(null, 5));
      assert.deepEqual(await document(idOf('t1')), placedNow);
    });

    test('has no effect when it is repeated after the mark was removed', async (context) => {
      const { store, put, document } = await open(context);
      await put(seeded('t1'));
      await project(store, parking(null, 5));
      const fixed = seeded('t1', { rev: 5 });
      await put(fixed);
      await project(store, parking(null, 5));
      assert.deepEqual(await document(idOf('t1')), fixed);
    });
  });
}
