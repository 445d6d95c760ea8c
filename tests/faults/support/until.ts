import { setTimeout as sleep } from 'node:timers/promises';
import { MongoNetworkError } from 'mongodb';

/** A state is looked for so often, in milliseconds. */
const POLL_MS = 20;

/** What a condition gives while it does not hold. */
type NotYet = false | null | undefined;

/** Something that may hold some time. */
export type Condition<Result> = () => Promise<Result | NotYet> | Result | NotYet;

/** How to wait. */
export interface WaitOptions {
  /** After so many milliseconds the wait was in vain. */
  readonly deadlineMs: number;
  /** Says, for people, how things stand when the wait was in vain. */
  readonly explain: () => Promise<string>;
}

/** True for what the driver throws when mongod dies while it is asked: the condition is then looked at again. */
function isOutage(error: unknown): boolean {
  return error instanceof MongoNetworkError || (error instanceof Error && 'code' in error && error.code === 'EPIPE');
}

/** What a condition gives; nothing yet where mongod died while it was asked. */
async function attempt<Result>(condition: Condition<Result>): Promise<Result | NotYet> {
  try {
    return await condition();
  } catch (error) {
    if (isOutage(error)) return undefined;
    throw error;
  }
}

/**
 * Waits until a condition gives something, and gives that.
 * @throws {Error} when it does not in time, saying what was waited for and how things stand
 */
export async function until<Result>(
  what: string,
  condition: Condition<Result>,
  { deadlineMs, explain }: WaitOptions,
): Promise<Result> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const result = await attempt(condition);
    if (result !== false && result !== null && result !== undefined) return result;
    if (performance.now() > deadline)
      throw new Error(`Waited ${deadlineMs / 1_000} s in vain until ${what}.\n${await explain()}`);
    await sleep(POLL_MS);
  }
}
