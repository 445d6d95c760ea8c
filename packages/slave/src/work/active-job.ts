import type { Outcome, RunningJob } from './work-runner.ts';

/** A job that is running, for the runner that has to close. */
export interface ActiveJob extends RunningJob {
  /** Kills its processes without a grace. Its outcome still follows. */
  readonly kill: () => void;
}

/** Returns a job that has ended before it began. */
export function endSoon(outcome: Outcome, onEnd: (outcome: Outcome) => void): ActiveJob {
  let actual = outcome;
  setImmediate(() => onEnd(actual));
  return {
    abort: () => {
      actual = { kind: 'aborted' };
    },
    kill: () => undefined,
  };
}
