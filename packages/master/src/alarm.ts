import { monotonicMs } from '@steadfast/runtime';

/** A timer for the next wake-up. */
export interface Alarm {
  /** Rings after so many milliseconds, unless it rings earlier anyway. */
  readonly set: (afterMs: number) => void;
  readonly clear: () => void;
}

/** Makes an alarm that calls `ring`. */
export function createAlarm(ring: () => void): Alarm {
  let timer: NodeJS.Timeout | undefined;
  let atMs = Infinity;
  const clear = (): void => {
    clearTimeout(timer);
    atMs = Infinity;
  };
  const set = (afterMs: number): void => {
    const wantedMs = monotonicMs() + afterMs;
    if (wantedMs >= atMs) return;
    clearTimeout(timer);
    atMs = wantedMs;
    timer = setTimeout(() => {
      atMs = Infinity;
      ring();
    }, afterMs);
  };
  return { set, clear };
}
