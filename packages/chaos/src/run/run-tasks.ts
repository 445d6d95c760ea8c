import type { OpenDatabase } from './database.ts';
import { runExperiment, type Outcome } from './chaos-until-done.ts';
import { followLogs, type FollowedFile } from '../view/follow-logs.ts';
import type { Step } from '../faults/plan.ts';
import { trackProgress, type Progress } from '../view/progress.ts';
import type { Recorder } from '../faults/record.ts';
import { settle } from './wait-until-idle.ts';
import type { ChaosTarget } from '../faults/target.ts';
import { startView, type Output } from '../view/view.ts';

/** Whom tasks are run on, how they are hit, and where that is shown. */
export interface Performance {
  readonly target: ChaosTarget;
  readonly plan: Iterable<Step>;
  readonly record: Recorder;
  readonly database: OpenDatabase;
  /** How long each task sleeps, in seconds, by its identifier. */
  readonly sleeptimes: ReadonlyMap<string, number>;
  /** The logs of masters and slaves. */
  readonly logs: readonly FollowedFile[];
  readonly output: Output;
  /** Starts whoever does not run yet. */
  readonly start: () => void;
  /** Says why the run cannot go on, once it cannot. */
  readonly broken: () => string | undefined;
  /** Calls back with a line for each death that nobody asked for. */
  readonly onDeath: (listener: (line: string) => void) => void;
  /** Gives up. */
  readonly signal: AbortSignal;
}

/** What became of it. */
export interface Performed {
  readonly progress: Progress;
  /** Of all tasks together, in seconds. */
  readonly totalSleep: number;
  /** From the start to the last success, in milliseconds. */
  readonly tookMs: number;
  /** What went wrong beside what the checker looks at, each in a line. */
  readonly complaints: readonly string[];
}

/** Without a success for this long, beside what the longest tasks may need, a run is stuck; in milliseconds. */
const PATIENCE_MS = 60_000;

/** A task may be hit so often in a row, or the master be away for so long, before patience ends. */
const LONGEST_TASKS_OF_PATIENCE = 6;

/** So many unfinished tasks of a run that is stuck are shown. */
const UNFINISHED_SHOWN = 5;

/** Says what is not finished: the first few tasks, as their documents have them. */
async function describeUnfinished({ tasks }: OpenDatabase): Promise<string[]> {
  const unfinished = await tasks
    .find({ state: { $ne: 'success' } }, { projection: { history: 0 } })
    .limit(UNFINISHED_SHOWN)
    .toArray();
  return unfinished.map((task) => `not finished: ${JSON.stringify(task)}`);
}

/** Says what is wrong at the end: what is stuck, or what does not settle. */
async function complaintsAt(
  outcome: Outcome,
  progress: Progress,
  { database, signal }: Performance,
): Promise<readonly string[]> {
  switch (outcome.kind) {
    case 'stuck':
      return [outcome.reason, ...(await describeUnfinished(database))];
    case 'finished':
      return settle(progress, database.database, signal);
  }
}

/**
 * Runs the tasks to their end while masters and slaves are hit, shows it, and waits until all is settled.
 * @throws {Error} when something other than the scheduler fails, or the signal aborts
 */
export async function perform(show: Performance): Promise<Performed> {
  const { target, plan, record, database, sleeptimes, logs, output, start, broken, onDeath, signal } = show;
  const { masters, slaves } = target;
  const sleeps = [...sleeptimes.values()];
  const longestMs = 1_000 * sleeps.reduce((longest, sleep) => Math.max(longest, sleep), 0);
  const progress = trackProgress({ masters, slaves, sleeptimes, startedAtMs: Date.now() });
  onDeath((line) => progress.note('harm', line));
  const over = new AbortController();
  const following = followLogs(logs, progress.noteLog, over.signal);
  following.catch((error: unknown) => progress.note('harm', String(error)));
  const view = startView(progress, output);
  try {
    start();
    const startedMs = performance.now();
    const patienceMs = PATIENCE_MS + LONGEST_TASKS_OF_PATIENCE * longestMs;
    const { tasks } = database;
    const outcome = await runExperiment({ target, plan, record, progress, tasks, patienceMs, broken, signal });
    const tookMs = performance.now() - startedMs;
    const complaints = await complaintsAt(outcome, progress, show);
    return { progress, totalSleep: sleeps.reduce((sum, sleep) => sum + sleep, 0), tookMs, complaints };
  } finally {
    view.stop();
    over.abort();
    await following;
  }
}
