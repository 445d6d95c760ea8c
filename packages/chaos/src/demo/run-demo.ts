import { filesOf, type Cluster } from '@steadfast/cluster';
import { localTarget } from '../faults/local-target.ts';
import { openFaultRecord } from '../faults/record.ts';
import { seededPlan } from '../faults/seeded-plan.ts';
import { openDatabase } from '../run/database.ts';
import { runTasks, type TaskRunResult } from '../run/run-tasks.ts';
import { recordSeededTasks, runSeedProgram } from '../run/seed.ts';
import { stopMembers } from './cluster.ts';
import type { CrashMonitor } from './crash-monitor.ts';
import type { DemoEnvironment } from './environment.ts';

/**
 * Seeds the tasks, runs them on the cluster while faults are injected, and shows the progress. When this resolves, the
 * masters and slaves have stopped, and only the database is still up.
 * @throws {Error} when something other than the scheduler fails, or the signal aborts
 */
export async function runDemo(
  environment: DemoEnvironment,
  cluster: Cluster,
  crashes: CrashMonitor,
): Promise<TaskRunResult> {
  const { options, directory, output, signal, report } = environment;
  await using database = openDatabase(cluster.mongoUrl);
  report(await runSeedProgram(cluster.mongoUrl, directory, options, signal));
  const sleeptimes = await recordSeededTasks(database, directory);
  report('');

  const target = localTarget(cluster);
  const names = [...target.masters, ...target.slaves];
  const result = await runTasks({
    target,
    plan: seededPlan({ ...options, faults: options.kills ? ['kill', 'freeze'] : [] }, target),
    record: openFaultRecord(directory),
    database,
    sleeptimes,
    startedAtMs: Date.now(),
    logs: names.map((name) => ({ name, path: filesOf(directory, name).log })),
    journals: target.slaves.map((name) => ({ name, path: filesOf(directory, name).journal })),
    output,
    start: () => {
      for (const name of names) cluster.process(name).start();
    },
    fatalError: crashes.crashLoop,
    onCrash: crashes.onCrash,
    signal,
  });
  const stopProblems = await stopMembers(cluster);
  return { ...result, problems: [...result.problems, ...stopProblems, ...crashes.messages] };
}
