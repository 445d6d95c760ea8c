/** How long to wait before a process that died is started again. */
export interface BackOff {
  /** Before the first restart, in milliseconds; each further one in a row waits twice as long. */
  readonly firstMs: number;
  /** Never longer than this, in milliseconds. */
  readonly mostMs: number;
  /** After a life as long as this, in milliseconds, it begins anew. */
  readonly resetAfterMs: number;
}

/** A killed process is back at once; one that cannot live costs no more than a start every ten seconds. */
export const BACK_OFF: BackOff = { firstMs: 100, mostMs: 10_000, resetAfterMs: 10_000 };

/** The milliseconds to wait before the next start, after so many restarts in a row whose lives were short. */
export function restartDelayMs({ firstMs, mostMs }: BackOff, restartsInARow: number): number {
  return Math.min(mostMs, firstMs * 2 ** restartsInARow);
}
