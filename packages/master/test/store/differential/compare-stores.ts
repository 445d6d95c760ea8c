import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { BSON, type Db, type ObjectId } from 'mongodb';
import { randomSources } from '@steadfast/runtime/random';
import type { StoreRequest, StoreResponse } from '../../../src/core/store-requests.ts';
import type { TaskDocument } from '../../../src/core/leader/task-document.ts';
import { createMemoryData } from '../../../src/store/memory-data.ts';
import { executeInMemory } from '../../../src/store/memory-store.ts';
import { BY_ARRAY_STATE, BY_STATE, IN_ARRAY_STATE_INDEX } from '../../../src/store/mongo-collections.ts';
import { openMongoStore } from '../../../src/store/open-mongo-store.ts';
import { readTask } from '../../../src/store/read-task.ts';
import { StoreError, type Store } from '../../../src/store/store.ts';
import { startLossyProxy } from '../lossy-proxy.ts';
import { memoryDocuments } from '../memory-documents.ts';
import { documentsIn, type TestServer } from '../mongo-fixture.ts';
import { promisedStore } from '../promised-store.ts';
import { allRunnable, type StoreFixture } from '../store-fixture.ts';
import { endFaults, injectFault } from './faults.ts';
import { randomDocument, randomRequest, REFUSED_NAME } from './random-requests.ts';
import { choicesFrom, randomId, type Choices } from './random-values.ts';

/** Short, so that a stalled connection does not take up the time of a run. */
const DEADLINE_MS = 2_000;

/** A request may wait for a new connection, and then for its response; and the machine may be busy. */
const SETTLE_MS = 10 * DEADLINE_MS;

/** More than the faults that are injected before a request can fail. */
const MAX_TRIES = 20;

/** What a run did. */
export interface ComparisonResult {
  readonly requests: number;
  /** How many of the requests failed at first. */
  readonly failed: number;
  /** How many updates were refused, so that their tasks continued elsewhere. */
  readonly refused: number;
}

/** One side of a comparison. */
type Side = Omit<StoreFixture, 'rival'>;

