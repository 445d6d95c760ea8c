import { MongoBulkWriteError, type AnyBulkWriteOperation, type ClientSession, type Collection } from 'mongodb';
import type { TaskRow } from './documents.ts';
import { DURABLE_WRITE } from './mongo-collections.ts';

/** The outcome of writing to several documents independently. */
export interface WriteOutcome {
  readonly matched: number;
  /** By the index of the operation, why the database refused it. */
  readonly refused: ReadonlyMap<number, string>;
}

/**
 * Errors of a single write that may not occur the next time: HostUnreachable (6), HostNotFound (7), LockTimeout (24),
 * MaxTimeMSExpired (50), LockBusy (46), StaleShardVersion (63), NetworkTimeout (89), ShutdownInProgress (91),
 * WriteConflict (112), StaleEpoch (150), PrimarySteppedDown (189), ExceededTimeLimit (262),
 * TransactionTooLargeForCache (290, or -31800 as its storage engine calls it), SocketException (9001),
 * NotWritablePrimary (10107), Interrupted (11601 and those around it), StaleConfig (13388), NotPrimaryNoSecondaryOk
 * (13435), NotPrimaryOrSecondary (13436), and OutOfDiskSpace (14031). Any other error is due to the document.
 */
const RETRYABLE_CODES: ReadonlySet<unknown> = new Set([
  6, 7, 24, 46, 50, 63, 89, 91, 112, 150, 189, 262, 290, -31_800, 9_001, 10_107, 11_600, 11_601, 11_602, 13_388, 13_435,
  13_436, 14_031,
]);

/** Longest reason, in characters: a validator's message may quote the document. */
const MAX_REASON_LENGTH = 200;

/**
 * Executes write operations independently of each other. Refused ones do not fail the others.
 * @throws {MongoBulkWriteError} when the write is not durable, or one of its errors may not occur the next time
 */
export async function writeEach(
  collection: Collection<TaskRow>,
  session: ClientSession,
  operations: readonly AnyBulkWriteOperation<TaskRow>[],
): Promise<WriteOutcome> {
  try {
    const options = { ordered: false, ...DURABLE_WRITE, session };
    const { matchedCount } = await collection.bulkWrite([...operations], options);
    return { matched: matchedCount, refused: new Map() };
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError)) throw error;
    const errors = [error.writeErrors].flat();
    const durable = error.result.getWriteConcernError() === undefined;
    if (!durable || errors.length === 0 || errors.some(({ code }) => RETRYABLE_CODES.has(code))) throw error;
    const refused = errors.map(({ index, errmsg }) => [index, (errmsg ?? '').slice(0, MAX_REASON_LENGTH)] as const);
    return { matched: error.matchedCount, refused: new Map(refused) };
  }
}
