/**
 * Initiates the replica set of a new database server and creates its users, each with the privileges that its program
 * needs. Shares the network namespace of the server: MongoDB's localhost exception allows creating the first user
 * without authentication. Idempotent.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { MongoClient, MongoServerError, type Db, type Document } from 'mongodb';

/** Passwords by user name, as docker/secrets.sh writes them. */
interface Passwords {
  readonly admin: string;
  readonly master: string;
  readonly seed: string;
  readonly reader: string;
}

const SERVER = '127.0.0.1:27017';
const DATABASE = 'steadfast';

/** MongoDB's AlreadyInitialized: the replica set exists. */
const ALREADY_INITIALIZED = 23;

/** MongoDB's Unauthorized and AuthenticationFailed. */
const UNAUTHENTICATED_CODES = new Set([13, 18]);

/** How long the server may take to respond, and to become primary: a cold start includes recovery from its journal. */
const TIMEOUT_MS = 60_000;
const POLL_MS = 100;

function privilege(collection: string, ...actions: string[]): Document {
  return {
    resource: { db: DATABASE, collection },
    actions,
  };
}

/** The privileges of each role: exactly the actions of its program. */
const PRIVILEGES: Readonly<Record<'master' | 'seed' | 'reader', readonly Document[]>> = {
  master: [
    privilege('tasks', 'find', 'update', 'createIndex', 'changeStream'),
    privilege('detached', 'find', 'insert', 'update', 'remove'),
    privilege('ledger', 'find', 'insert', 'remove'),
    privilege('control', 'find', 'insert', 'update'),
  ],
  seed: [privilege('tasks', 'find', 'insert', 'createIndex')],
  reader: ['tasks', 'detached', 'ledger', 'control'].map((collection) => privilege(collection, 'find')),
};

function hasCode(error: unknown, codes: ReadonlySet<unknown>): boolean {
  return error instanceof MongoServerError && codes.has(error.code);
}

async function initiateReplicaSet(admin: Db): Promise<void> {
  const members = [{ _id: 0, host: 'mongodb:27017' }];
  try {
    await admin.command({ replSetInitiate: { _id: DATABASE, members } });
  } catch (error) {
    // Authentication is required only once users exist, and those are created after the replica set.
    if (!hasCode(error, new Set([ALREADY_INITIALIZED, ...UNAUTHENTICATED_CODES]))) throw error;
  }
  for (const deadline = performance.now() + TIMEOUT_MS; ; await delay(POLL_MS)) {
    if ((await admin.command({ hello: 1 }))['isWritablePrimary'] === true) return;
    if (performance.now() > deadline)
      throw new Error(`the server did not become primary within ${TIMEOUT_MS / 1_000} s`);
  }
}

async function createAdmin(admin: Db, pwd: string): Promise<void> {
  try {
    await admin.command({ createUser: 'admin', pwd, roles: ['root'] });
  } catch (error) {
    if (!hasCode(error, UNAUTHENTICATED_CODES)) throw error;
  }
}

/** Creates or updates a role and the user that has it. */
async function upsertUser(database: Db, name: keyof typeof PRIVILEGES, pwd: string): Promise<void> {
  const role = { privileges: PRIVILEGES[name], roles: [] };
  const user = { pwd, roles: [name] };
  const roles = await database.command({ rolesInfo: name });
  await database.command(roles['roles'].length > 0 ? { updateRole: name, ...role } : { createRole: name, ...role });
  const users = await database.command({ usersInfo: name });
  await database.command(users['users'].length > 0 ? { updateUser: name, ...user } : { createUser: name, ...user });
}

/** Connects to the server with `credentials` (`USER:PASSWORD@`, or empty), runs `work`, and disconnects. */
async function withClient(credentials: string, work: (client: MongoClient) => Promise<void>): Promise<void> {
  const client = new MongoClient(`mongodb://${credentials}${SERVER}/?directConnection=true`, {
    serverSelectionTimeoutMS: TIMEOUT_MS,
  });
  try {
    await work(client);
  } finally {
    await client.close();
  }
}

const passwords = JSON.parse(readFileSync('/run/secrets/users.json', 'utf8')) as Passwords;

await withClient('', async (client) => {
  const admin = client.db('admin');
  await initiateReplicaSet(admin);
  await createAdmin(admin, passwords.admin);
});
await withClient(`admin:${passwords.admin}@`, async (client) => {
  const database = client.db(DATABASE);
  for (const name of ['master', 'seed', 'reader'] as const) await upsertUser(database, name, passwords[name]);
});
process.stdout.write('replica set and users are set up\n');
