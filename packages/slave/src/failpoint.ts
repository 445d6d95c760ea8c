/**
 * Failpoints, for tests: at the one that was named on the command line the process kills itself, as abruptly as
 * `kill -9` does. Inert unless named.
 *
 * | name | where |
 * | --- | --- |
 * | registered | a master has welcomed the slave; nothing was done about it yet |
 * | assigned | an assignment has arrived; nothing was done about it yet |
 * | started | Started has been sent |
 * | finished | the end is in the journal; Finished was not sent yet |
 * | reported | Finished has been sent; it is not acknowledged yet |
 */
export const FAILPOINTS = ['registered', 'assigned', 'started', 'finished', 'reported'] as const;

/** The name of a failpoint. */
export type Failpoint = (typeof FAILPOINTS)[number];

/**
 * How long the process stands still before it dies, in milliseconds: a master may lose a message that it has not read
 * when the connection breaks, and at `started` and `reported` it is to have read it.
 */
const STANDSTILL_MS = 50;

/** Does not return if `here` is the failpoint that was named. */
export function reach(here: Failpoint, named: Failpoint | undefined): void {
  if (here !== named) return;
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STANDSTILL_MS);
  process.kill(process.pid, 'SIGKILL');
}
