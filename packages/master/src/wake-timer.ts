import { cancelNothing, type Cancel, type Timers } from '@steadfast/runtime';

/** Creates a timer that wakes once, at the earliest time requested since. Returns what requests a wake-up. */
export function createWakeTimer(timers: Timers, onWake: () => void): (afterMs: number) => void {
  let cancel: Cancel = cancelNothing;
  let dueMs = Infinity;
  return (afterMs) => {
    const requestedMs = timers.monotonicMs() + afterMs;
    if (requestedMs >= dueMs) return;
    cancel();
    dueMs = requestedMs;
    cancel = timers.after(afterMs, () => {
      dueMs = Infinity;
      onWake();
    });
  };
}
