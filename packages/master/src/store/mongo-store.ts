import type { ClientSession, Collection, MongoClient, Timestamp } from 'mongodb';
import type { StoreRequest, StoreResponse } from '../core/store-requests.ts';
import type { TaskRow } from './documents.ts';
import type { RequestScope, Collections } from './mongo-collections.ts';
import { hostsOf, withStoreErrors } from './mongo-errors.ts';
import { attach } from './detached.ts';
import * as ledger from './mongo-ledger.ts';
import * as tasks from './mongo-tasks.ts';
import { waitForNewTask } from './mongo-task-watch.ts';
import type { Store } from './store.ts';

function executeInMongo(scope: RequestScope, request: StoreRequest): Promise<StoreResponse> {
  switch (request.kind) {
    case 'observe':
      return ledger.observe(scope);
    case 'append':
      return ledger.append(scope, request.entry);
    case 'read.ledger':
      return ledger.readLedger(scope, request);
    case 'read.revisions':
      return tasks.readRevisions(scope, request.taskIds);
    case 'read.assigned':
      return tasks.readAssigned(scope, request);
    case 'read.runnable':
      return tasks.readRunnable(scope, request);
    case 'read.strays':
      return tasks.readStrays(scope, request);
    case 'read.report':
      return tasks.readReport(scope, request);
    case 'read.task':
      return tasks.readTaskDocument(scope, request);
    case 'project':
      return tasks.project(scope, request);
    case 'attach':
      return attach(scope, request.limit);
    case 'write.control':
      return ledger.writeControl(scope, request);
    case 'trim':
      return ledger.trim(scope, request);
  }
}

/**
 * Creates one index for filling the ready queue and one for reading the open assignments. Both are partial: they do not
 * grow with the number of finished tasks. They are built together, with one pass over the tasks.
 */
async function createIndexes(collection: Collection<TaskRow>): Promise<void> {
  const runnable = { state: { $in: ['created', 'killed'] }, parked: null };
  const assigned = { 'assignment.host': { $exists: true } };
  await collection.createIndexes([
    { key: { state: 1, _id: 1 }, name: 'runnable', partialFilterExpression: runnable },
    { key: { 'assignment.host': 1 }, name: 'assigned', partialFilterExpression: assigned },
  ]);
}

/** The latest operation that a master has seen, shared by the stores that it opens one after the other. */
export interface CausalClock {
  latest: Timestamp | null;
}

/**
 * Makes requests causally consistent: each sees what all earlier ones wrote and read. Even a server that is no longer
 * primary, but does not know it yet, has to catch up with those before it may answer.
 */
function createCausalSessions(client: MongoClient, clock: CausalClock) {
  return async <T>(operation: (session: ClientSession) => Promise<T>): Promise<T> => {
    const session = client.startSession({ causalConsistency: true });
    if (clock.latest !== null) session.advanceOperationTime(clock.latest);
    try {
      return await operation(session);
    } finally {
      const reached = session.operationTime;
      if (reached && (clock.latest === null || reached.greaterThan(clock.latest))) clock.latest = reached;
      await session.endSession();
    }
  };
}

/** The clients of a store. */
export interface StoreClients {
  readonly client: MongoClient;
  /** Builds indexes. It must not give up on a server that is silent for minutes, as `client` has to. */
  readonly indexClient: MongoClient;
}

/** Creates a store on the collections `tasks`, `ledger` and `control` of a MongoDB database. */
export function createMongoStore(
  { client, indexClient }: StoreClients,
  databaseName: string,
  clock: CausalClock,
): Store {
  const database = client.db(databaseName);
  const collections: Collections = {
    tasks: database.collection('tasks'),
    detached: database.collection('detached'),
    ledger: database.collection('ledger'),
    control: database.collection('control'),
  };
  const inCausalSession = createCausalSessions(client, clock);
  const hosts = hostsOf(client);
  const run = <Result>(operation: () => Promise<Result>): Promise<Result> => withStoreErrors(operation, hosts);
  return {
    prepare: () =>
      run(async () => {
        // A client stays closed if its implicit first connection fails; an explicit connect can be repeated.
        await client.connect();
        await indexClient.connect();
        await createIndexes(indexClient.db(databaseName).collection('tasks'));
        // Not awaited: nothing needs it any more, and this client would wait for a silent server.
        indexClient.close().catch(() => undefined);
      }),
    execute: (request) => run(() => inCausalSession((session) => executeInMongo({ ...collections, session }, request))),
    watchForTask: (onOpened, signal) => run(() => waitForNewTask(collections.tasks, onOpened, signal)),
    close: async () => void (await Promise.all([client.close(), indexClient.close()])),
  };
}
