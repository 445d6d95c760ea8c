/** How long to wait before a process that exited is started again. */
export interface RestartBackoff {
  /** The delay before the first restart, in milliseconds; it doubles with each further restart in a row. */
  readonly initialMs: number;
  /** The upper bound of the delay, in milliseconds. */
  readonly maxMs: number;
  /** A process that stayed up at least this long, in milliseconds, starts over with the initial delay. */
  readonly resetAfterMs: number;
}

/** A killed process is back almost at once; one that crashes on startup costs one start every ten seconds. */
export const DEFAULT_BACKOFF: RestartBackoff = { initialMs: 100, maxMs: 10_000, resetAfterMs: 10_000 };

/** Returns the delay before the next restart, in milliseconds, given the number of short-lived restarts in a row. */
export function restartDelayMs({ initialMs, maxMs }: RestartBackoff, restartsInARow: number): number {
  return Math.min(maxMs, initialMs * 2 ** restartsInARow);
}
