import { takeReports } from '@steadfast/protocol/batch';
import type { SlaveMessage } from '@steadfast/protocol/messages';
import type { Timers } from '@steadfast/runtime';
import type { MasterStream } from './master-stream.ts';

/**
 * Unsent messages after which a master counts as not reading. With one task and a bounded outbox, a slave has more to
 * say only to a master that keeps sending messages without reading the replies.
 */
export const MAX_QUEUED_MESSAGES = 256;

/** Sends the messages of a session in order, as fast as the master reads them. Reports travel in batches. */
export interface MessageSender {
  /** Queues a message, unless the stream is half-closed. Returns false if there are now more than `MAX_QUEUED_MESSAGES` in the queue. */
  readonly send: (message: SlaveMessage) => boolean;
  /** Writes what was sent before, if the stream accepts it. */
  readonly flush: () => void;
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
  /** Returns what the stream calls just before it writes to the socket, in the same turn of the event loop. */
  const callbackFor = (messages: readonly SlaveMessage[]): (() => void) | undefined =>
    onSent === undefined ? undefined : () => void soon(() => messages.forEach(onSent));
  const writeNext = (): boolean => {
    const [next] = queue;
    if (next?.kind === 'register') {
      queue.shift();
      return stream.write(next, callbackFor([next]));
    }
    const reports = takeReports(queue);
    return stream.writeReports(reports, callbackFor(reports));
  };
  const flush = (): void => {
    while (writable && queue.length > 0) writable = writeNext();
    if (!ending || ended || queue.length > 0) return;
    ended = true;
    stream.end();
  };
  return {
    send: (message) => {
      // What arrives after the end, such as an assignment to decline, finds the stream half-closed: writing is an error.
      if (ended) return true;
      queue.push(message);
      return queue.length <= MAX_QUEUED_MESSAGES;
    },
    flush,
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
