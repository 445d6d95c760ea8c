import { status } from '@grpc/grpc-js';
import { ReadPreference, type Collection } from 'mongodb';
import type { EntryRow, TaskRow } from '../store/documents.ts';
import { databaseAt } from '../store/open-mongo-store.ts';
import { withStoreErrors } from '../store/mongo-errors.ts';
import { InspectionError } from './errors.ts';

/** How long the server may spend on one read: callers wait for the answer, and the scheduler needs the server. */
const READ_TIMEOUT_MS = 2_000;

/** A small pool of its own, so that inspection cannot take connections away from the scheduler. */
const INSPECTION_CLIENT_OPTIONS = {
  appName: 'steadfast-inspector',
  maxPoolSize: 4,
  waitQueueTimeoutMS: 3_000,
  socketTimeoutMS: 4_000,
} as const;

/** Any member may answer with what is majority-committed, so that reads work while there is no primary. */
export const READ_OPTIONS = {
  readConcern: { level: 'majority' },
  readPreference: ReadPreference.primaryPreferred,
  maxTimeMS: READ_TIMEOUT_MS,
} as const;

/** Read access to the database for inspection. */
export interface InspectionDatabase {
  readonly tasks: Collection<TaskRow>;
  /** Tasks that are continued here, because their documents in `tasks` refuse updates. */
  readonly detached: Collection<TaskRow>;
  readonly ledger: Collection<EntryRow>;
  /**
   * Runs a read, connecting first if necessary.
   * @throws {StoreError} when the database does not answer within a few seconds
   */
  readonly read: <Result>(operation: () => Promise<Result>) => Promise<Result>;
  /** Returns the version of the MongoDB server. */
  readonly serverVersion: () => Promise<string>;
  readonly close: () => Promise<void>;
}

/** Opens the database at a URL, which must be well-formed; connects on first use. */
export function openInspectionDatabase(url: string): InspectionDatabase {
  const { client, database } = databaseAt(url, INSPECTION_CLIENT_OPTIONS);
  const tasks = database.collection<TaskRow>('tasks');
  const read: InspectionDatabase['read'] = (operation) =>
    withStoreErrors(async () => {
      await client.connect();
      return await operation();
    });
  return {
    tasks,
    detached: database.collection('detached'),
    ledger: database.collection('ledger'),
    read,
    serverVersion: () =>
      read(async () => {
        const { version } = await database.admin().buildInfo({ maxTimeMS: READ_TIMEOUT_MS });
        if (typeof version !== 'string')
          throw new InspectionError(status.INTERNAL, 'the MongoDB server did not report its version');
        return version;
      }),
    close: () => client.close(),
  };
}
