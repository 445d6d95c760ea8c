import type { ClientSession, MongoClient, Timestamp } from 'mongodb';
import type { StoreRequest, StoreResponse } from '../core/events.ts';
import type { Access, Collections } from './mongo-collections.ts';
import { storeError } from './mongo-errors.ts';
import * as ledger from './mongo-ledger.ts';
import * as tasks from './mongo-tasks.ts';
import { awaitTask } from './mongo-task-watch.ts';
import type { Store } from './store.ts';

function answer(access: Access, request: StoreRequest): Promise<StoreResponse> {
  switch (request.kind) {
    case 'observe':
      return ledger.observe(access);
    case 'append':
      return ledger.append(access, request.entry);
    case 'read.ledger':
      return ledger.readLedger(access, request);
    case 'read.revisions':
      return tasks.readRevisions(access, request.taskIds);
    case 'read.assigned':
      return tasks.readAssigned(access);
    case 'read.runnable':
      return tasks.readRunnable(access, request);
    case 'read.report':
      return tasks.readReport(access, request);
    case 'project':
      return tasks.project(access, request);
    case 'write.control':
      return ledger.writeControl(access, request);
    case 'trim':
      return ledger.trim(access, request);
  }
}

/** One index carries the window, the other the open assignments: both hold only the tasks that are at issue. */
async function prepare(collections: Collections): Promise<void> {
  const runnable = { state: { $in: ['created', 'killed'] }, parked: null };
  await collections.tasks.createIndex({ state: 1, _id: 1 }, { name: 'runnable', partialFilterExpression: runnable });
  const assigned = { 'assignment.host': { $exists: true } };
  await collections.tasks.createIndex(
    { 'assignment.host': 1 },
    { name: 'assigned', partialFilterExpression: assigned },
  );
}

/** Runs something against the database, so that it fails only with a StoreError. */
async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storeError(error);
  }
}

/**
 * Runs requests so that each sees what all earlier ones wrote, even when a server that has lost its place as primary,
 * and does not know it yet, is asked: it has to catch up before it may answer.
 */
function createSequence(client: MongoClient) {
  let latest: Timestamp | undefined;
  return async <T>(work: (session: ClientSession) => Promise<T>): Promise<T> => {
    const session = client.startSession({ causalConsistency: true });
    if (latest !== undefined) session.advanceOperationTime(latest);
    try {
      return await work(session);
    } finally {
      const reached = session.operationTime;
      if (reached && (latest === undefined || reached.greaterThan(latest))) latest = reached;
      await session.endSession();
    }
  };
}

/** A store in MongoDB: the collections `tasks`, `ledger` and `control` of the database that the client's URL names. */
export function mongoStore(client: MongoClient, databaseName: string): Store {
  const database = client.db(databaseName);
  const collections: Collections = {
    tasks: database.collection('tasks'),
    ledger: database.collection('ledger'),
    control: database.collection('control'),
  };
  const inSequence = createSequence(client);
  return {
    prepare: () =>
      guarded(async () => {
        // A client that connects when it is first used, and fails, stays closed for good; told to, it tries anew.
        await client.connect();
        await prepare(collections);
      }),
    perform: (request) => guarded(() => inSequence((session) => answer({ ...collections, session }, request))),
    taskWatch: (set, signal) => guarded(() => awaitTask(collections.tasks, set, signal)),
    close: () => client.close(),
  };
}
