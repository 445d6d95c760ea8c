import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { StoreRequest } from '../../src/core/store-requests.ts';
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

function page(size: number, from = 0): string[] {
  return Array.from({ length: size }, (_, index) => `t${from + index}`);
}

/** Reads a page that brings so many tasks; gives the request. */
function read(readyQueue: ReadyQueue, size: number, nowMs = 0): string {
  const request: StoreRequest = nextPage(readyQueue, nowMs);
  pageRead(readyQueue, page(size), nowMs);
  return formatRequest(request);
}

/** Takes the next ready task out of the queue, as placing it does. */
function take(readyQueue: ReadyQueue): string | undefined {
  const taskId = nextReady(readyQueue);
  for (const queue of [readyQueue.retries, readyQueue.fresh]) queue.delete(taskId ?? '');
  return taskId;
}

/** A window whose cursor came to the end of everything at this moment. */
function windowAtEnd(nowMs = 0): ReadyQueue {
  const readyQueue = createReadyQueue(nowMs);
  read(readyQueue, 0, nowMs);
  read(readyQueue, 0, nowMs);
  return readyQueue;
}

describe('the window', () => {
  test('gives tasks that were placed before first, then new ones, in order', () => {
    const readyQueue = createReadyQueue(0);
    for (const taskId of ['new1', 'new2']) readyQueue.fresh.add(taskId);
    for (const taskId of ['killed1', 'killed2']) readyQueue.retries.add(taskId);
    assert.equal(readyCount(readyQueue), 4);
    const taken = Array.from({ length: 5 }, () => take(readyQueue));
    assert.deepEqual(taken, ['killed1', 'killed2', 'new1', 'new2', undefined]);
    assert.equal(readyCount(readyQueue), 0);
  });

  test('reads killed tasks first, then created ones, page by page, and goes back to the start', () => {
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

  test('goes back to the start every 30 s even while there is always more', () => {
    const readyQueue = createReadyQueue(0);
    read(readyQueue, 0);
    assert.equal(read(readyQueue, 1_000, 30_000), 'read.runnable created from the start');
    assert.equal(read(readyQueue, 1_000, 30_001), 'read.runnable killed from the start');
  });

  test('reads on while there are fewer than 500 tasks, one page at a time', () => {
    const readyQueue = createReadyQueue(0);
    assert.ok(pageDueMs(readyQueue, false) <= 0);
    nextPage(readyQueue, 0);
    assert.equal(pageDueMs(readyQueue, true), Infinity, 'a page is being read');
    pageRead(readyQueue, page(1_000), 0);
    for (const taskId of page(500)) readyQueue.fresh.add(taskId);
    assert.equal(pageDueMs(readyQueue, false), Infinity, 'there are enough');
    take(readyQueue);
    assert.ok(pageDueMs(readyQueue, false) <= 0);
  });

  test('rests at the end: for 150 ms while slaves are hungry, else for a second', () => {
    const readyQueue = windowAtEnd(1_000);
    assert.equal(pageDueMs(readyQueue, true), 1_150);
    assert.equal(pageDueMs(readyQueue, false), 2_000);
  });
});

describe('the bell for new tasks', () => {
  test('is wanted when slaves are hungry and the database had nothing', () => {
    assert.equal(wantsWatch(createReadyQueue(0), true), false, 'the database was not asked yet');
    assert.equal(wantsWatch(windowAtEnd(), true), true);
    assert.equal(wantsWatch(windowAtEnd(), false), false);
    assert.equal(wantsWatch({ ...windowAtEnd(), watch: 'opening' }, true), false);
  });

  test('ends the rest when it is set, for what came before was not heard, and when it rings', () => {
    const readyQueue = windowAtEnd();
    watchChanged(readyQueue, 'open');
    assert.ok(pageDueMs(readyQueue, true) <= 0);
    read(readyQueue, 0);
    read(readyQueue, 0);
    assert.equal(pageDueMs(readyQueue, true), 1_000, 'while it listens, it need not ask so often');
    watchChanged(readyQueue, 'closed');
    assert.ok(pageDueMs(readyQueue, true) <= 0);
  });

  test('is not forgotten when it is set, or rings, while a page is being read', () => {
    for (const watch of ['open', 'closed'] as const) {
      const readyQueue = windowAtEnd();
      read(readyQueue, 0);
      nextPage(readyQueue, 0);
      watchChanged(readyQueue, watch);
      pageRead(readyQueue, [], 0);
      assert.ok(pageDueMs(readyQueue, true) <= 0, `the page may have been read before the bell was: ${watch}`);
    }
  });
});
