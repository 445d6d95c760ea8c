/**
 * Makes a replica set of a new database server, and its users, each with no more rights than it uses. Runs at the
 * server's own address, where the first user may be made without a login; doing it again changes nothing.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { MongoClient, MongoServerError, type Db, type Document } from 'mongodb';

/** The passwords, by user. */
interface Passwords {
  readonly admin: string;
  readonly master: string;
  readonly seed: string;
  readonly reader: string;
}

const SERVER = '127.0.0.1:27017';
const DATABASE = 'steadfast';

/** Codes of MongoDB: the replica set is there already; a login is needed, in either wording. */
const ALREADY_INITIALIZED = 23;
const NEEDS_LOGIN = new Set([13, 18]);

/** The server may take so long to answer or to become primary, in milliseconds. */
const PATIENCE_MS = 60_000;
const POLL_MS = 100;

function on(collection: string, ...actions: string[]): Document {
  return {
    resource: { db: DATABASE, collection },
    actions,
  };
}

/** What each role may do: what its program does, and nothing else. */
const PRIVILEGES: Readonly<Record<'master' | 'seed' | 'reader', readonly Document[]>> = {
  master: [
    on('tasks', 'find', 'update', 'createIndex', 'changeStream'),
    on('ledger', 'find', 'insert', 'remove'),
    on('control', 'find', 'insert', 'update'),
  ],
  seed: [on('tasks', 'find', 'insert', 'createIndex')],
  reader: [on('tasks', 'find'), on('ledger', 'find'), on('control', 'find')],
};

function hasCode(error: unknown, codes: ReadonlySet<unknown>): boolean {
  return error instanceof MongoServerError && codes.has(error.code);
}

async function initiate(admin: Db): Promise<void> {
  const members = [{ _id: 0, host: 'mongodb:27017' }];
  try {
    await admin.command({ replSetInitiate: { _id: DATABASE, members } });
  } catch (error) {
    // Where there are users already, so is the replica set.
    if (!hasCode(error, new Set([ALREADY_INITIALIZED, ...NEEDS_LOGIN]))) throw error;
  }
  for (const deadline = performance.now() + PATIENCE_MS; ; await delay(POLL_MS)) {
    if ((await admin.command({ hello: 1 }))['isWritablePrimary'] === true) return;
    if (performance.now() > deadline) throw new Error('the server does not become primary');
  }
}

async function makeAdmin(admin: Db, pwd: string): Promise<void> {
  try {
    await admin.command({ createUser: 'admin', pwd, roles: ['root'] });
  } catch (error) {
    if (!hasCode(error, NEEDS_LOGIN)) throw error;
  }
}

/** Makes a role and its user, or brings them up to date. */
async function makeUser(database: Db, name: keyof typeof PRIVILEGES, pwd: string): Promise<void> {
  const role = { privileges: PRIVILEGES[name], roles: [] };
  const user = { pwd, roles: [name] };
  const known = await database.command({ rolesInfo: name });
  await database.command(known['roles'].length > 0 ? { updateRole: name, ...role } : { createRole: name, ...role });
  const users = await database.command({ usersInfo: name });
  await database.command(users['users'].length > 0 ? { updateUser: name, ...user } : { createUser: name, ...user });
}

async function connected(login: string, work: (client: MongoClient) => Promise<void>): Promise<void> {
  const client = new MongoClient(`mongodb://${login}${SERVER}/?directConnection=true`, {
    serverSelectionTimeoutMS: PATIENCE_MS,
  });
  try {
    await work(client);
  } finally {
    await client.close();
  }
}

const passwords = JSON.parse(readFileSync('/run/secrets/users.json', 'utf8')) as Passwords;

await connected('', async (client) => {
  const admin = client.db('admin');
  await initiate(admin);
  await makeAdmin(admin, passwords.admin);
});
await connected(`admin:${passwords.admin}@`, async (client) => {
  const database = client.db(DATABASE);
  for (const name of ['master', 'seed', 'reader'] as const) await makeUser(database, name, passwords[name]);
});
process.stdout.write('the database is a replica set and has its users\n');
