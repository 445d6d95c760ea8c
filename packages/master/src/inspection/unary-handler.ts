import { status, type handleUnaryCall, type sendUnaryData } from '@grpc/grpc-js';
import type { Logger } from '@steadfast/runtime';
import { toStatus } from './errors.ts';

/** More than people and tools need, and few enough not to slow down the scheduler. */
const MAX_CONCURRENT_REQUESTS = 32;

/** Creates a function that wraps a plain function as a unary handler; all handlers share one concurrency limit. */
export function createUnaryHandlers(logger: Logger) {
  let inProgress = 0;
  /** Responds with the result of `respond`, or the status of its error. Never rejects. */
  const handle = async <Response>(
    respond: () => Promise<Response>,
    callback: sendUnaryData<Response>,
  ): Promise<void> => {
    inProgress += 1;
    try {
      callback(null, await respond());
    } catch (error) {
      callback(toStatus(error, logger));
    } finally {
      inProgress -= 1;
    }
  };
  return <Request, Response>(respond: (request: Request) => Promise<Response>): handleUnaryCall<Request, Response> =>
    ({ request }, callback) => {
      if (inProgress < MAX_CONCURRENT_REQUESTS) return void handle(() => respond(request), callback);
      const details = `too many concurrent requests: the maximum is ${MAX_CONCURRENT_REQUESTS}; try again`;
      callback({ code: status.RESOURCE_EXHAUSTED, details });
    };
}
