import { MongoError, MongoServerError, type MongoClient } from 'mongodb';
import { redactUrls } from '@steadfast/runtime';
import { StoreError } from './store.ts';

/**
 * Server errors that only an operator can resolve: Unauthorized (13), AuthenticationFailed (18), and AtlasError (8000),
 * which Atlas returns for failed authentication.
 */
const PERMANENT_CODES: ReadonlySet<unknown> = new Set([13, 18, 8000]);

/** The codes of the operating system, such as EPIPE, and those of a stream, socket or TLS connection that broke. */
const CONNECTION_CODE = /^(?:E[A-Z0-9]+|ERR_(?:STREAM|SOCKET|TLS|SSL)_\w+)$/;

/** Returns whether a connection failed: the driver does not wrap every error of its sockets. */
function isConnectionError(error: unknown): error is Error {
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && CONNECTION_CODE.test(error.code)
  );
}

/** Returns the hosts that a client connects to, for messages. */
export function hostsOf({ options }: MongoClient): string {
  return options.srvHost ?? options.hosts.map((host) => host.toString()).join(', ');
}

const PERMANENT_ERROR_HINT =
  'Check user and password in --mongo-url (or STEADFAST_MONGO_URL), and the privileges of the user.';

/**
 * Translates an error of the driver, without the credentials that its message may quote. It is retryable unless its
 * code is known to be permanent; then the message names the hosts, if they are given, and what to check.
 * @throws the error itself when it is not an error of the driver or the network
 */
export function toStoreError(error: unknown, hosts?: string): StoreError {
  if (error instanceof StoreError) return error;
  if (!(error instanceof MongoError || isConnectionError(error))) throw error;
  const message = redactUrls(error.message);
  const permanent = error instanceof MongoServerError && PERMANENT_CODES.has(error.code);
  if (!permanent || hosts === undefined) return new StoreError(message, !permanent, error);
  return new StoreError(`cannot use MongoDB at ${hosts}: ${message}\n${PERMANENT_ERROR_HINT}`, false, error);
}

/**
 * Runs a database operation and translates its errors; see `toStoreError`.
 * @throws {StoreError} when the database or the network failed
 */
export async function withStoreErrors<Result>(operation: () => Promise<Result>, hosts?: string): Promise<Result> {
  try {
    return await operation();
  } catch (error) {
    throw toStoreError(error, hosts);
  }
}
