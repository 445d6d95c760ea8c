import { status, type handleUnaryCall, type sendUnaryData } from '@grpc/grpc-js';
import { messageOf, type Logger } from '@steadfast/runtime';
import { MongoServerError } from 'mongodb';
import { storeError } from '../store/mongo-errors.ts';
import { StoreError } from '../store/store.ts';

/** Requests under way at once: more than people ask, and few enough that the scheduler does not notice. */
const MAX_REQUESTS = 32;

/** What the server says of a read that took too long, and of one that it cannot make sense of. */
const [TOOK_TOO_LONG, BAD_VALUE] = [50, 2];

/** Characters of a database's error that a caller is shown: some come with half a page of plans. */
const MAX_FAULT = 200;

/** A request that cannot be answered: its gRPC status, and a sentence for people. */
export class InspectionError extends Error {
  override readonly name = 'InspectionError';
  readonly code: status;

  constructor(code: status, message: string) {
    super(message);
    this.code = code;
  }
}

/** A field of the request is wrong; the message names it. */
export function invalid(field: string, fault: string): InspectionError {
  return new InspectionError(status.INVALID_ARGUMENT, `${field} ${fault}`);
}

function databaseFault({ cause, retryable, message }: StoreError): InspectionError {
  const code = cause instanceof MongoServerError ? cause.code : null;
  if (code === TOOK_TOO_LONG)
    return new InspectionError(status.DEADLINE_EXCEEDED, 'the database needs too long for this');
  if (code === BAD_VALUE && message.includes('hint'))
    return new InspectionError(status.UNAVAILABLE, 'the indexes for this are still being made; try again in a while');
  if (code === BAD_VALUE) return invalid('page_token', 'is not one that was given out');
  const fault = message.split('\n', 1).join('').slice(0, MAX_FAULT);
  const sort = retryable ? status.UNAVAILABLE : status.FAILED_PRECONDITION;
  return new InspectionError(sort, `the database cannot be used: ${fault}`);
}

/** What the caller is told about any error. What nobody foresaw goes to the log, and only there. */
export function toStatus(error: unknown, logger: Logger): { code: status; details: string } {
  const known = error instanceof StoreError ? databaseFault(error) : error;
  if (known instanceof InspectionError) return { code: known.code, details: known.message };
  logger.error(`An inspection failed: ${messageOf(error)}`, { event: 'inspection.failed' });
  return { code: status.INTERNAL, details: 'this failed; the log of the master says why' };
}

/** Runs something against the database, so that it fails only with a StoreError. */
export async function guarded<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InspectionError) throw error;
    throw storeError(error);
  }
}

/** Makes handlers of plain functions; all of them together answer only so many requests at once. */
export function createAnswering(logger: Logger) {
  let underWay = 0;
  /** Answers with what the work gives, or with the status of its error; never fails itself. */
  const answer = async <Response>(work: () => Promise<Response>, callback: sendUnaryData<Response>): Promise<void> => {
    underWay += 1;
    try {
      callback(null, await work());
    } catch (error) {
      callback(toStatus(error, logger));
    } finally {
      underWay -= 1;
    }
  };
  return <Request, Response>(work: (request: Request) => Promise<Response>): handleUnaryCall<Request, Response> =>
    ({ request }, callback) => {
      if (underWay < MAX_REQUESTS) return void answer(() => work(request), callback);
      const details = `${MAX_REQUESTS} requests are being answered already; try again`;
      callback({ code: status.RESOURCE_EXHAUSTED, details });
    };
}
