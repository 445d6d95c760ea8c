import { setTimeout as sleep } from 'node:timers/promises';

/** A state is looked for so often, in milliseconds. */
const POLL_MS = 20;

/** What a condition gives while it does not hold. */
type NotYet = false | null | undefined;

/** How to wait. */
export interface WaitOptions {
  /** After so many milliseconds the wait was in vain. */
  readonly deadlineMs: number;
  /** Says, for people, how things stand when the wait was in vain. */
  readonly explain: () => Promise<string>;
}

/**
 * Waits until a condition gives something, and gives that.
 * @throws {Error} when it does not in time, saying what was waited for and how things stand
 */
export const until = async <Result>(
  what: string,
  condition: () => Promise<Result | NotYet> | Result | NotYet,
  { deadlineMs, explain }: WaitOptions,
): Promise<Result> => {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const result = await condition();
    if (result !== false && result !== null && result !== undefined) return result;
    if (performance.now() > deadline)
      throw new Error(`Waited ${deadlineMs / 1_000} s in vain until ${what}.\n${await explain()}`);
    await sleep(POLL_MS);
  }
};
