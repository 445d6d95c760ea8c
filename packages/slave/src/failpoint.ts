/**
 * The names that `--failpoint` accepts.
 *
 * | name | where the process kills itself |
 * | --- | --- |
 * | registered | Welcome has arrived; not handled yet |
 * | assigned | Assign has arrived; not handled yet |
 * | started | Started has been sent |
 * | finished | the end is in the journal; Finished has not been sent |
 * | reported | Finished has been sent; not acknowledged yet |
 */
export const FAILPOINTS = ['registered', 'assigned', 'started', 'finished', 'reported'] as const;

/** The name of a failpoint. */
export type FailpointName = (typeof FAILPOINTS)[number];

/**
 * A named point at which the process kills itself as `kill -9` would, for tests; has no effect unless `--failpoint` is
 * given.
 */
export interface Failpoint {
  /** Whether any failpoint is enabled. */
  readonly isEnabled: boolean;
  /** Kills the process if this is the enabled failpoint. */
  readonly hit: (name: FailpointName) => void;
}

/**
 * Time for the master to read what was sent just before. Once the connection breaks, a master may drop messages that
 * it has not read yet, and the failpoints `started` and `reported` stand for deaths after their message was read.
 */
const PAUSE_BEFORE_KILL_MS = 50;

/** Blocks the event loop, so that nothing else is sent or received. */
function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** Creates the failpoint that the option `--failpoint` enables. */
export function createFailpoint(enabled: FailpointName | undefined): Failpoint {
  return {
    isEnabled: enabled !== undefined,
    hit: (name) => {
      if (name !== enabled) return;
      block(PAUSE_BEFORE_KILL_MS);
      process.kill(process.pid, 'SIGKILL');
    },
  };
}
