/** A one-shot timer. */
export interface Timer {
  /** Calls back after `delayMs` milliseconds; replaces a pending call. */
  readonly start: (delayMs: number) => void;
  /** Cancels the pending call, if any. */
  readonly clear: () => void;
}

/** Creates a timer that is not running. */
export function createTimer(onElapsed: () => void): Timer {
  let timeout: NodeJS.Timeout | undefined;
  return {
    start: (delayMs) => {
      clearTimeout(timeout);
      timeout = setTimeout(onElapsed, delayMs);
    },
    clear: () => clearTimeout(timeout),
  };
}
