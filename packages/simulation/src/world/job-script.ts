import type { Outcome } from '@steadfast/slave/work/work-runner';

/*
 * What a simulated job does is written in its input, so that slaves need to know nothing else about it.
 */

/** The kind of simulated tasks that are jobs. */
export const JOB_KIND = 'job';

/** What a job does. Times are in milliseconds. */
export interface JobScript {
  readonly runsMs: number;
  /** How many of its first attempts fail. */
  readonly failures: number;
  /** Whether another attempt is pointless after a failure. */
  readonly permanent: boolean;
  /** What it returns, as JSON; null for nothing. */
  readonly result: string | null;
  /** How long it takes to end once it is aborted. */
  readonly abortMs: number;
}

/** Parses the input of a simulated job. */
export function scriptOf(input: string): JobScript {
  return JSON.parse(input) as JobScript;
}

/** Returns how an attempt ends that is not aborted. */
export function outcomeOf({ failures, permanent, result }: JobScript, attempt: number): Outcome {
  return attempt <= failures
    ? { kind: 'failed', reason: `attempt ${attempt} was to fail`, permanent }
    : { kind: 'succeeded', result };
}
