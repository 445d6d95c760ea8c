import { filesOf, type Cluster } from '@steadfast/cluster';
import type { Deaths } from './crash-monitor.ts';
import { stopMembers } from './cluster.ts';
import { noteSeeded, openDatabase, runSeed } from '../run/database.ts';
import type { DemoStage } from './environment.ts';
import { localTarget } from '../faults/local-target.ts';
import { perform, type Performed } from '../run/run-tasks.ts';
import { planOf } from '../faults/seeded-plan.ts';
import { openRecord } from '../faults/record.ts';

/**
 * Seeds the tasks, then runs them on the cluster while its processes are hit, and shows it. When it resolves, masters
 * and slaves have stopped in order, and only the database is still there.
 * @throws {Error} when something other than the scheduler fails, or the signal aborts
 */
export async function runDemo(stage: DemoStage, cluster: Cluster, deaths: Deaths): Promise<Performed> {
  const { options, directory, output, signal, print } = stage;
  await using database = openDatabase(cluster.mongoUrl);
  print(await runSeed(cluster.mongoUrl, directory, options, signal));
  const sleeptimes = await noteSeeded(database, directory);
  print('');

  const target = localTarget(cluster);
  const names = [...target.masters, ...target.slaves];
  const performed = await perform({
    target,
    plan: planOf({ ...options, faults: options.kills ? ['kill', 'freeze'] : [] }, target),
    record: openRecord(directory),
    database,
    sleeptimes,
    logs: names.map((name) => ({ name, path: filesOf(directory, name).log })),
    output,
    start: () => {
      for (const name of names) cluster.process(name).start();
    },
    broken: deaths.hopeless,
    onDeath: deaths.onDeath,
    signal,
  });
  const forced = await stopMembers(cluster);
  return { ...performed, complaints: [...performed.complaints, ...forced, ...deaths.lines] };
}
