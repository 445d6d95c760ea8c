import assert from 'node:assert/strict';
import type { Ability } from '../../src/core/leader/ability.ts';
import { describe, test } from 'node:test';
import type { PageStart, StoreRequest } from '../../src/core/store-requests.ts';
import {
  watchChanged,
  chooseNext,
  createReadyQueue,
  firstTurn,
  hasRoomForRetry,
  nextPage,
  pageDueMs,
  pageRead,
  PAGE_SIZE,
  readyCount,
  tasksInserted,
  wantsWatch,
  type ReadyQueue,
} from '../../src/core/leader/ready-queue.ts';
import { formatRequest } from './format-effect.ts';

function names(kind: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${kind}${index + 1}`);
}

/** Returns where the page after one of `size` tasks begins: a full page has 1,000. */
function after(size: number): PageStart | null {
  return size < PAGE_SIZE ? null : { after: `t${size - 1}`, skip: 0, through: 't5000' };
}

/** Reads a page that contains `size` tasks. Returns the request. */
function read(readyQueue: ReadyQueue, size: number, nowMs = 0): string {
  const request: StoreRequest = nextPage(readyQueue, false, { nowMs, wallMs: nowMs });
  pageRead(readyQueue, after(size), nowMs);
  return formatRequest(request);
}

/** Reads the last page while slaves are starved. Returns the request. */
function readStarved(readyQueue: ReadyQueue): string {
  const request = formatRequest(nextPage(readyQueue, true, { nowMs: 0, wallMs: 0 }));
  pageRead(readyQueue, null, 0);
  return request;
}

/** A queue, and the ability of the slaves for which its tasks are placed. */
type ServedQueue = ReadyQueue & { readonly ability: Ability };

/** Returns a queue that has read nothing. `turn`: the kind that is placed first. */
function newQueue(turn: Ability['turn'] = 'retries', nowMs = 0): ServedQueue {
  const ability = { queues: new Set(['default']), kinds: new Set(['sleep']), idle: new Set<string>(), turn };
  const used = { slaves: 1, leftMs: Infinity, served: true };
  return Object.assign(createReadyQueue(PAGE_SIZE, nowMs), { ability: { ...ability, ...used } });
}

/** Returns a queue with cursors that have just reached the end. */
function queueAtEnd(nowMs = 0, turn: Ability['turn'] = 'retries'): ServedQueue {
  const readyQueue = newQueue(turn, nowMs);
  for (const _state of ['killed', 'created']) read(readyQueue, 0, nowMs);
  return readyQueue;
}

/** Adds tasks to a kind, in order. */
function add(waiting: Set<string>, taskIds: readonly string[]): void {
  for (const taskId of taskIds) waiting.add(taskId);
}

/** Removes the next task from the queue, as placing it does. */
function take(readyQueue: ServedQueue): string | undefined {
  const taskId = chooseNext(readyQueue, readyQueue.ability, () => true);
  for (const waiting of [readyQueue.retries, readyQueue.fresh]) waiting.delete(taskId ?? '');
  return taskId;
}

function takeAll(readyQueue: ServedQueue): string[] {
  return Array.from({ length: readyCount(readyQueue) }, () => take(readyQueue) ?? '');
}

describe('the order of ready tasks', () => {
  test('alternates between retries and fresh tasks, each in the order in which they became ready', () => {
    const readyQueue = queueAtEnd();
    add(readyQueue.fresh, names('new', 4));
    add(readyQueue.retries, names('killed', 2));
    assert.deepEqual(takeAll(readyQueue), ['killed1', 'new1', 'killed2', 'new2', 'new3', 'new4']);
    assert.equal(take(readyQueue), undefined);
  });

  test('gives the next turn to a killed task if a fresh one was placed before, whether or not it had to wait', () => {
    const readyQueue = queueAtEnd();
    add(readyQueue.fresh, names('new', 4));
    assert.deepEqual([take(readyQueue), take(readyQueue)], ['new1', 'new2']);
    readyQueue.retries.add('killed1');
    assert.deepEqual(takeAll(readyQueue), ['killed1', 'new3', 'new4']);
  });

  test('lets no task that is killed repeatedly overtake another one forever', () => {
    const readyQueue = queueAtEnd();
    add(readyQueue.retries, ['long1', 'long2']);
    add(readyQueue.fresh, names('short', 3));
    const placed: (string | undefined)[] = [];
    for (let round = 0; round < 8; round += 1) {
      const taskId = take(readyQueue);
      placed.push(taskId);
      if (taskId?.startsWith('long')) readyQueue.retries.add(taskId);
    }
    assert.deepEqual(placed, ['long1', 'short1', 'long2', 'short2', 'long1', 'short3', 'long2', 'long1']);
  });

  test('is undecided before a page of each kind was read', () => {
    const readyQueue = newQueue();
    readyQueue.retries.add('killed1');
    assert.equal(take(readyQueue), undefined);
    read(readyQueue, 1_000);
    assert.equal(take(readyQueue), undefined);
    read(readyQueue, 1_000);
    assert.equal(take(readyQueue), 'killed1');
  });

  test('is decided once both were read, although the window was full of revoked tasks before that', () => {
    const readyQueue = newQueue();
    add(readyQueue.retries, names('killed', 500));
    for (const _state of ['killed', 'created']) {
      assert.ok(pageDueMs(readyQueue, false) <= 0);
      read(readyQueue, 0);
    }
    assert.equal(take(readyQueue), 'killed1');
  });

  test('begins with a fresh task in some epochs, at least in one of three, whatever their rhythm', () => {
    const readyQueue = queueAtEnd(0, 'fresh');
    readyQueue.fresh.add('new1');
    readyQueue.retries.add('killed1');
    assert.deepEqual(takeAll(readyQueue), ['new1', 'killed1']);
    assert.equal(firstTurn(1), 'retries', 'the first epoch, in which no task is known to be fair');
    for (let step = 1; step <= 20; step += 1) {
      const turns = Array.from({ length: 100 }, (_, index) => firstTurn(1 + index * step));
      assert.deepEqual(new Set(turns), new Set(['retries', 'fresh']), `every ${step} epochs`);
    }
    const consecutive = Array.from({ length: 1_000 }, (_, index) => firstTurn(1 + index)[0]).join('');
    assert.doesNotMatch(consecutive, /rrr|fff/);
  });
});

describe('the windows of the ready queue', () => {
  test('have each its own cursor and low-water mark, so that neither kind keeps the other out', () => {
    for (const [kind, other] of [
      ['retries', 'created'],
      ['fresh', 'killed'],
    ] as const) {
      const readyQueue = queueAtEnd(-9_999);
      add(readyQueue[kind], names('t', 1_400));
      assert.equal(read(readyQueue, 1_000), `read.runnable ${other} from the start`);
      assert.equal(read(readyQueue, 1_000), `read.runnable ${other} after t999 through t5000`);
    }
  });

  test('are read in turns if both have room, page by page, and passes start again', () => {
    const readyQueue = newQueue();
    assert.deepEqual(
      [1_000, 1_000, 3, 1_000, 4, 999].map((size, index) => read(readyQueue, size, 2_000 * index)),
      [
        'read.runnable killed from the start',
        'read.runnable created from the start',
        'read.runnable killed after t999 through t5000',
        'read.runnable created after t999 through t5000',
        'read.runnable killed from the start',
        'read.runnable created after t999 through t5000',
      ],
    );
    assert.equal(read(readyQueue, 0, 12_000), 'read.runnable killed from the start');
    assert.equal(read(readyQueue, 0, 12_000), 'read.runnable created from the start');
  });

  test('have room for a killed task while fewer than 500 wait', () => {
    const readyQueue = queueAtEnd();
    add(readyQueue.fresh, names('new', 1_400));
    add(readyQueue.retries, names('killed', 499));
    assert.equal(hasRoomForRetry(readyQueue), true);
    readyQueue.retries.add('killed500');
    assert.equal(hasRoomForRetry(readyQueue), false);
    assert.equal(pageDueMs(readyQueue, false), 30_000);
    take(readyQueue);
    assert.equal(pageDueMs(readyQueue, false), 1_000, 'the next page of them is due whenever one was placed');
  });

  test('continue after unreadable documents by their number', () => {
    const readyQueue = newQueue();
    nextPage(readyQueue, false, { nowMs: 0, wallMs: 0 });
    pageRead(readyQueue, { after: null, skip: 1_000, through: null }, 0);
    read(readyQueue, 0);
    assert.equal(read(readyQueue, 0), 'read.runnable killed from the start, but 1000');
  });

  test('leave time to read strays every 30 s even while enough tasks are ready, and sooner after a full page of them', () => {
    const readyQueue = queueAtEnd();
    add(readyQueue.fresh, names('new', 500));
    add(readyQueue.retries, names('killed', 500));
    assert.equal(pageDueMs(readyQueue, false), 30_000);
    assert.equal(read(readyQueue, 1_000, 30_000), 'read.strays');
    assert.equal(pageDueMs(readyQueue, false), 31_000);
    assert.equal(read(readyQueue, 3, 31_000), 'read.strays');
    assert.equal(pageDueMs(readyQueue, false), 61_000);
  });

  test('keep their place while strays are read', () => {
    const readyQueue = newQueue();
    read(readyQueue, 1_000, 0);
    assert.equal(read(readyQueue, 0, 30_000), 'read.strays');
    assert.equal(read(readyQueue, 0, 30_000), 'read.runnable created from the start');
    assert.equal(read(readyQueue, 0, 30_000), 'read.runnable killed after t999 through t5000');
  });

  test('are filled one page at a time, while fewer than 500 tasks wait', () => {
    const readyQueue = newQueue();
    assert.ok(pageDueMs(readyQueue, false) <= 0);
    nextPage(readyQueue, false, { nowMs: 0, wallMs: 0 });
    assert.equal(pageDueMs(readyQueue, true), Infinity, 'a page is being read');
    pageRead(readyQueue, null, 0);
    nextPage(readyQueue, false, { nowMs: 0, wallMs: 0 });
    pageRead(readyQueue, after(1_000), 0);
    add(readyQueue.fresh, names('new', 500));
    assert.equal(pageDueMs(readyQueue, false), 1_000, 'enough tasks are ready: only killed ones are due');
    take(readyQueue);
    assert.ok(pageDueMs(readyQueue, false) <= 0);
  });

  test('rest at the end for 150 ms if slaves are starved, otherwise for 1 s', () => {
    const readyQueue = queueAtEnd(1_000);
    assert.equal(pageDueMs(readyQueue, true), 1_150);
    assert.equal(pageDueMs(readyQueue, false), 2_000);
  });
});

describe('the watch for new tasks', () => {
  test('is opened if slaves are starved and the cursors have reached the end', () => {
    assert.equal(wantsWatch(newQueue(), true), false, 'the database has not been read yet');
    assert.equal(wantsWatch(queueAtEnd(), true), true);
    assert.equal(wantsWatch(queueAtEnd(), false), false);
    assert.equal(wantsWatch({ ...queueAtEnd(), watch: 'opening' }, true), false);
  });

  test('makes the cursors read at once when it opens, because it misses earlier tasks, and when it fires', () => {
    const readyQueue = queueAtEnd();
    watchChanged(readyQueue, 'open');
    assert.ok(pageDueMs(readyQueue, true) <= 0);
    read(readyQueue, 0);
    read(readyQueue, 0);
    assert.equal(pageDueMs(readyQueue, true), 1_000, 'an open watch makes frequent polling unnecessary');
    watchChanged(readyQueue, 'closed');
    assert.ok(pageDueMs(readyQueue, true) <= 0);
  });

  test('makes the cursors read again if it opens or fires while a page is being read', () => {
    for (const watch of ['open', 'closed'] as const) {
      const readyQueue = queueAtEnd();
      read(readyQueue, 0);
      const request = formatRequest(nextPage(readyQueue, false, { nowMs: 0, wallMs: 0 }));
      watchChanged(readyQueue, watch);
      pageRead(readyQueue, null, 0);
      assert.notEqual(read(readyQueue, 0), request);
      assert.ok(pageDueMs(readyQueue, true) <= 0, `the page may be older than the change of the watch: ${watch}`);
      assert.equal(read(readyQueue, 0), request);
    }
  });
});

describe('tasks that were inserted through this master', () => {
  test('are read at once if slaves are starved, also when these are so only later', () => {
    const readyQueue = queueAtEnd();
    watchChanged(readyQueue, 'open');
    for (const _state of ['killed', 'created']) read(readyQueue, 0);
    tasksInserted(readyQueue);
    assert.equal(pageDueMs(readyQueue, false), 1_000, 'busy slaves need no more tasks yet');
    assert.ok(pageDueMs(readyQueue, true) <= 0);
  });

  test('are read by a pass that begins after they were inserted', () => {
    const readyQueue = newQueue();
    read(readyQueue, 0);
    read(readyQueue, PAGE_SIZE);
    tasksInserted(readyQueue);
    assert.match(read(readyQueue, 0), /after t999/, 'this pass may end before the new tasks');
    assert.ok(pageDueMs(readyQueue, true) <= 0);
    assert.doesNotMatch(readStarved(readyQueue), /after/);
    assert.equal(pageDueMs(readyQueue, true), 150);
  });
});
