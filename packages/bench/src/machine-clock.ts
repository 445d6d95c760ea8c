/**
 * Milliseconds on the clock that all processes of a machine share and that never jumps: stamps of two processes can be
 * subtracted, to a few microseconds.
 */
export const machineMs = (): number => Number(process.hrtime.bigint()) / 1e6;

/** What must be added to this process's `performance.now()`, as journals have it, to get the machine's clock. */
export const machineOffsetMs = (): number => machineMs() - performance.now();
