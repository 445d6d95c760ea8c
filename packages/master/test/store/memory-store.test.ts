import { describe } from 'node:test';
import { createMemoryData, insertTasks, createMemoryStore, type MemoryTask } from '../../src/store/memory-store.ts';
import { storeContract } from './store-contract.ts';
import type { Subject } from './store-fixture.ts';

function open(): Promise<Subject> {
  const data = createMemoryData();
  return Promise.resolve({
    store: createMemoryStore(data),
    rival: createMemoryStore(data),
    put: (...documents) => {
      // Documents may be of any shape, as those in a real database.
      insertTasks(data, ...(documents as MemoryTask[]));
      return Promise.resolve();
    },
    document: (taskId) => Promise.resolve(data.tasks.get(taskId)),
  });
}

describe('the store in memory', () => storeContract(open));
