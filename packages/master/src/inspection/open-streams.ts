import { status, type ServerWritableStream } from '@grpc/grpc-js';

/** Calls that stay open until the caller leaves, or the master ends. */
export interface LiveCalls {
  /**
   * Keeps a call among the open ones, and gives a signal that aborts when it is over. Where there are too many, the call
   * is ended with RESOURCE_EXHAUSTED, and nothing is given.
   */
  readonly open: <Request, Response>(call: ServerWritableStream<Request, Response>) => AbortSignal | null;
  /** Ends all of them. */
  readonly close: () => void;
}

/** Ends a call with a status. */
export function endWith<Request, Response>(
  call: ServerWritableStream<Request, Response>,
  code: status,
  details: string,
): void {
  call.emit('error', { code, details });
}

/** Live calls of which there may be so many at once; `what` names them in the refusal. */
export function createLiveCalls(most: number, what: string): LiveCalls {
  const enders = new Set<() => void>();
  return {
    open: (call) => {
      if (enders.size >= most) {
        endWith(call, status.RESOURCE_EXHAUSTED, `${most} ${what} are open already, and there may be no more`);
        return null;
      }
      const over = new AbortController();
      const end = (): void => endWith(call, status.UNAVAILABLE, 'this master is stopping');
      enders.add(end);
      const leave = (): void => {
        enders.delete(end);
        over.abort();
      };
      for (const event of ['cancelled', 'close', 'error', 'finish']) call.on(event, leave);
      return over.signal;
    },
    close: () => {
      for (const end of enders) end();
    },
  };
}
