/** Returns the milliseconds on a monotonic clock since an arbitrary moment. */
export function monotonicMs(): number {
  return performance.now();
}
