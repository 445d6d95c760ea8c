import { status } from '@grpc/grpc-js';
import { InspectionError } from './errors.ts';

/** How a reader is served. */
export interface FollowOptions {
  /** Aborts when the call is over. */
  readonly signal: AbortSignal;
  readonly readDeadlineMs: number;
}

/** A call on which the master writes messages. */
interface WritableCall<Message> {
  readonly write: (message: Message) => boolean;
  readonly once: (event: 'drain', listener: () => void) => unknown;
  readonly off: (event: 'drain', listener: () => void) => unknown;
}

/** Resolves when a stream accepts messages again, or the signal aborts; rejects when it does not do so in time. */
function drained(
  call: Pick<WritableCall<never>, 'once' | 'off'>,
  signal: AbortSignal,
  deadlineMs: number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      call.off('drain', done);
      signal.removeEventListener('abort', done);
    };
    const done = (): void => {
      stop();
      resolve();
    };
    const expire = (): void => {
      stop();
      const message = `nothing was read for ${deadlineMs / 1_000} s; continue after the last entry that was received`;
      reject(new InspectionError(status.DEADLINE_EXCEEDED, message));
    };
    const timer = setTimeout(expire, deadlineMs);
    call.once('drain', done);
    signal.addEventListener('abort', done, { once: true });
  });
}

/**
 * Writes a message and waits while the reader is slow, so that unread messages do not pile up in memory.
 * @throws {InspectionError} when nothing is read for too long
 */
export async function writeMessage<Message>(
  call: WritableCall<Message>,
  message: Message,
  { signal, readDeadlineMs }: FollowOptions,
): Promise<void> {
  if (!signal.aborted && !call.write(message)) await drained(call, signal, readDeadlineMs);
}
