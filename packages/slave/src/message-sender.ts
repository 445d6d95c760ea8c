import type { SlaveMessage } from '@steadfast/protocol/messages';
import type { Timers } from '@steadfast/runtime';
import type { MasterStream } from './master-stream.ts';

/**
 * Unsent messages after which a master counts as not reading. With one task and a bounded outbox, a slave has more to
 * say only to a master that keeps sending messages without reading the replies.
 */
export const MAX_QUEUED_MESSAGES = 256;

/** Sends the messages of a session in order, as fast as the master reads them. */
export interface MessageSender {
  /** Queues a message, unless the stream is half-closed. Returns false if there are now more than `MAX_QUEUED_MESSAGES` in the queue. */
  readonly send: (message: SlaveMessage) => boolean;
  /** Half-closes the stream once everything sent in this turn of the event loop has been transmitted. */
  readonly end: () => void;
  /** Must be called when the stream accepts messages again. */
  readonly drained: () => void;
}

/** Creates the sender of a session. `onSent` is called after a message was handed to the operating system. */
export function createMessageSender(
  stream: MasterStream,
  { soon }: Timers,
  onSent: ((message: SlaveMessage) => void) | undefined,
): MessageSender {
  const queue: SlaveMessage[] = [];
  let writable = true;
  let ending = false;
  let ended = false;
  const flush = (): void => {
    while (writable) {
      const message = queue.shift();
      if (message === undefined) break;
      // The stream calls back just before it writes to the socket, in the same turn of the event loop.
      const callback = onSent === undefined ? undefined : () => void soon(() => onSent(message));
      writable = stream.write(message, callback);
    }
    if (!ending || ended || queue.length > 0) return;
    ended = true;
    stream.end();
  };
  return {
    send: (message) => {
      // What arrives after the end, such as an assignment to decline, finds the stream half-closed: writing is an error.
      if (ended) return true;
      queue.push(message);
      flush();
      return queue.length <= MAX_QUEUED_MESSAGES;
    },
    end: () => {
      // Deferred, so that replies to messages that arrived together with the reason to end are still sent.
      soon(() => {
        ending = true;
        flush();
      });
    },
    drained: () => {
      writable = true;
      flush();
    },
  };
}
