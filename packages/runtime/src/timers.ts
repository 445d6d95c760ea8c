import { monotonicMs } from './clock.ts';

/** Cancels a call that is pending; has no effect once it was made or cancelled. */
export type Cancel = () => void;

/** Cancels nothing: for a timer that has not been started yet. */
export function cancelNothing(): void {}

/**
 * The clocks and timers of a process. Drivers take time only from here, so that a simulation can run them on its own
 * clock.
 */
export interface Timers {
  /** Returns the milliseconds on a monotonic clock since an arbitrary moment. */
  readonly monotonicMs: () => number;
  /** Returns the milliseconds since 1970 on the wall clock. */
  readonly wallMs: () => number;
  /** Calls back after a delay of less than 2^31 ms. The call may come up to a millisecond early, or late. */
  readonly after: (delayMs: number, callback: () => void) => Cancel;
  /** Calls back after all I/O that is ready has been handled. */
  readonly soon: (callback: () => void) => Cancel;
}

/** The clocks and timers of Node.js. */
export const systemTimers: Timers = {
  monotonicMs,
  wallMs: () => Date.now(),
  after: (delayMs, callback) => {
    const timeout = setTimeout(callback, delayMs);
    return () => clearTimeout(timeout);
  },
  soon: (callback) => {
    const immediate = setImmediate(callback);
    return () => clearImmediate(immediate);
  },
};

/** Timers that can be cancelled together. */
export interface TimerScope extends Timers {
  /** Cancels all pending calls. Those requested afterwards are never made. */
  readonly close: () => void;
}

/** Creates a scope. Its owner can end everything that waits in it. */
export function createTimerScope(timers: Timers): TimerScope {
  const pending = new Set<Cancel>();
  let closed = false;
  const track = (request: (callback: () => void) => Cancel, callback: () => void): Cancel => {
    if (closed) return cancelNothing;
    const cancelRequest = request(() => {
      pending.delete(cancel);
      callback();
    });
    const cancel = (): void => {
      pending.delete(cancel);
      cancelRequest();
    };
    pending.add(cancel);
    return cancel;
  };
  return {
    ...timers,
    after: (delayMs, callback) => track((call) => timers.after(delayMs, call), callback),
    soon: (callback) => track(timers.soon, callback),
    close: () => {
      closed = true;
      for (const cancel of pending) cancel();
    },
  };
}
