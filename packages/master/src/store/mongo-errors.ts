import { MongoError, MongoServerError } from 'mongodb';
import { StoreError } from './store.ts';

/** Server errors that a person has to mend: Unauthorized, AuthenticationFailed, NamespaceNotFound's kin. */
const PERMANENT_CODES: ReadonlySet<unknown> = new Set([13, 18, 8000]);

/** Passwords in a URL that an error message quotes. */
const CREDENTIALS = /\/\/[^@/\s]*@/g;

/** Translates whatever the driver threw. Only what a person must mend is not worth trying again. */
export const storeError = (error: unknown): StoreError => {
  if (error instanceof StoreError) return error;
  if (!(error instanceof MongoError)) throw error;
  const permanent = error instanceof MongoServerError && PERMANENT_CODES.has(error.code);
  return new StoreError(error.message.replace(CREDENTIALS, '//…@'), !permanent, error);
};
