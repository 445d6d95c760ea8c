import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { MongoClient, type Collection, type Document } from 'mongodb';
import { startMongod, type Mongod } from '@steadfast/cluster';
import { taskFromRow, type TaskRow } from '../../src/store/documents.ts';
import { openMongoStore } from '../../src/store/open-mongo-store.ts';
import { fromTaskId } from '../../src/store/task-id.ts';
import type { AnyDocument, Subject } from './store-fixture.ts';

/** A mongod for the tests of one file, and a client of its own to look into it. */
export interface TestServer {
  readonly mongod: Mongod;
  readonly client: MongoClient;
  /** A database that nobody has used yet. */
  readonly newDatabase: () => string;
  /** The URL of a database, through another port if one is given. */
  readonly urlOf: (database: string, port?: number) => string;
  readonly stop: () => Promise<void>;
}

/** Starts a mongod that accepts fail points. */
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

/** Times are dates in the database, and milliseconds in the core. */
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
  const row: Document = { _id: fromTaskId(taskId), ...fields };
  for (const name of ['assignment', 'parked']) if (isObject(row[name])) row[name] = msToDates(row[name]);
  return row as TaskRow;
}

function lineInCore(line: Document): Document {
  return { reason: null, ...datesToMs(line) };
}

function toDocument(row: TaskRow): AnyDocument {
  const { parked, history } = row;
  return {
    ...taskFromRow(row),
    ...(isObject(parked) ? { parked: datesToMs(parked) } : {}),
    ...(Array.isArray(history) ? { history: history.map(lineInCore) } : {}),
  };
}

/** The documents of a database, as the tests of the contract put and see them. */
export function documentsIn(tasks: Collection<TaskRow>): Pick<Subject, 'put' | 'document'> {
  return {
    put: async (...documents) => {
      const rows = documents.map(toRow);
      await tasks.deleteMany({ _id: { $in: rows.map(({ _id }) => _id) } });
      // Else the driver would put an identifier of its own in the place of null.
      await tasks.insertMany(rows, { forceServerObjectId: true });
    },
    document: async (taskId) => {
      const row = await tasks.findOne({ _id: { $eq: fromTaskId(taskId) } });
      return row === null ? undefined : toDocument(row);
    },
  };
}

/** A subject on a new database of a server. */
export async function openMongoSubject(server: TestServer, context: TestContext): Promise<Subject> {
  const database = server.newDatabase();
  const [store, rival] = [openMongoStore(server.urlOf(database)), openMongoStore(server.urlOf(database))];
  context.after(() => Promise.all([store.close(), rival.close()]));
  await store.prepare();
  return { store, rival, ...documentsIn(server.client.db(database).collection<TaskRow>('tasks')) };
}
