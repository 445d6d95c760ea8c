import { status, type ServerDuplexStream, type ServerWritableStream } from '@grpc/grpc-js';
import { createCounter } from '../counter.ts';

/**
 * How long the end of a call may take to reach the caller. What the caller does not read stays in memory until its
 * connection is gone.
 */
const LINGER_MS = 5_000;

/** A call on which the master sends messages until one of both ends it. */
type StreamingCall<Request, Response> = ServerWritableStream<Request, Response> | ServerDuplexStream<Request, Response>;

/** An open call. */
export interface OpenStream {
  /** Aborts when the call is over. */
  readonly signal: AbortSignal;
  /** Ends the call with a status, and its connection if the caller does not read that. */
  readonly end: (code: status, details: string) => void;
}

/** A bounded set of streaming calls that stay open until the caller or the master ends them. */
export interface OpenStreams {
  /**
   * Adds a call. If there are too many, the oldest call of the connection that has the most is ended with
   * RESOURCE_EXHAUSTED.
   */
  readonly open: <Request, Response>(call: StreamingCall<Request, Response>) => OpenStream;
  /** Ends all calls with UNAVAILABLE. */
  readonly close: () => void;
}

interface AddedStream extends OpenStream {
  readonly peer: string;
}

/** Returns the oldest stream of the peer that has the most. */
function oldestOfLargestPeer(streams: ReadonlySet<AddedStream>): AddedStream | undefined {
  const counts = createCounter<string>();
  const largest = Math.max(...[...streams].map(({ peer }) => counts.increment(peer)));
  return [...streams].find(({ peer }) => counts.get(peer) === largest);
}

/** What a set of calls is bounded by. */
export interface OpenStreamsOptions {
  readonly max: number;
  /** The plural by which the error message refers to the calls. */
  readonly what: string;
  /** Destroys the connection of a peer. */
  readonly disconnect: (peer: string) => void;
  /** For tests: how long the end of a call may take. */
  readonly lingerMs?: number;
}

/** Creates an empty set of calls. */
export function createOpenStreams({ max, what, disconnect, lingerMs = LINGER_MS }: OpenStreamsOptions): OpenStreams {
  const streams = new Set<AddedStream>();
  const open: OpenStreams['open'] = (call) => {
    if (streams.size >= max)
      oldestOfLargestPeer(streams)?.end(
        status.RESOURCE_EXHAUSTED,
        `ended in favour of a newer one: the maximum of open ${what} is ${max}`,
      );
    const controller = new AbortController();
    const peer = call.getPeer();
    const timers: NodeJS.Timeout[] = [];
    const end: OpenStream['end'] = (code, details) => {
      if (!streams.delete(stream)) return;
      timers.push(setTimeout(() => disconnect(peer), lingerMs).unref());
      if (!controller.signal.aborted) call.emit('error', { code, details });
      controller.abort();
    };
    const stream: AddedStream = { peer, signal: controller.signal, end };
    streams.add(stream);
    for (const event of ['close', 'error', 'finish']) call.on(event, () => controller.abort());
    // Emitted when nothing of the call is in memory any more, for whatever reason.
    call.once('cancelled', () => {
      streams.delete(stream);
      controller.abort();
      for (const timer of timers) clearTimeout(timer);
    });
    return stream;
  };
  return {
    open,
    close: () => {
      for (const { end } of streams) end(status.UNAVAILABLE, 'this master is stopping');
    },
  };
}
