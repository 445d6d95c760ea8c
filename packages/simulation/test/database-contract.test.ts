import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { StoreRequest, StoreResponse } from '@steadfast/master/core/store-requests';
import { append, entryOf } from '@steadfast/master/test/store/append-contract';
import { memoryDocuments } from '@steadfast/master/test/store/memory-documents';
import { storeContract } from '@steadfast/master/test/store/store-contract';
import type { StoreFixture } from '@steadfast/master/test/store/store-fixture';
import { commitThrough, createDatabase, execute, stepDown, type SimulatedDatabase } from '../src/world/database.ts';

type Store = StoreFixture['store'];

/** Executes a request on the simulated database until there is an answer. */
type ExecuteRequest = (database: SimulatedDatabase, request: StoreRequest) => StoreResponse;

function requireResponse(response: StoreResponse | null): StoreResponse {
  if (response === null) throw new Error('no response, although all writes are committed');
  return response;
}

/** Every write reaches a majority at once. */
const executeReliably: ExecuteRequest = (database, request) => {
  const { response, opTime } = execute(database, request);
  commitThrough(database, opTime);
  return requireResponse(response);
};

/** The response to a repeated trim counts a second batch only, and that to a repeated attach is empty. */
function canBeRepeated({ kind }: StoreRequest): boolean {
  return kind !== 'trim' && kind !== 'attach';
}

/**
 * Each request is executed and rolled back, executed again with the reply lost, and executed again before and after a
 * majority has it.
 */
const executeWithFailures: ExecuteRequest = (database, request) => {
  execute(database, request);
  stepDown(database);
  if (canBeRepeated(request)) {
    execute(database, request);
    execute(database, request);
    commitThrough(database, database.opTime);
  }
  return executeReliably(database, request);
};

function storeOn(database: SimulatedDatabase, executeRequest: ExecuteRequest): Store {
  return {
    prepare: () => Promise.resolve(),
    execute: (request) => Promise.resolve(structuredClone(executeRequest(database, request))),
    watchForTask: (set, signal) =>
      new Promise((resolve) => {
        database.committed.watches.add(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
        set();
      }),
    close: () => Promise.resolve(),
  };
}

function fixtureFactory(executeRequest: ExecuteRequest) {
  return (): Promise<StoreFixture> => {
    const database = createDatabase();
    return Promise.resolve({
      store: storeOn(database, executeRequest),
      rival: storeOn(database, executeRequest),
      // What users write is durable at once: both copies have it.
      ...memoryDocuments(database.primary, database.committed),
    });
  };
}

describe('the simulated database', () => storeContract(fixtureFactory(executeReliably)));

describe('the simulated database with failing requests', () => {
  storeContract(fixtureFactory(executeWithFailures));

  test('rolls back writes that had not reached a majority', async () => {
    const database = createDatabase();
    const store = storeOn(database, executeReliably);
    await append(store, entryOf(1));
    execute(database, { kind: 'append', entry: entryOf(2, { by: 'm2' }) });
    stepDown(database);
    assert.equal(await append(store, entryOf(2)), 'appended');
    assert.equal(database.committed.ledger.get(2)?.by, 'm1');
  });
});
