import { isLaterEpoch } from '../core/control.ts';
import type { StoreRequest, StoreResponse } from '../core/store-requests.ts';
import type { MemoryData } from './memory-data.ts';
import { append, observe, readLedger, trim } from './memory-ledger.ts';
import { readAssigned, readReport, readRevisions, readRunnable, readStrays, readTaskDocument } from './memory-reads.ts';
import { attach, project } from './memory-updates.ts';
import type { Store } from './store.ts';

/** Executes a request synchronously, for callers that cannot await, such as the simulation. */
export function executeInMemory(data: MemoryData, request: StoreRequest): StoreResponse {
  switch (request.kind) {
    case 'observe':
      return observe(data);
    case 'append':
      return append(data, request.entry);
    case 'read.ledger':
      return readLedger(data, request);
    case 'read.revisions':
      return readRevisions(data, request);
    case 'read.assigned':
      return readAssigned(data, request);
    case 'read.runnable':
      return readRunnable(data, request);
    case 'read.strays':
      return readStrays(data, request);
    case 'read.report':
      return readReport(data, request);
    case 'read.task':
      return readTaskDocument(data, request);
    case 'project':
      return project(data, request.updates);
    case 'attach':
      return attach(data, request.limit);
    case 'write.control':
      if (isLaterEpoch(data.control, request.control.epoch)) return { kind: 'control.superseded' };
      data.control = { ...request.control };
      return { kind: 'control.written', control: request.control };
    case 'trim':
      return trim(data, request);
  }
}

/** Creates a store in memory that behaves like the one in MongoDB, for tests. */
export function createMemoryStore(data: MemoryData): Store {
  return {
    prepare: () => Promise.resolve(),
    execute: (request) => Promise.resolve(structuredClone(executeInMemory(data, request))),
    watchForTask: (onOpened, signal) =>
      new Promise((resolve) => {
        data.watches.add(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
        onOpened();
      }),
    close: () => Promise.resolve(),
  };
}
