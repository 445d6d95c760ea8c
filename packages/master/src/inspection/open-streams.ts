import { status, type ServerWritableStream } from '@grpc/grpc-js';

/** A bounded set of server-streaming calls that stay open until the caller or the master ends them. */
export interface OpenStreams {
  /**
   * Adds a call and returns a signal that aborts when the call ends. If there are too many, ends the call with
   * RESOURCE_EXHAUSTED and returns null.
   */
  readonly open: <Request, Response>(call: ServerWritableStream<Request, Response>) => AbortSignal | null;
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

/** Creates a set of at most `max` calls; `what` is the plural by which the error message refers to them. */
export function createOpenStreams(max: number, what: string): OpenStreams {
  const enders = new Set<() => void>();
  return {
    open: (call) => {
      if (enders.size >= max) {
        endStream(call, status.RESOURCE_EXHAUSTED, `too many open ${what}: the maximum is ${max}`);
        return null;
      }
      const controller = new AbortController();
      const end = (): void => endStream(call, status.UNAVAILABLE, 'this master is stopping');
      enders.add(end);
      const remove = (): void => {
        enders.delete(end);
        controller.abort();
      };
      for (const event of ['cancelled', 'close', 'error', 'finish']) call.on(event, remove);
      return controller.signal;
    },
    close: () => {
      for (const end of enders) end();
    },
  };
}
