import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { StoreRequest } from '../../src/core/events.ts';
import {
  bellChanged,
  createWindow,
  nextPage,
  pageDueMs,
  pageRead,
  readyCount,
  takeReady,
  wantsBell,
  type Window,
} from '../../src/core/window.ts';
import { showRequest } from './showing.ts';

const page = (size: number, from = 0): string[] => Array.from({ length: size }, (_, index) => `t${from + index}`);

/** Reads a page that brings so many tasks; gives the request. */
const read = (window: Window, size: number, nowMs = 0): string => {
  const request: StoreRequest = nextPage(window, nowMs);
  pageRead(window, page(size), nowMs);
  return showRequest(request);
};

/** A window whose cursor came to the end of everything at this moment. */
const windowAtEnd = (nowMs = 0): Window => {
  const window = createWindow(nowMs);
  read(window, 0, nowMs);
  read(window, 0, nowMs);
  return window;
};

describe('the window', () => {
  test('gives tasks that were placed before first, then new ones, in order', () => {
    const window = createWindow(0);
    for (const taskId of ['new1', 'new2']) window.fresh.add(taskId);
    for (const taskId of ['killed1', 'killed2']) window.again.add(taskId);
    assert.equal(readyCount(window), 4);
    const taken = Array.from({ length: 5 }, () => takeReady(window));
    assert.deepEqual(taken, ['killed1', 'killed2', 'new1', 'new2', undefined]);
    assert.equal(readyCount(window), 0);
  });

  test('reads killed tasks first, then created ones, page by page, and goes back to the start', () => {
    const window = createWindow(0);
    assert.deepEqual(
      [1_000, 3, 1_000, 1_000, 999].map((size) => read(window, size)),
      [
        'read.runnable killed after nothing',
        'read.runnable killed after t999',
        'read.runnable created after nothing',
        'read.runnable created after t999',
        'read.runnable created after t999',
      ],
    );
    assert.equal(showRequest(nextPage(window, 0)), 'read.runnable killed after nothing');
  });

  test('goes back to the start every 30 s even while there is always more', () => {
    const window = createWindow(0);
    read(window, 0);
    assert.equal(read(window, 1_000, 30_000), 'read.runnable created after nothing');
    assert.equal(read(window, 1_000, 30_001), 'read.runnable killed after nothing');
  });

  test('reads on while there are fewer than 500 tasks, one page at a time', () => {
    const window = createWindow(0);
    assert.ok(pageDueMs(window, false) <= 0);
    nextPage(window, 0);
    assert.equal(pageDueMs(window, true), Infinity, 'a page is being read');
    pageRead(window, page(1_000), 0);
    for (const taskId of page(500)) window.fresh.add(taskId);
    assert.equal(pageDueMs(window, false), Infinity, 'there are enough');
    takeReady(window);
    assert.ok(pageDueMs(window, false) <= 0);
  });

  test('rests at the end: for 150 ms while slaves are hungry, else for a second', () => {
    const window = windowAtEnd(1_000);
    assert.equal(pageDueMs(window, true), 1_150);
    assert.equal(pageDueMs(window, false), 2_000);
  });
});

describe('the bell for new tasks', () => {
  test('is wanted when slaves are hungry and the database had nothing', () => {
    assert.equal(wantsBell(createWindow(0), true), false, 'the database was not asked yet');
    assert.equal(wantsBell(windowAtEnd(), true), true);
    assert.equal(wantsBell(windowAtEnd(), false), false);
    assert.equal(wantsBell({ ...windowAtEnd(), listening: 'beginning' }, true), false);
  });

  test('ends the rest when it is set, for what came before was not heard, and when it rings', () => {
    const window = windowAtEnd();
    bellChanged(window, 'yes');
    assert.ok(pageDueMs(window, true) <= 0);
    read(window, 0);
    read(window, 0);
    assert.equal(pageDueMs(window, true), 1_000, 'while it listens, it need not ask so often');
    bellChanged(window, 'no');
    assert.ok(pageDueMs(window, true) <= 0);
  });

  test('is not forgotten when it is set, or rings, while a page is being read', () => {
    for (const listening of ['yes', 'no'] as const) {
      const window = windowAtEnd();
      read(window, 0);
      nextPage(window, 0);
      bellChanged(window, listening);
      pageRead(window, [], 0);
      assert.ok(pageDueMs(window, true) <= 0, `the page may have been read before the bell was: ${listening}`);
    }
  });
});
