import { filesOf, type Cluster } from '@steadfast/cluster';
import { randomFraction, randomSources } from '../../packages/seed/src/random.ts';
import type { Deaths } from './deaths.ts';
import { stopMembers } from './demo-cluster.ts';
import { noteSeeded, openDatabase, runSeed, type OpenDatabase } from './demo-database.ts';
import type { DemoOptions } from './demo-options.ts';
import type { DemoStage } from './demo-stage.ts';
import { runExperiment, type Outcome } from './experiment.ts';
import { followLogs } from './follow-logs.ts';
import { localTarget } from './local-target.ts';
import { planSteps, type Step } from './plan.ts';
import { trackProgress, type Progress, type ProgressTracker } from './progress.ts';
import { openRecord } from './record.ts';
import { settle } from './settle.ts';
import type { ChaosTarget } from './target.ts';
import { startView } from './view.ts';

/** What became of a run, before anybody has judged it. */
export interface DemoRun {
  readonly progress: Progress;
  /** Of all tasks together, in seconds. */
  readonly totalSleep: number;
  /** From the start of master and slaves to the last success, in milliseconds. */
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

/** The tasks are drawn from the first two sources of the random seed, the plan from the next. */
const SOURCES = 3;

/** The plan of kills that belongs to the random seed of a demo. */
export const planOf = ({ randomSeed, maxSleep, kills }: DemoOptions, target: ChaosTarget): Iterable<Step> => {
  const source = randomSources(randomSeed, SOURCES).at(-1);
  if (!kills || source === undefined) return [];
  const { masters, slaves } = target;
  return planSteps(() => randomFraction(source), { masters, slaves, longestTaskMs: maxSleep * 1_000 });
};

/** Says what is not finished: the first few tasks, as their documents have them. */
const describeUnfinished = async ({ tasks }: OpenDatabase): Promise<string[]> => {
  const unfinished = await tasks
    .find({ state: { $ne: 'success' } }, { projection: { history: 0 } })
    .limit(UNFINISHED_SHOWN)
    .toArray();
  return unfinished.map((task) => `not finished: ${JSON.stringify(task)}`);
};

/** Says what is wrong at the end: what is stuck, or what does not settle. */
const complaintsAt = async (
  outcome: Outcome,
  progress: Progress,
  database: OpenDatabase,
  signal: AbortSignal,
): Promise<readonly string[]> => {
  switch (outcome.kind) {
    case 'stuck':
      return [outcome.reason, ...(await describeUnfinished(database))];
    case 'finished':
      return settle(progress, database.database, signal);
  }
};

/** Everything from the first start of a master until all is settled. */
const perform = async (
  { options, directory, signal }: DemoStage,
  cluster: Cluster,
  database: OpenDatabase,
  progress: ProgressTracker,
  deaths: Deaths,
) => {
  const target = localTarget(cluster);
  const record = openRecord(directory);
  for (const name of [...target.masters, ...target.slaves]) cluster.process(name).start();
  const startedMs = performance.now();
  const outcome = await runExperiment({
    target,
    plan: planOf(options, target),
    record,
    progress,
    tasks: database.tasks,
    patienceMs: PATIENCE_MS + LONGEST_TASKS_OF_PATIENCE * options.maxSleep * 1_000,
    broken: deaths.hopeless,
    signal,
  });
  const tookMs = performance.now() - startedMs;
  return { tookMs, complaints: await complaintsAt(outcome, progress, database, signal) };
};

/**
 * Seeds the tasks, then runs them on the cluster while its processes are hit, and shows it. When it resolves, masters
 * and slaves have stopped in order, and only the database is still there.
 * @throws {Error} when something other than the scheduler fails, or the signal aborts
 */
export const runDemo = async (stage: DemoStage, cluster: Cluster, deaths: Deaths): Promise<DemoRun> => {
  const { options, directory, output, signal, print } = stage;
  await using database = openDatabase(cluster.mongoUrl);
  print(await runSeed(cluster.mongoUrl, directory, options, signal));
  const sleeptimes = await noteSeeded(database, directory);
  print('');

  const { masters, slaves } = localTarget(cluster);
  const progress = trackProgress({ masters, slaves, sleeptimes, startedAtMs: Date.now() });
  deaths.onDeath((line) => progress.note('harm', line));
  const followed = [...masters, ...slaves].map((name) => ({ name, path: filesOf(directory, name).log }));
  const over = new AbortController();
  const following = followLogs(followed, progress.noteLog, over.signal);
  following.catch((error: unknown) => progress.note('harm', String(error)));
  const view = startView(progress, output);
  try {
    const { tookMs, complaints } = await perform(stage, cluster, database, progress, deaths);
    view.stop();
    const forced = await stopMembers(cluster);
    const totalSleep = [...sleeptimes.values()].reduce((sum, sleeptime) => sum + sleeptime, 0);
    return { progress, totalSleep, tookMs, complaints: [...complaints, ...forced, ...deaths.lines] };
  } finally {
    view.stop();
    over.abort();
    await following;
  }
};
