import { takeOrders } from '@steadfast/protocol/batch';
import { BATCHING_VERSION } from '@steadfast/protocol/limits';
import { isOrder, type MasterMessage } from '@steadfast/protocol/messages';
import type { SessionStream } from './session-stream.ts';

/** Unread messages after which a session is ended: a slave that reads has no more than a few outstanding. */
const MAX_QUEUED_MESSAGES = 256;

/** The messages to one slave that have not been written yet. Orders travel in batches if the slave accepts them. */
export interface MessageQueue {
  /** Sets the protocol version of the slave. Before that, each message travels alone. */
  readonly setVersion: (version: number) => void;
  readonly push: (message: MasterMessage) => void;
  /** Writes what is queued, unless the stream has asked to wait. */
  readonly flush: () => void;
  /** Must be called when the stream accepts messages again. */
  readonly drained: () => void;
  /** Whether the slave reads too slowly. */
  readonly isOverfull: () => boolean;
}

/** Creates the queue in front of a stream. */
export function createMessageQueue(stream: Pick<SessionStream, 'write' | 'writeOrders'>): MessageQueue {
  const queue: MasterMessage[] = [];
  let writable = true;
  let batching = false;
  const writeNext = (next: MasterMessage): boolean => {
    if (batching && isOrder(next)) return stream.writeOrders(takeOrders(queue));
    queue.shift();
    return stream.write(next);
  };
  const flush = (): void => {
    for (let [next] = queue; writable && next !== undefined; [next] = queue) writable = writeNext(next);
  };
  return {
    setVersion: (version) => {
      batching = version >= BATCHING_VERSION;
    },
    push: (message) => void queue.push(message),
    flush,
    drained: () => {
      writable = true;
      flush();
    },
    isOverfull: () => !writable && queue.length > MAX_QUEUED_MESSAGES,
  };
}
