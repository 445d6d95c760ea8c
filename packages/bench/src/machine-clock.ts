/**
 * Milliseconds on the clock that all processes of a machine share and that never jumps: stamps of two processes can be
 * subtracted, to a few microseconds.
 */
export function machineMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** What must be added to this process's `performance.now()`, as journals have it, to get the machine's clock. */
export function machineOffsetMs(): number {
  return machineMs() - performance.now();
}
