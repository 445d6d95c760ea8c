/** A job: one attempt of a task of any kind but `sleep`. */
export interface Job {
  readonly taskId: string;
  readonly taskname: string;
  readonly attempt: number;
  /** Its kind: `command`, or the name of a handler. */
  readonly name: string;
  /** Relaxed extended JSON; empty if there is none. */
  readonly input: string;
  /** After how many milliseconds it fails; null if it may take as long as it likes. */
  readonly timeoutMs: number | null;
}

/** How a job ended. */
export type Outcome =
  /** `result` is JSON that `resultProblem` accepts; null if there is none. */
  | { readonly kind: 'succeeded'; readonly result: string | null }
  /** `reason` has 1 to MAX_REASON_LENGTH characters. `permanent`: another attempt would fail as well. */
  | { readonly kind: 'failed'; readonly reason: string; readonly permanent: boolean }
  /** All of its processes are gone. */
  | { readonly kind: 'aborted' };

/** A job that is running. */
export interface RunningJob {
  /** Asks the job to end, and kills what is left of it after a grace. Its outcome follows. */
  readonly abort: () => void;
}

/** Runs jobs in processes of their own. */
export interface WorkRunner {
  /** The kinds of tasks that it can run. */
  readonly kinds: readonly string[];
  /** Starts a job. `onEnd` is called once, and not before this function has returned. */
  readonly start: (job: Job, onEnd: (outcome: Outcome) => void) => RunningJob;
  /** Kills everything that runs; no outcome follows. */
  readonly close: () => void;
}

/** Runs nothing: the runner of a slave that can only sleep. */
export const NO_RUNNER: WorkRunner = {
  kinds: [],
  start: ({ name }) => {
    throw new Error(`nothing runs tasks of kind ${name}`);
  },
  close: () => undefined,
};