/** Executes a request until there is a response; returns it, and how often it failed. */
async function persist(store: Store, request: StoreRequest, log: readonly string[]) {
  for (let failures = 0; ; failures += 1) {
    let timer: NodeJS.Timeout | undefined;
    const unsettled = new Promise<never>((_, reject) => {
      const explain = () => reject(new Error(`${request.kind} did not settle:\n${log.join('\n')}`));
      timer = setTimeout(explain, SETTLE_MS);
    });
    try {
      return { response: await Promise.race([store.execute(request), unsettled]), failures };
    } catch (error) {
      assert.ok(error instanceof StoreError && error.retryable, String(error));
      assert.ok(failures < MAX_TRIES, `${request.kind} fails repeatedly: ${error.message}`);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Returns what both stores must agree on: the fields that the scheduler reads, in an order of identifiers. */
function comparable(documents: readonly TaskDocument[]): unknown {
  return documents
    .map(({ taskId, taskname, sleeptime, state, host, attempt, assignment, rev }) => {
      const fields = { taskname, sleeptime, state, host, attempt, assignment, rev };
      return { taskId, ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) };
    })
    .sort((one, other) => (one.taskId < other.taskId ? -1 : 1));
}

function comparableResponse(response: StoreResponse, repeated: boolean): unknown {
  const { kind } = response;
  if (kind === 'assigned' || kind === 'runnable') return { kind, documents: comparable(response.documents) };
  if (kind === 'task')
    return { ...response, document: comparable(response.document === null ? [] : [response.document]) };
  // Executed twice, the second time changes nothing and may say so.
  if (repeated && (kind === 'projected' || kind === 'attached' || kind === 'trimmed')) return kind;
  if (kind === 'attached') return { kind, taskIds: response.taskIds.toSorted() };
  if (kind === 'projected') return { ...response, detached: response.detached.map(({ taskId }) => taskId).toSorted() };
  return response;
}

/** Asserts that both sides hold the same, and that what they admit can be read back. */
async function compareAll(sides: readonly Side[], taskIds: readonly string[], { integer }: Choices): Promise<void> {
  const limit = 1 + integer(5);
  const [inMongo, inMemory] = await Promise.all(
    sides.map(async ({ store, document }) => ({
      created: comparable((await allRunnable(store, 'created', limit)).documents),
      killed: comparable((await allRunnable(store, 'killed', limit)).documents),
      assigned: comparableResponse(await store.execute({ kind: 'read.assigned', limit: 1_000 }), false),
      strays: comparableResponse(await store.execute({ kind: 'read.strays', limit: 1_000 }), false),
      revisions: await store.execute({ kind: 'read.revisions', taskIds }),
      ledger: await store.execute({ kind: 'read.ledger', after: 0, limit: 1_000 }),
      end: await store.execute({ kind: 'observe' }),
      documents: await Promise.all(taskIds.map(document)),
    })),
  );
  assert.deepEqual(inMongo, inMemory);
}

/**
 * Draws identifiers of all types of BSON: only those that the store admits, and that the server tells apart. To it, the
 * integer 1 and the decimal 1.0 are the same.
 */
async function randomTaskIds(choices: Choices, database: Db, count: number): Promise<string[]> {
  const taskIds: string[] = [];
  while (taskIds.length < count) {
    const _id = randomId(choices) as ObjectId;
    const read = readTask(BSON.serialize({ _id }));
    if (!('task' in read)) continue;
    const { upsertedCount } = await database
      .collection('ids')
      .updateOne({ _id: { $eq: _id } }, { $set: { taken: true } }, { upsert: true });
    if (upsertedCount === 1) taskIds.push(read.task.taskId);
  }
  return taskIds;
}

async function openSides(server: TestServer, context: TestContext) {
  const proxy = await startLossyProxy(server.mongod.port);
  const database = server.newDatabase();
  const store = promisedStore(openMongoStore(server.urlOf(database, proxy.port), DEADLINE_MS));
  context.after(async () => {
    await store.close();
    await proxy.close();
  });
  await store.prepare();
  const db = server.client.db(database);
  await db.collection('tasks').createIndex(BY_STATE);
  await db.collection('tasks').createIndex(BY_ARRAY_STATE, { partialFilterExpression: IN_ARRAY_STATE_INDEX });
  const data = createMemoryData();
  const mongo: Side = { store, ...documentsIn(db) };
  // A store in memory would clone its responses, and so lose the types of BSON.
  const memory: Side = {
    store: { ...store, execute: (request) => Promise.resolve(executeInMemory(data, request)) },
    ...memoryDocuments(data),
  };
  return { proxy, data, mongo, memory, database: db };
}

/** A user, who inserts, replaces and deletes documents, and changes the validator of the collection. */
function createUser(choices: Choices, sides: readonly Side[], taskIds: readonly string[]) {
  const { pick, chance } = choices;
  let refusing = false;
  const forAll = async (action: (side: Side) => Promise<void>): Promise<void> => {
    for (const side of sides) await action(side);
  };
  return async (): Promise<string> => {
    const taskId = pick(taskIds);
    if (chance(0.05)) {
      refusing = !refusing;
      await forAll(({ refuse }) => refuse(refusing ? REFUSED_NAME : null));
      return `refuse updates: ${refusing}`;
    }
    if (chance(0.1)) {
      await forAll(({ remove }) => remove(taskId));
      return `delete ${taskId}`;
    }
    const document = randomDocument(choices, taskId);
    // A validator would reject it.
    if (refusing && document.taskname === REFUSED_NAME) return 'nothing';
    await forAll(({ put }) => put(document));
    return `put ${JSON.stringify(document)}`;
  };
}

/** The last actions explain a difference. */
const LOG_LENGTH = 20;

/**
 * Executes random requests on random documents in the MongoDB store and in the one in memory, with faults between the
 * first one and its server, until a time has passed.
 * @throws {AssertionError} when a request does not settle, or responses or documents differ; with the random seed
 */
export async function compareStores(
  context: TestContext,
  server: TestServer,
  randomSeed: number,
  durationMs: number,
): Promise<ComparisonResult> {
  const [source] = randomSources(randomSeed, 1);
  assert.ok(source !== undefined);
  const choices = choicesFrom(source);
  const { proxy, data, mongo, memory, database } = await openSides(server, context);
  const taskIds = await randomTaskIds(choices, database, 8);
  const act = createUser(choices, [mongo, memory], taskIds);
  const result = { requests: 0, failed: 0, refused: 0 };
  const log: string[] = [];
  const note = (line: string): void => void (log.push(line), log.splice(0, log.length - LOG_LENGTH));
  const requestContext = {
    taskIds,
    revisionOf: (taskId: string) => {
      const { rev } = data.tasks.get(taskId) ?? {};
      return typeof rev === 'number' ? rev : null;
    },
    get lastNumber() {
      return data.lastNumber;
    },
  };
  try {
    for (const endMs = performance.now() + durationMs; performance.now() < endMs;) {
      if (choices.chance(0.3)) note(await act());
      const request = randomRequest(choices, requestContext);
      if (choices.chance(0.2)) note(await injectFault(choices, server, proxy));
      note(JSON.stringify(request));
      const { response, failures } = await persist(mongo.store, request, log);
      await endFaults(server, proxy);
      const expected = await memory.store.execute(request);
      const repeated = failures > 0;
      assert.deepEqual(comparableResponse(response, repeated), comparableResponse(expected, repeated));
      result.requests += 1;
      if (repeated) result.failed += 1;
      if (expected.kind === 'projected') result.refused += expected.detached.length;
      if (choices.chance(0.1)) await compareAll([mongo, memory], taskIds, choices);
    }
  } catch (error) {
    throw new Error(`random seed ${randomSeed}, after ${result.requests} requests:\n${log.join('\n')}`, {
      cause: error,
    });
  }
  return result;
}
