import { describe } from 'node:test';
import { createMemoryData, insertTasks, createMemoryStore, type MemoryTask } from '../../src/store/memory-store.ts';
import { storeContract } from './store-contract.ts';
import type { StoreFixture } from './store-fixture.ts';

function openMemoryFixture(): Promise<StoreFixture> {
  const data = createMemoryData();
  return Promise.resolve({
    store: createMemoryStore(data),
    rival: createMemoryStore(data),
    put: (...documents) => {
      // Documents may have any shape, like those in a real database.
      insertTasks(data, ...(documents as MemoryTask[]));
      return Promise.resolve();
    },
    document: (taskId) => Promise.resolve(data.tasks.get(taskId)),
  });
}

describe('the in-memory store', () => storeContract(openMemoryFixture));
