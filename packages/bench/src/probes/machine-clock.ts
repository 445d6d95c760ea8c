/**
 * Returns milliseconds on the monotonic clock that all processes of a machine share: times of two processes can be
 * compared to within a few microseconds.
 */
export function machineMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Returns what to add to this process's `performance.now()`, which journals contain, to get the machine's clock. */
export function machineOffsetMs(): number {
  return machineMs() - performance.now();
}
