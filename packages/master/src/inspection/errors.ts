import { status, type Metadata } from '@grpc/grpc-js';
import { messageOf, type Logger } from '@steadfast/runtime';
import { MongoServerError } from 'mongodb';
import { StoreError } from '../store/store.ts';

/** The MongoDB error codes MaxTimeMSExpired and BadValue. */
const [MAX_TIME_EXPIRED_CODE, BAD_VALUE_CODE] = [50, 2];

/** Longest database error that callers are shown: some of them contain whole query plans. */
const MAX_ERROR_LENGTH = 200;

/** A request failed: the gRPC status to return, and a message for people. */
export class InspectionError extends Error {
  override readonly name = 'InspectionError';
  readonly code: status;
  /** What programs are told besides the status. */
  readonly metadata: Metadata | undefined;

  constructor(code: status, message: string, metadata?: Metadata) {
    super(message);
    this.code = code;
    this.metadata = metadata;
  }
}

/** Returns the error for an invalid field; `problem` completes a sentence that begins with its name. */
export function invalidField(field: string, problem: string): InspectionError {
  return new InspectionError(status.INVALID_ARGUMENT, `${field} ${problem}`);
}

/** Returns whether the server gave up a read because it took too long. */
export function isTooSlow(error: unknown): boolean {
  return (
    error instanceof StoreError && error.cause instanceof MongoServerError && error.cause.code === MAX_TIME_EXPIRED_CODE
  );
}

function fromStoreError(error: StoreError): InspectionError {
  const { cause, retryable, message } = error;
  const code = cause instanceof MongoServerError ? cause.code : null;
  if (isTooSlow(error)) return new InspectionError(status.DEADLINE_EXCEEDED, 'the database read timed out');
  if (code === BAD_VALUE_CODE && message.includes('hint'))
    return new InspectionError(
      status.UNAVAILABLE,
      'the index for this request is still being created; try again later',
    );
  if (code === BAD_VALUE_CODE) return invalidField('page_token', 'is not a token that ListTasks returned');
  const summary = message.split('\n', 1).join('').slice(0, MAX_ERROR_LENGTH);
  if (retryable) return new InspectionError(status.UNAVAILABLE, `database unavailable: ${summary}`);
  return new InspectionError(status.FAILED_PRECONDITION, `database error: ${summary}`);
}

/** Converts any error to a gRPC status. Details of unexpected errors are written to the log only. */
export function toStatus(error: unknown, logger: Logger): { code: status; details: string; metadata?: Metadata } {
  const known = error instanceof StoreError ? fromStoreError(error) : error;
  if (known instanceof InspectionError) {
    const { code, message: details, metadata } = known;
    return metadata === undefined ? { code, details } : { code, details, metadata };
  }
  logger.error(`inspection request failed: ${messageOf(error)}`, { event: 'inspection.failed' });
  return { code: status.INTERNAL, details: 'internal error; see the log of the master' };
}
