import { setTimeout as delay } from 'node:timers/promises';

/** What a condition returns while it does not hold. */
export type NotYet = false | null | undefined;

/** Something that is expected to hold eventually. */
export type Condition<Result> = () => Promise<Result | NotYet> | Result | NotYet;

/** How to wait. */
export interface WaitOptions {
  /** How long to wait before giving up; two minutes by default. */
  readonly timeoutMs?: number;
  /** The pause between two evaluations of the condition; 10 ms by default. */
  readonly pollMs?: number;
  /** Ends the wait early. */
  readonly signal?: AbortSignal;
  /** Describes the current state; its result is appended to the error of a wait that times out. */
  readonly explain?: () => Promise<string> | string;
}

/**
 * What tests wait for takes a second or two. The result of a test must not depend on the speed of the machine, so this is
 * as long as it takes on a machine that is busy with many times as much work as it has cores.
 */
const TIMEOUT_MS = 120_000;

/** Short enough to add no noticeable delay, long enough for polling not to load the system under test. */
const POLL_MS = 10;

/**
 * Waits until a condition holds and returns its result: anything other than false, null or undefined. `what` completes
 * the sentence "timed out waiting until …".
 * @throws {Error} naming `what` when the condition does not hold in time
 * @throws the signal's abort error when the signal aborts, and whatever the condition throws
 */
export async function waitUntil<Result>(
  what: string,
  condition: Condition<Result>,
  { timeoutMs = TIMEOUT_MS, pollMs = POLL_MS, signal, explain }: WaitOptions = {},
): Promise<Result> {
  const deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    const result = await condition();
    if (result !== false && result !== null && result !== undefined) return result;
    if (performance.now() > deadlineMs) {
      const explanation = explain === undefined ? '' : `\n${await explain()}`;
      throw new Error(`timed out after ${timeoutMs / 1_000} s waiting until ${what}${explanation}`);
    }
    await delay(pollMs, undefined, { signal });
  }
}
