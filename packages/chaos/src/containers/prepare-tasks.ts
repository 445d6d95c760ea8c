import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { UsageError } from '@steadfast/runtime';
import type { FaultRecorder } from '../faults/record.ts';
import type { ChaosTarget } from '../faults/target.ts';
import { print } from '../run/console.ts';
import type { OpenDatabase } from '../run/database.ts';
import { recordSeededTasks } from '../run/seed.ts';
import type { ChaosCommandOptions } from './options.ts';

const SEED_SCRIPT = fileURLToPath(new URL('../../../../docker/seed.sh', import.meta.url));

/** The tasks of a run. Durations are in seconds. */
export interface PreparedTasks {
  /** How long each task in the database sleeps, by task id. */
  readonly sleeptimes: ReadonlyMap<string, number>;
  /** How long each unfinished task sleeps. */
  readonly unfinished: readonly number[];
}

/** Inserts tasks. The same random seed inserts the same ones. */
async function seed({ tasks, randomSeed }: ChaosCommandOptions): Promise<void> {
  const environment = { ...process.env, COUNT: `${tasks}`, RANDOM_SEED: `${randomSeed}` };
  const { stdout } = await promisify(execFile)('bash', [SEED_SCRIPT], { env: environment });
  print(stdout.trim());
}

/** Runs a function while the masters are stopped, and starts them again even if it fails. */
async function withoutMasters<Result>(
  target: ChaosTarget,
  record: FaultRecorder,
  work: () => Promise<Result>,
): Promise<Result> {
  const { masters } = target;
  for (const name of masters) {
    record({ atMs: Date.now(), action: 'stop', target: name });
    await target.stop(name);
  }
  try {
    return await work();
  } finally {
    for (const name of masters) {
      record({ atMs: Date.now(), action: 'start', target: name });
      await target.start(name);
    }
  }
}

async function checkUnfinished({ tasks }: OpenDatabase): Promise<void> {
  if ((await tasks.countDocuments({ state: { $ne: 'success' } }, { limit: 1 })) > 0) return;
  throw new UsageError(
    'There are no unfinished tasks. Insert some first: make seed COUNT=100, or make chaos TASKS=100',
  );
}

async function readTasks(database: OpenDatabase, directory: string): Promise<PreparedTasks> {
  const sleeptimes = await recordSeededTasks(database, directory);
  const unfinished = database.tasks.find({ state: { $ne: 'success' } }, { projection: { sleeptime: 1 } });
  return { sleeptimes, unfinished: (await unfinished.toArray()).map(({ sleeptime }) => Number(sleeptime)) };
}

/**
 * Prepares the tasks of a run, and records them in its folder: inserts new ones while the masters are stopped, or uses
 * the existing ones.
 * @throws {UsageError} when there are no unfinished tasks
 */
export async function prepareTasks(
  options: ChaosCommandOptions,
  target: ChaosTarget,
  record: FaultRecorder,
  database: OpenDatabase,
  directory: string,
): Promise<PreparedTasks> {
  if (options.tasks !== undefined)
    return withoutMasters(target, record, async () => {
      await seed(options);
      return readTasks(database, directory);
    });
  await checkUnfinished(database);
  return readTasks(database, directory);
}
