import { status } from '@grpc/grpc-js';
import { ReadPreference, type Collection } from 'mongodb';
import type { EntryRow, TaskRow } from '../store/documents.ts';
import { databaseAt } from '../store/open-mongo-store.ts';
import { guarded, InspectionError } from './unary-handler.ts';

/** No read takes longer, in milliseconds. */
const MAX_TIME_MS = 2_000;

/** A small pool of its own: whatever is asked, the scheduler keeps its connections. Times in milliseconds. */
const CLIENT_OPTIONS = {
  appName: 'steadfast-inspector',
  maxPoolSize: 4,
  waitQueueTimeoutMS: 3_000,
  socketTimeoutMS: 4_000,
} as const;

/** Any member that has what the majority has may answer. */
export const READ = {
  readConcern: { level: 'majority' },
  readPreference: ReadPreference.primaryPreferred,
  maxTimeMS: MAX_TIME_MS,
} as const;

/** The database as inspection sees it. */
export interface InspectionDatabase {
  readonly tasks: Collection<TaskRow>;
  readonly ledger: Collection<EntryRow>;
  /**
   * Reads.
   * @throws {StoreError} when the database does not answer within a few seconds
   */
  readonly read: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** The version of the server. */
  readonly serverVersion: () => Promise<string>;
  readonly close: () => Promise<void>;
}

/** Opens the database at a URL that is known to be well-formed; connects when it is first used. */
export function openInspectionDatabase(url: string): InspectionDatabase {
  const { client, database } = databaseAt(url, CLIENT_OPTIONS);
  const tasks = database.collection<TaskRow>('tasks');
  const read: InspectionDatabase['read'] = (work) =>
    guarded(async () => {
      await client.connect();
      return await work();
    });
  return {
    tasks,
    ledger: database.collection('ledger'),
    read,
    serverVersion: () =>
      read(async () => {
        const { version } = await database.admin().buildInfo({ maxTimeMS: MAX_TIME_MS });
        if (typeof version !== 'string') throw new InspectionError(status.INTERNAL, 'the server tells no version');
        return version;
      }),
    close: () => client.close(),
  };
}
