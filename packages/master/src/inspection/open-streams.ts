import { status, type ServerWritableStream } from '@grpc/grpc-js';
import { createCounter } from '../counter.ts';

/** A bounded set of server-streaming calls that stay open until the caller or the master ends them. */
export interface OpenStreams {
  /**
   * Adds a call and returns a signal that aborts when the call ends. If there are too many, the oldest call of the
   * connection that has the most is ended with RESOURCE_EXHAUSTED.
   */
  readonly open: <Request, Response>(call: ServerWritableStream<Request, Response>) => AbortSignal;
  /** Ends all calls with UNAVAILABLE. */
  readonly close: () => void;
}

/** Ends a call with a status. */
export function endStream<Request, Response>(
  call: ServerWritableStream<Request, Response>,
  code: status,
  details: string,
): void {
  call.emit('error', { code, details });
}

interface OpenStream {
  readonly peer: string;
  readonly end: (code: status, details: string) => void;
}

/** Returns the oldest stream of the peer that has the most. */
function oldestOfLargestPeer(streams: ReadonlySet<OpenStream>): OpenStream | undefined {
  const counts = createCounter<string>();
  const largest = Math.max(...[...streams].map(({ peer }) => counts.increment(peer)));
  return [...streams].find(({ peer }) => counts.get(peer) === largest);
}

/** Creates a set of at most `max` calls; `what` is the plural by which the error message refers to them. */
export function createOpenStreams(max: number, what: string): OpenStreams {
  const streams = new Set<OpenStream>();
  return {
    open: (call) => {
      if (streams.size >= max)
        oldestOfLargestPeer(streams)?.end(
          status.RESOURCE_EXHAUSTED,
          `ended in favour of a newer one: the maximum of open ${what} is ${max}`,
        );
      const controller = new AbortController();
      const stream: OpenStream = {
        peer: call.getPeer(),
        end: (code, details) => {
          remove();
          endStream(call, code, details);
        },
      };
      const remove = (): void => {
        streams.delete(stream);
        controller.abort();
      };
      streams.add(stream);
      for (const event of ['cancelled', 'close', 'error', 'finish']) call.on(event, remove);
      return controller.signal;
    },
    close: () => {
      for (const { end } of streams) end(status.UNAVAILABLE, 'this master is stopping');
    },
  };
}
