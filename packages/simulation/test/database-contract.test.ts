import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { StoreRequest, StoreResponse } from '@steadfast/master/core/store-requests';
import { insertTasks, type MemoryTask } from '@steadfast/master/memory-store';
import { append, entryOf } from '@steadfast/master/test/store/append-contract';
import { storeContract } from '@steadfast/master/test/store/store-contract';
import type { StoreFixture } from '@steadfast/master/test/store/store-fixture';
import { commitThrough, createDatabase, execute, stepDown, type SimulatedDatabase } from '../src/world/database.ts';

type Store = StoreFixture['store'];

/** Carries out a request on the simulated database until there is an answer. */
type Perform = (database: SimulatedDatabase, request: StoreRequest) => StoreResponse;

function answered(response: StoreResponse | null): StoreResponse {
  if (response === null) throw new Error('the database cannot say yet, and nothing is under way');
  return response;
}

/** A majority has every write at once. */
const performSmoothly: Perform = (database, request) => {
  const { response, opTime } = execute(database, request);
  commitThrough(database, opTime);
  return answered(response);
};

/** Asking twice deletes two batches, and the answer is of the second: how many were trimmed can be asked once. */
function canBeRepeated({ kind }: StoreRequest): boolean {
  return kind !== 'trim';
}

/**
 * Each request is carried out and rolled back; then it is repeated, and its answer is lost; then it is repeated again,
 * before a majority has it and after.
 */
const performRoughly: Perform = (database, request) => {
  execute(database, request);
  stepDown(database);
  if (canBeRepeated(request)) {
    execute(database, request);
    execute(database, request);
    commitThrough(database, database.opTime);
  }
  return performSmoothly(database, request);
};

function storeOn(database: SimulatedDatabase, perform: Perform): Store {
  return {
    prepare: () => Promise.resolve(),
    execute: (request) => Promise.resolve(structuredClone(perform(database, request))),
    watchForTask: (set, signal) =>
      new Promise((resolve) => {
        database.committed.watches.add(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
        set();
      }),
    close: () => Promise.resolve(),
  };
}

function opener(perform: Perform) {
  return (): Promise<StoreFixture> => {
    const database = createDatabase();
    return Promise.resolve({
      store: storeOn(database, perform),
      rival: storeOn(database, perform),
      put: (...documents) => {
        // Whoever inserts is told of it at once, so both copies have it.
        insertTasks(database.primary, ...(documents as MemoryTask[]));
        insertTasks(database.committed, ...(documents as MemoryTask[]));
        return Promise.resolve();
      },
      document: (taskId) => Promise.resolve(database.committed.tasks.get(taskId)),
    });
  };
}

describe('the simulated database', () => storeContract(opener(performSmoothly)));

describe('the simulated database, where nothing succeeds at first,', () => {
  storeContract(opener(performRoughly));

  test('forgets what no majority had', async () => {
    const database = createDatabase();
    const store = storeOn(database, performSmoothly);
    await append(store, entryOf(1));
    execute(database, { kind: 'append', entry: entryOf(2, { by: 'm2' }) });
    stepDown(database);
    assert.equal(await append(store, entryOf(2)), 'appended');
    assert.equal(database.committed.ledger.get(2)?.by, 'm1');
  });
});
