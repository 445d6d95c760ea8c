import { MongoError, MongoServerError } from 'mongodb';
import { StoreError } from './store.ts';

/** Server errors that a person has to mend: Unauthorized, AuthenticationFailed, NamespaceNotFound's kin. */
const PERMANENT_CODES: ReadonlySet<unknown> = new Set([13, 18, 8000]);

/** The user name and the password in a URL, also where they are not percent-encoded as they should be. */
export const CREDENTIALS = /\/\/\S*@/g;

/** True for an error of the operating system, such as EPIPE: the driver lets some of its sockets' errors through bare. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && /^E[A-Z0-9]+$/.test(error.code);
}

/** Translates whatever the driver threw. Only what a person must mend is not worth trying again. */
export function storeError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  if (!(error instanceof MongoError || isSystemError(error))) throw error;
  const permanent = error instanceof MongoServerError && PERMANENT_CODES.has(error.code);
  return new StoreError(error.message.replace(CREDENTIALS, '//…@'), !permanent, error);
}
