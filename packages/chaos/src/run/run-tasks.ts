import type { PlanStep } from '../faults/plan.ts';
import type { FaultRecorder } from '../faults/record.ts';
import type { ChaosTarget } from '../faults/target.ts';
import { followLogs, type FollowedFile } from '../view/follow-logs.ts';
import { trackProgress, type RunProgress } from '../view/progress.ts';
import { startView, type Output } from '../view/view.ts';
import { runChaosUntilDone, type RunOutcome } from './chaos-until-done.ts';
import type { OpenDatabase } from './database.ts';
import { waitUntilIdle } from './wait-until-idle.ts';

/** Where tasks run, which faults are injected, and where progress is shown. */
export interface TaskRunOptions {
  readonly target: ChaosTarget;
  readonly plan: Iterable<PlanStep>;
  readonly record: FaultRecorder;
  readonly database: OpenDatabase;
  /** How long each task sleeps, in seconds, by task id. */
  readonly sleeptimes: ReadonlyMap<string, number>;
  /** When the run began, in milliseconds since 1970. Logs may hold earlier runs. */
  readonly startedAtMs: number;
  /** The logs of the masters and slaves. */
  readonly logs: readonly FollowedFile[];
  /** The journals of the slaves. */
  readonly journals: readonly FollowedFile[];
  readonly output: Output;
  /** Starts the members that are not running yet. */
  readonly start: () => void;
  /** Returns why the run cannot continue; undefined while it can. */
  readonly fatalError: () => string | undefined;
  /** Subscribes to a message for each unexpected exit of a member. */
  readonly onCrash: (listener: (message: string) => void) => void;
  /** Aborts the run. */
  readonly signal: AbortSignal;
}

/** The result of a run. */
export interface TaskRunResult {
  readonly progress: RunProgress;
  /** When the run began, in milliseconds since 1970. */
  readonly startedAtMs: number;
  /** The sum over all tasks, in seconds. */
  readonly totalSleep: number;
  /** Problems that the checker cannot know of. Any of them fails the run. */
  readonly problems: readonly string[];
}

/** A run is stuck if no task succeeds for this long, in addition to the time that the longest tasks may need. */
const STALL_TIMEOUT_MS = 60_000;

/** How often in a row the longest task may be killed, or how long the master may be down, before the run is stuck. */
const STALL_TIMEOUT_LONGEST_TASKS = 6;

/** Enough to see what unfinished tasks have in common. */
const MAX_UNFINISHED_SHOWN = 5;

/** Describes the first unfinished tasks by their documents. */
async function describeUnfinished({ tasks }: OpenDatabase): Promise<string[]> {
  const unfinished = await tasks
    .find({ state: { $ne: 'success' } }, { projection: { history: 0 } })
    .limit(MAX_UNFINISHED_SHOWN)
    .toArray();
  return unfinished.map((task) => `unfinished: ${JSON.stringify(task)}`);
}

/** Returns the problems at the end of a run: why it is stuck, or what does not become idle. */
async function finalProblems(
  outcome: RunOutcome,
  progress: RunProgress,
  { database, signal }: TaskRunOptions,
): Promise<readonly string[]> {
  switch (outcome.kind) {
    case 'stuck':
      return [outcome.reason, ...(await describeUnfinished(database))];
    case 'finished':
      return waitUntilIdle(progress, database.database, signal);
  }
}

/**
 * Runs all tasks to their end while faults are injected, shows the progress, and waits until the cluster is idle.
 * @throws {Error} when something other than the scheduler fails, or the signal aborts
 */
export async function runTasks(options: TaskRunOptions): Promise<TaskRunResult> {
  const { target, plan, record, database, sleeptimes, startedAtMs, output, start, fatalError, onCrash, signal } =
    options;
  const { masters, slaves } = target;
  const sleeps = [...sleeptimes.values()];
  const longestMs = 1_000 * sleeps.reduce((longest, sleep) => Math.max(longest, sleep), 0);
  const progress = trackProgress({ masters, slaves, sleeptimes, startedAtMs });
  onCrash((message) => progress.addEvent('fault', message));
  const done = new AbortController();
  const following = Promise.all([
    followLogs(options.logs, progress.onLogLine, done.signal),
    followLogs(options.journals, progress.onJournalLine, done.signal),
  ]);
  following.catch((error: unknown) => progress.addEvent('fault', String(error)));
  const view = startView(progress, output);
  const stopView = (): void => view.stop();
  signal.addEventListener('abort', stopView, { once: true });
  try {
    start();
    const stallTimeoutMs = STALL_TIMEOUT_MS + STALL_TIMEOUT_LONGEST_TASKS * longestMs;
    const { tasks } = database;
    const outcome = await runChaosUntilDone({
      target,
      plan,
      record,
      progress,
      tasks,
      stallTimeoutMs,
      fatalError,
      signal,
    });
    const problems = await finalProblems(outcome, progress, options);
    return { progress, startedAtMs, totalSleep: sleeps.reduce((sum, sleep) => sum + sleep, 0), problems };
  } finally {
    done.abort();
    // The last lines belong to the final state that the view shows.
    await following.finally(stopView);
    signal.removeEventListener('abort', stopView);
  }
}
