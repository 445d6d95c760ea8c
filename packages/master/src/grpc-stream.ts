import { status, type ServerDuplexStream } from '@grpc/grpc-js';
import * as protocol from '@steadfast/protocol';
import { messageOf } from '@steadfast/runtime';
import type { EndCode } from './core/effects.ts';
import type { SessionStream, SessionStreamListener } from './session-stream.ts';

type SessionCall = ServerDuplexStream<protocol.SessionRequest__Output, protocol.SessionResponse>;

const STATUS: Record<EndCode, status> = {
  unavailable: status.UNAVAILABLE,
  'already exists': status.ALREADY_EXISTS,
  'invalid argument': status.INVALID_ARGUMENT,
  'failed precondition': status.FAILED_PRECONDITION,
  'deadline exceeded': status.DEADLINE_EXCEEDED,
  'resource exhausted': status.RESOURCE_EXHAUSTED,
  unauthenticated: status.UNAUTHENTICATED,
};

function codeOf(error: protocol.ProtocolError): EndCode {
  return error instanceof protocol.UnprovenInstanceError ? 'unauthenticated' : 'invalid argument';
}

/** Passes the messages in a request to the listener if all are valid. */
function receive(request: protocol.SessionRequest__Output, { onMessage, onInvalid }: SessionStreamListener): void {
  let messages: readonly protocol.SlaveMessage[];
  try {
    messages = protocol.decodeRequest(request);
  } catch (error) {
    if (!(error instanceof protocol.ProtocolError)) throw error;
    return onInvalid(codeOf(error), error.message);
  }
  for (const message of messages) onMessage(message);
}

/** Opens a session on a gRPC call. */
export function acceptCall(call: SessionCall, open: (stream: SessionStream) => SessionStreamListener): void {
  const listener = open({
    peer: call.getPeer(),
    write: (message) => call.write(protocol.encodeSingle(message)),
    writeOrders: (orders) => call.write(protocol.encodeOrders(orders)),
    end: (code, details) => void call.emit('error', { code: STATUS[code], details }),
  });
  call.on('data', (request: protocol.SessionRequest__Output) => receive(request, listener));
  call.on('drain', listener.onDrain);
  call.on('end', () => {
    // A broken connection also emits 'end', and is marked as cancelled only after that.
    setImmediate(() => {
      listener.onClosed(call.cancelled ? 'connection broken' : 'stream closed by the slave');
      call.end();
    });
  });
  call.on('error', (error) => listener.onClosed(messageOf(error)));
  for (const event of ['cancelled', 'close']) call.on(event, () => listener.onClosed('connection broken'));
}
