import type { MongoClient } from 'mongodb';
import type { StoreRequest, StoreResponse } from '../core/events.ts';
import type { Collections } from './mongo-collections.ts';
import { storeError } from './mongo-errors.ts';
import * as ledger from './mongo-ledger.ts';
import * as tasks from './mongo-tasks.ts';
import { watchTasks } from './mongo-watch.ts';
import type { Store } from './store.ts';

const answer = (collections: Collections, request: StoreRequest): Promise<StoreResponse> => {
  switch (request.kind) {
    case 'observe':
      return ledger.observe(collections);
    case 'append':
      return ledger.append(collections, request.entry);
    case 'read.ledger':
      return ledger.readLedger(collections, request);
    case 'read.revisions':
      return tasks.readRevisions(collections, request.taskIds);
    case 'read.assigned':
      return tasks.readAssigned(collections);
    case 'read.runnable':
      return tasks.readRunnable(collections, request);
    case 'read.report':
      return tasks.readReport(collections, request);
    case 'project':
      return tasks.project(collections, request);
    case 'write.control':
      return ledger.writeControl(collections, request);
    case 'trim':
      return ledger.trim(collections, request);
  }
};

/** One index carries the window, the other the open assignments: both hold only the tasks that are at issue. */
const prepare = async (collections: Collections): Promise<void> => {
  const runnable = { state: { $in: ['created', 'killed'] }, parked: null };
  await collections.tasks.createIndex({ state: 1, _id: 1 }, { name: 'runnable', partialFilterExpression: runnable });
  const assigned = { 'assignment.host': { $exists: true } };
  await collections.tasks.createIndex(
    { 'assignment.host': 1 },
    { name: 'assigned', partialFilterExpression: assigned },
  );
};

/** Runs something against the database, so that it fails only with a StoreError. */
const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw storeError(error);
  }
};

/** A store in MongoDB: the collections `tasks`, `ledger` and `control` of the database that the client's URL names. */
export const mongoStore = (client: MongoClient, databaseName: string): Store => {
  const database = client.db(databaseName);
  const collections: Collections = {
    tasks: database.collection('tasks'),
    ledger: database.collection('ledger'),
    control: database.collection('control'),
  };
  return {
    prepare: () => guarded(() => prepare(collections)),
    perform: (request) => guarded(() => answer(collections, request)),
    watch: (watcher, signal) => watchTasks(collections.tasks, watcher, signal),
    close: () => client.close(),
  };
};
