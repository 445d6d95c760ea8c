import type { ClientDuplexStream } from '@grpc/grpc-js';
import {
  encodeSlaveMessage,
  type SessionRequest,
  type SessionResponse__Output,
  type SlaveMessage,
} from '@steadfast/protocol';

/** The stream of a session, as the slave sees it. */
export type SessionCall = ClientDuplexStream<SessionRequest, SessionResponse__Output>;

/**
 * Unsent messages after which a master counts as not reading. With one task and a bounded outbox, a slave has more to
 * say only to a master that keeps sending messages without reading the replies.
 */
export const MAX_QUEUED_MESSAGES = 256;

/** Sends the messages of a session in order, as fast as the master reads them. */
export interface MessageSender {
  /** Queues a message. Returns false if there are now more than `MAX_QUEUED_MESSAGES` in the queue. */
  readonly send: (message: SlaveMessage) => boolean;
  /** Half-closes the stream once everything sent in this turn of the event loop has been transmitted. */
  readonly end: () => void;
}

/** Creates the sender of a session. `onSent` is called after a message was handed to the operating system. */
export function createMessageSender(
  call: SessionCall,
  onSent: ((message: SlaveMessage) => void) | undefined,
): MessageSender {
  const queue: SlaveMessage[] = [];
  let writable = true;
  let ending = false;
  const flush = (): void => {
    while (writable) {
      const message = queue.shift();
      if (message === undefined) break;
      // grpc-js calls back just before it writes to the socket, in the same turn of the event loop.
      const callback = onSent === undefined ? undefined : () => setImmediate(onSent, message);
      writable = call.write(encodeSlaveMessage(message), callback);
    }
    if (ending && queue.length === 0) call.end();
  };
  call.on('drain', () => {
    writable = true;
    flush();
  });
  return {
    send: (message) => {
      queue.push(message);
      flush();
      return queue.length <= MAX_QUEUED_MESSAGES;
    },
    end: () => {
      // Deferred, so that replies to messages that arrived together with the reason to end are still sent.
      setImmediate(() => {
        ending = true;
        flush();
      });
    },
  };
}
