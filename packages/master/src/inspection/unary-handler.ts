import type { handleUnaryCall, sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import type { Logger } from '@steadfast/runtime';
import { toStatus } from './errors.ts';
import type { RequestSlot, RequestSlots } from './request-slots.ts';

/** Responds with the result of `respond`, or the status of its error. Never rejects. */
async function answer<Response>(
  respond: () => Promise<Response>,
  callback: sendUnaryData<Response>,
  logger: Logger,
): Promise<void> {
  try {
    callback(null, await respond());
  } catch (error) {
    callback(toStatus(error, logger));
  }
}

/** Creates a function that wraps a plain function as a unary handler of a method with slots of its own. */
export function createUnslottedHandlers(logger: Logger) {
  return <Request, Response>(respond: (request: Request) => Promise<Response>): handleUnaryCall<Request, Response> =>
    (call: ServerUnaryCall<Request, Response>, callback) =>
      void answer(() => respond(call.request), callback, logger);
}

/** Creates a function that wraps a plain function as a unary handler; all handlers share the slots. */
export function createUnaryHandlers(logger: Logger, slots: RequestSlots) {
  const handle = async <Response>(
    respond: () => Promise<Response>,
    callback: sendUnaryData<Response>,
    slot: RequestSlot,
  ): Promise<void> => {
    await answer(respond, callback, logger);
    slot.responded();
  };

  return <Request, Response>(respond: (request: Request) => Promise<Response>): handleUnaryCall<Request, Response> =>
    (call: ServerUnaryCall<Request, Response>, callback) => {
      const { promise: ended, resolve: end } = Promise.withResolvers<void>();
      const withdraw = slots.request(call.getPeer(), (slot) => {
        // The database continues to work for a caller who has gone, so the slot is held until both are done.
        const handled = handle(() => respond(call.request), callback, slot);
        void Promise.all([handled, ended]).then(slot.release);
      });
      // Emitted when the call is over for whatever reason: also when its response has been sent completely.
      call.once('cancelled', () => {
        withdraw();
        end();
      });
    };
}
