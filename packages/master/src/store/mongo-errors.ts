import { MongoError, MongoServerError } from 'mongodb';
import { StoreError } from './store.ts';

/**
 * Server errors that only an operator can resolve: Unauthorized (13), AuthenticationFailed (18), and AtlasError (8000),
 * which Atlas returns for failed authentication.
 */
const PERMANENT_CODES: ReadonlySet<unknown> = new Set([13, 18, 8000]);

/** The user name and password in a URL, even if they are not percent-encoded as they should be. */
export const URL_CREDENTIALS = /\/\/\S*@/g;

/** Returns whether this is an operating system error, such as EPIPE: the driver does not wrap every socket error. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && /^E[A-Z0-9]+$/.test(error.code);
}

/**
 * Translates an error of the driver, without the credentials that its message may quote. It is retryable unless its
 * code is known to be permanent.
 * @throws the error itself when it is not an error of the driver or the network
 */
export function toStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  if (!(error instanceof MongoError || isSystemError(error))) throw error;
  const permanent = error instanceof MongoServerError && PERMANENT_CODES.has(error.code);
  return new StoreError(error.message.replace(URL_CREDENTIALS, '//…@'), !permanent, error);
}

/**
 * Runs a database operation and translates its errors.
 * @throws {StoreError} when the database or the network failed
 */
export async function withStoreErrors<Result>(operation: () => Promise<Result>): Promise<Result> {
  try {
    return await operation();
  } catch (error) {
    throw toStoreError(error);
  }
}
