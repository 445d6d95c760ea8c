import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { MongoClient, type Db, type Document } from 'mongodb';
import { startMongod, type Mongod } from '@steadfast/cluster';
import { taskFromRow, type ControlRow, type TaskRow } from '../../src/store/documents.ts';
import { BY_ARRAY_STATE, BY_STATE, IN_ARRAY_STATE_INDEX } from '../../src/store/mongo-collections.ts';
import { openMongoStore } from '../../src/store/open-mongo-store.ts';
import { fromTaskId } from '../../src/store/task-id.ts';
import type { AnyDocument, StoreFixture } from './store-fixture.ts';
import { promisedStore } from './promised-store.ts';

/** A mongod for the tests of one file, and a client to inspect it. */
export interface TestServer {
  readonly mongod: Mongod;
  readonly client: MongoClient;
  /** Returns the name of an unused database. */
  readonly newDatabase: () => string;
  /** Returns the URL of a database; `port` may be that of a proxy. */
  readonly urlOf: (database: string, port?: number) => string;
  readonly stop: () => Promise<void>;
}

/** Starts a mongod on which fail points can be enabled. */
export async function startTestServer(): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'steadfast-master-'));
  const files = { dbPath: join(folder, 'data'), logFile: join(folder, 'mongod.log') };
  const mongod = await startMongod({ ...files, enableTestCommands: true, cacheGb: 0.25 });
  const client = new MongoClient(mongod.url);
  let databases = 0;
  return {
    mongod,
    client,
    newDatabase: () => `test${(databases += 1)}`,
    urlOf: (database, port = mongod.port) => `mongodb://127.0.0.1:${port}/${database}?directConnection=true`,
    stop: async () => {
      await client.close();
      await mongod.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Makes the server fail the commands of masters that `data` describes, as often as `mode` says, until the test ends. */
export async function failCommands(
  { client }: TestServer,
  context: TestContext,
  mode: 'alwaysOn' | { readonly times: number },
  data: Document,
): Promise<void> {
  const admin = client.db('admin');
  const failPoint = { configureFailPoint: 'failCommand' };
  await admin.command({ ...failPoint, mode, data: { appName: 'steadfast-master', ...data } });
  context.after(() => admin.command({ ...failPoint, mode: 'off' }));
}

/** Opens a store on a new database of a server, and its tasks as a user sees them. */
export async function openEmptyStore(server: TestServer, context: TestContext) {
  const database = server.newDatabase();
  const store = promisedStore(openMongoStore(server.urlOf(database)));
  context.after(() => store.close());
  await store.prepare();
  return { store, database, tasks: server.client.db(database).collection('tasks') };
}

/** Converts the field `at`, a date in the database, to milliseconds, as in the core. */
function datesToMs(value: Document): Document {
  const { at, ...rest } = value;
  return at instanceof Date ? { ...rest, atMs: at.getTime() } : value;
}

function msToDates(value: Document): Document {
  const { atMs, ...rest } = value;
  return typeof atMs === 'number' ? { ...rest, at: new Date(atMs) } : value;
}

function isObject(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function toRow({ taskId, ...fields }: AnyDocument): TaskRow {
  const { notBeforeMs, input, ...others } = fields;
  const row: Document = { _id: fromTaskId(taskId), ...others };
  if (typeof notBeforeMs === 'number') row['notBefore'] = new Date(notBeforeMs);
  if (typeof input === 'string') row['input'] = JSON.parse(input);
  for (const name of ['assignment', 'parked']) if (isObject(row[name])) row[name] = msToDates(row[name]);
  return row as TaskRow;
}

function historyItemInCore(item: unknown): unknown {
  return isObject(item) && 'event' in item ? { reason: null, ...datesToMs(item) } : item;
}

function toDocument(row: TaskRow): AnyDocument {
  const { parked, history, result } = row;
  return {
    ...taskFromRow(row),
    ...(result === undefined ? {} : { result: JSON.stringify(result) }),
    ...(isObject(parked) ? { parked: datesToMs(parked) } : {}),
    ...(Array.isArray(history) ? { history: history.map(historyItemInCore) } : {}),
  };
}

/** Returns access to the documents of a database for the contract tests. */
export function documentsIn(database: Db): Omit<StoreFixture, 'store' | 'rival'> {
  const tasks = database.collection<TaskRow>('tasks');
  const control = database.collection<ControlRow>('control');
  return {
    putControl: async (document) => void (await control.replaceOne({ _id: 'leader' }, document, { upsert: true })),
    remove: async (taskId) => void (await tasks.deleteOne({ _id: { $eq: fromTaskId(taskId) } })),
    refuse: async (taskname) => {
      const validator = taskname === null ? {} : { taskname: { $ne: taskname } };
      await database.command({ collMod: 'tasks', validator });
    },
    put: async (...documents) => {
      const rows = documents.map(toRow);
      await tasks.deleteMany({ _id: { $in: rows.map(({ _id }) => _id) } });
      // Otherwise the driver would replace the identifier null by one it generates.
      await tasks.insertMany(rows, { forceServerObjectId: true });
    },
    document: async (taskId) => {
      const row = await tasks.findOne({ _id: { $eq: fromTaskId(taskId) } }, { bsonRegExp: true });
      return row === null ? undefined : toDocument(row);
    },
  };
}

/** Opens a fixture on a new database of a server. */
export async function openMongoFixture(server: TestServer, context: TestContext): Promise<StoreFixture> {
  const database = server.newDatabase();
  const open = () => promisedStore(openMongoStore(server.urlOf(database)));
  const [store, rival] = [open(), open()];
  context.after(() => Promise.all([store.close(), rival.close()]));
  await store.prepare();
  const tasks = server.client.db(database).collection('tasks');
  // Each master builds it in the background.
  await tasks.createIndex(BY_STATE);
  await tasks.createIndex(BY_ARRAY_STATE, { partialFilterExpression: IN_ARRAY_STATE_INDEX });
  return { store, rival, ...documentsIn(server.client.db(database)) };
}
