import { monotonicMs } from '@steadfast/runtime';

/** One timer for the earliest wake-up that was requested. */
export interface WakeTimer {
  /** Requests a wake-up within `afterMs` milliseconds; has no effect if an earlier one is pending. */
  readonly set: (afterMs: number) => void;
  /** Cancels the pending wake-up, if any. */
  readonly clear: () => void;
}

/** Creates a timer that calls `onWake`. */
export function createWakeTimer(onWake: () => void): WakeTimer {
  let timer: NodeJS.Timeout | undefined;
  let dueMs = Infinity;
  const clear = (): void => {
    clearTimeout(timer);
    dueMs = Infinity;
  };
  const set = (afterMs: number): void => {
    const requestedMs = monotonicMs() + afterMs;
    if (requestedMs >= dueMs) return;
    clearTimeout(timer);
    dueMs = requestedMs;
    timer = setTimeout(() => {
      dueMs = Infinity;
      onWake();
    }, afterMs);
  };
  return { set, clear };
}
