import { cancelNothing, type Cancel, type Timers } from '@steadfast/runtime';

/** A one-shot timer. */
export interface Timer {
  /** Calls back after `delayMs` milliseconds; replaces a pending call. */
  readonly start: (delayMs: number) => void;
  /** Cancels the pending call, if any. */
  readonly clear: () => void;
}

/** Creates a timer that is not running. */
export function createTimer({ after }: Timers, onElapsed: () => void): Timer {
  let cancel: Cancel = cancelNothing;
  return {
    start: (delayMs) => {
      cancel();
      cancel = after(delayMs, onElapsed);
    },
    clear: () => cancel(),
  };
}
