import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PageStart, StoreRequest } from '../../src/core/store-requests.ts';
import {
  watchChanged,
  createReadyQueue,
  nextPage,
  nextReady,
  pageDueMs,
  pageRead,
  readyCount,
  wantsWatch,
  type ReadyQueue,
} from '../../src/core/leader/ready-queue.ts';
import { formatRequest } from './format-effect.ts';

function page(size: number): string[] {
  return Array.from({ length: size }, (_, index) => `t${index}`);
}

/** Returns where the page after one of `size` tasks begins: a full page has 1,000. */
function after(size: number): PageStart | null {
  return size < 1_000 ? null : { after: `t${size - 1}`, skip: 0 };
}

/** Reads a page that contains `size` tasks. Returns the request. */
function read(readyQueue: ReadyQueue, size: number, nowMs = 0): string {
  const request: StoreRequest = nextPage(readyQueue, nowMs);
  pageRead(readyQueue, after(size), nowMs);
  return formatRequest(request);
}

/** Removes the next ready task from the queue, as placing it does. */
function take(readyQueue: ReadyQueue): string | undefined {
  const taskId = nextReady(readyQueue);
  for (const queue of [readyQueue.retries, readyQueue.fresh]) queue.delete(taskId ?? '');
  return taskId;
}

/** Returns a queue whose cursor has just reached the end. */
function queueAtEnd(nowMs = 0): ReadyQueue {
  const readyQueue = createReadyQueue(nowMs);
  for (const _state of ['killed', 'created']) read(readyQueue, 0, nowMs);
  return readyQueue;
}

describe('the ready queue', () => {
  test('returns retries first, then fresh tasks, each in order of insertion', () => {
    const readyQueue = createReadyQueue(0);
    for (const taskId of ['new1', 'new2']) readyQueue.fresh.add(taskId);
    for (const taskId of ['killed1', 'killed2']) readyQueue.retries.add(taskId);
    assert.equal(readyCount(readyQueue), 4);
    const taken = Array.from({ length: 5 }, () => take(readyQueue));
    assert.deepEqual(taken, ['killed1', 'killed2', 'new1', 'new2', undefined]);
    assert.equal(readyCount(readyQueue), 0);
  });

  test('reads tasks in state killed, then those in state created, page by page, then strays, and starts again', () => {
    const readyQueue = createReadyQueue(0);
    assert.deepEqual(
      [1_000, 3, 1_000, 1_000, 999].map((size) => read(readyQueue, size)),
      [
        'read.runnable killed from the start',
        'read.runnable killed after t999',
        'read.runnable created from the start',
        'read.runnable created after t999',
        'read.runnable created after t999',
      ],
    );
    assert.equal(formatRequest(nextPage(readyQueue, 0)), 'read.runnable killed from the start');
  });

  test('continues after unreadable documents by their number', () => {
    const readyQueue = createReadyQueue(0);
    nextPage(readyQueue, 0);
    pageRead(readyQueue, { after: null, skip: 1_000 }, 0);
    assert.equal(formatRequest(nextPage(readyQueue, 0)), 'read.runnable killed from the start, but 1000');
  });

  test('reads strays every 30 s even while enough tasks are ready, and sooner after a full page of them', () => {
    const readyQueue = createReadyQueue(0);
    for (const taskId of page(500)) readyQueue.fresh.add(taskId);
    assert.equal(pageDueMs(readyQueue, false), 30_000);
    assert.equal(read(readyQueue, 1_000, 30_000), 'read.strays');
    assert.equal(pageDueMs(readyQueue, false), 31_000);
    assert.equal(read(readyQueue, 3, 31_000), 'read.strays');
    assert.equal(pageDueMs(readyQueue, false), 61_000);
  });

  test('does not move its cursor when it reads strays', () => {
    const readyQueue = createReadyQueue(0);
    read(readyQueue, 1_000, 0);
    assert.equal(read(readyQueue, 0, 30_000), 'read.strays');
    assert.equal(read(readyQueue, 0, 30_000), 'read.runnable killed after t999');
  });

  test('returns to the start every 30 s even if it has not reached the end', () => {
    const readyQueue = { ...createReadyQueue(0), sweepDueMs: 60_000 };
    read(readyQueue, 0);
    assert.equal(read(readyQueue, 1_000, 30_000), 'read.runnable created from the start');
    assert.equal(read(readyQueue, 1_000, 30_001), 'read.runnable killed from the start');
  });

  test('reads one page at a time while fewer than 500 tasks are ready', () => {
    const readyQueue = createReadyQueue(0);
    assert.ok(pageDueMs(readyQueue, false) <= 0);
    nextPage(readyQueue, 0);
    assert.equal(pageDueMs(readyQueue, true), Infinity, 'a page is being read');
    pageRead(readyQueue, after(1_000), 0);
    for (const taskId of page(500)) readyQueue.fresh.add(taskId);
    assert.equal(pageDueMs(readyQueue, false), 30_000, 'enough tasks are ready: only strays are due');
    take(readyQueue);
    assert.ok(pageDueMs(readyQueue, false) <= 0);
  });

  test('rests at the end for 150 ms if slaves are starved, otherwise for 1 s', () => {
    const readyQueue = queueAtEnd(1_000);
    assert.equal(pageDueMs(readyQueue, true), 1_150);
    assert.equal(pageDueMs(readyQueue, false), 2_000);
  });
});

describe('the watch for new tasks', () => {
  test('is opened if slaves are starved and the cursor has reached the end', () => {
    assert.equal(wantsWatch(createReadyQueue(0), true), false, 'the database has not been read yet');
    assert.equal(wantsWatch(queueAtEnd(), true), true);
    assert.equal(wantsWatch(queueAtEnd(), false), false);
    assert.equal(wantsWatch({ ...queueAtEnd(), watch: 'opening' }, true), false);
  });

  test('makes the cursor read at once when it opens, because it misses earlier tasks, and when it fires', () => {
    const readyQueue = queueAtEnd();
    watchChanged(readyQueue, 'open');
    assert.ok(pageDueMs(readyQueue, true) <= 0);
    read(readyQueue, 0);
    read(readyQueue, 0);
    assert.equal(pageDueMs(readyQueue, true), 1_000, 'an open watch makes frequent polling unnecessary');
    watchChanged(readyQueue, 'closed');
    assert.ok(pageDueMs(readyQueue, true) <= 0);
  });

  test('makes the cursor read again if it opens or fires while a page is being read', () => {
    for (const watch of ['open', 'closed'] as const) {
      const readyQueue = queueAtEnd();
      read(readyQueue, 0);
      nextPage(readyQueue, 0);
      watchChanged(readyQueue, watch);
      pageRead(readyQueue, null, 0);
      assert.ok(pageDueMs(readyQueue, true) <= 0, `the page may be older than the change of the watch: ${watch}`);
    }
  });
});
