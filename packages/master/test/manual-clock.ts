import { systemTimers, type Cancel, type Timers } from '@steadfast/runtime';

function after(delayMs: number, callback: () => void): Cancel {
  const timeout = setTimeout(callback, delayMs).unref();
  return () => clearTimeout(timeout);
}

/** Timers with a monotonic clock that only a test moves. Delays are real, but do not keep a test alive. */
export function createManualClock(): { readonly clock: { nowMs: number }; readonly timers: Timers } {
  const clock = { nowMs: 0 };
  return { clock, timers: { ...systemTimers, monotonicMs: () => clock.nowMs, after } };
}
