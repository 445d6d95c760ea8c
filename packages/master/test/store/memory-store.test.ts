import { describe } from 'node:test';
import { createMemoryData } from '../../src/store/memory-data.ts';
import { createMemoryStore } from '../../src/store/memory-store.ts';
import { memoryDocuments } from './memory-documents.ts';
import { storeContract } from './store-contract.ts';
import type { StoreFixture } from './store-fixture.ts';

function openMemoryFixture(): Promise<StoreFixture> {
  const data = createMemoryData();
  return Promise.resolve({
    store: createMemoryStore(data),
    rival: createMemoryStore(data),
    ...memoryDocuments(data),
  });
}

describe('the in-memory store', () => storeContract(openMemoryFixture));
