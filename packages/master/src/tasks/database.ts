import { systemTimers, type Timers } from '@steadfast/runtime';
import type { ClientSession, Collection, Db, Document, MongoClient } from 'mongodb';
import type { ControlRow, EntryRow, TaskRow } from '../store/documents.ts';
import { withStoreErrors } from '../store/mongo-errors.ts';
import { databaseAt } from '../store/open-mongo-store.ts';
import { StoreError } from '../store/store.ts';

/**
 * A small pool of its own: neither submitting nor watching takes connections away from the scheduler or from inspection.
 * The driver repeats each write once, by which the server recognizes it, so that it happens once.
 */
const CLIENT_OPTIONS = {
  appName: 'steadfast-tasks',
  maxPoolSize: 8,
  waitQueueTimeoutMS: 3_000,
  socketTimeoutMS: 6_000,
  // An election takes about two seconds.
  serverSelectionTimeoutMS: 4_000,
} as const;

/**
 * How long an operation may take, whatever the driver does: it may never settle one (see `createDeadlinePort`). A thousand
 * documents are stored within 100 ms.
 */
const OPERATION_DEADLINE_MS = 8_000;

/** What operations work on. */
export interface TaskCollections {
  readonly tasks: Collection<TaskRow>;
  readonly ledger: Collection<EntryRow>;
  readonly control: Collection<ControlRow>;
  /** Makes the operations with it see each other's effects, also on different servers. */
  readonly session: ClientSession;
}

/** Access to the database for those who submit, read and watch tasks. */
export interface TaskDatabase {
  /**
   * Runs an operation, connecting first if necessary.
   * @throws {StoreError} when the database is unavailable, or does not respond in time
   */
  readonly run: <Result>(operation: (collections: TaskCollections) => Promise<Result>) => Promise<Result>;
  readonly close: () => Promise<void>;
}

async function inSession<Result>(
  client: MongoClient,
  database: Db,
  operation: (collections: TaskCollections) => Promise<Result>,
): Promise<Result> {
  await client.connect();
  await using session = client.startSession({ causalConsistency: true });
  return await operation({
    tasks: database.collection<TaskRow>('tasks'),
    ledger: database.collection<EntryRow>('ledger'),
    control: database.collection<ControlRow>('control'),
    session,
  });
}

/** What a database runs on; for tests. */
export interface TaskDatabaseOptions {
  readonly timers?: Timers;
  readonly deadlineMs?: number;
  readonly clientOptions?: Document;
}

/** Opens the database at a URL, which must be well-formed; connects on first use. */
export function openTaskDatabase(
  url: string,
  { timers = systemTimers, deadlineMs = OPERATION_DEADLINE_MS, clientOptions = {} }: TaskDatabaseOptions = {},
): TaskDatabase {
  const open = () => databaseAt(url, { ...CLIENT_OPTIONS, ...clientOptions });
  let current = open();
  let closed = false;

  /** An operation that has not settled in time may occupy its connection forever. */
  const replace = (expired: typeof current): void => {
    if (current !== expired) return;
    current = open();
    expired.client.close(true).catch(() => undefined);
  };

  const run: TaskDatabase['run'] = (operation) =>
    new Promise((resolve, reject) => {
      // A client that is used once more after it was closed would connect again.
      if (closed) return reject(new StoreError('the connections to the database are closed', true));
      const used = current;
      const cancelTimer = timers.after(deadlineMs, () => {
        reject(new StoreError(`no response from the database within ${deadlineMs / 1_000} s`, true));
        replace(used);
      });
      void withStoreErrors(() => inSession(used.client, used.database, operation))
        .then(resolve, reject)
        .finally(cancelTimer);
    });
  const close = (): Promise<void> => {
    closed = true;
    return current.client.close(true);
  };
  return { run, close };
}
