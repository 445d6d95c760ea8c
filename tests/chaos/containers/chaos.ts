import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { runMain, stopSignal, UsageError } from '@steadfast/runtime';
import { conclude } from '../conclude.ts';
import { noteSeeded, openDatabase, type OpenDatabase } from '../demo-database.ts';
import { makeDemoFolder } from '../demo-folder.ts';
import { planOf } from '../demo-run.ts';
import { count } from '../live-text.ts';
import { perform } from '../perform.ts';
import { openRecord, type Recorder } from '../record.ts';
import type { ChaosTarget } from '../target.ts';
import { typedPath } from '../typed-path.ts';
import { containerTarget } from './container-target.ts';
import { gatherRecords } from './gather.ts';
import { commandToRepeat, readChaosChoice, type ChaosChoice } from './options.ts';
import { findProject, type Project } from './project.ts';
import { openTunnel } from './tunnel.ts';

/** What shells give for a program that Ctrl-C ended. */
const INTERRUPTED_EXIT_CODE = 130;

const MONGODB_PORT = 27_017;

const SEED_SCRIPT = fileURLToPath(new URL('../../../docker/seed.sh', import.meta.url));

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Inserts tasks while the master is down, so that they can be seen as they were inserted. */
const seedUnseen = async (tasks: number, target: ChaosTarget, record: Recorder): Promise<void> => {
  for (const name of target.masters) {
    record({ at: new Date(), action: 'stop', target: name });
    await target.stop(name);
  }
  const environment = { ...process.env, COUNT: `${tasks}` };
  const { stdout } = await promisify(execFile)('bash', [SEED_SCRIPT], { env: environment });
  print(stdout.trim());
};

/** Starts the masters that were stopped for seeding. */
const startMasters = (target: ChaosTarget, record: Recorder, failed: (error: unknown) => void): void => {
  for (const name of target.masters) {
    record({ at: new Date(), action: 'start', target: name });
    target.start(name).catch(failed);
  }
};

const checkWork = async ({ tasks }: OpenDatabase): Promise<void> => {
  if ((await tasks.countDocuments({ state: { $ne: 'success' } }, { limit: 1 })) > 0) return;
  throw new UsageError('No task is left to do. Insert some first: make seed COUNT=100, or make chaos TASKS=100');
};

/** Makes chaos and judges it; true when all holds. */
const makeChaos = async (
  choice: ChaosChoice,
  project: Project,
  directory: string,
  signal: AbortSignal,
): Promise<boolean> => {
  const target = containerTarget(project);
  const record = openRecord(project.records);
  await using tunnel = await openTunnel(project.mongodb, MONGODB_PORT);
  const mongoUrl = `mongodb://reader:${project.readerPassword}@${tunnel.address}/steadfast?directConnection=true`;
  await using database = openDatabase(mongoUrl);
  if (choice.tasks === undefined) await checkWork(database);
  else await seedUnseen(choice.tasks, target, record);
  const sleeptimes = await noteSeeded(database, directory);
  const maxSleep = [...sleeptimes.values()].reduce((longest, sleep) => Math.max(longest, sleep), 0);
  const failure = new AbortController();
  const performed = await perform({
    target,
    plan: planOf({ ...choice, maxSleep }, target),
    record,
    database,
    sleeptimes,
    logs: [...target.masters, ...target.slaves].map((name) => ({
      name,
      path: join(project.records, name.startsWith('master') ? 'masters' : 'slaves', `${name}.log`),
    })),
    output: process.stdout,
    start: () => {
      if (choice.tasks !== undefined) startMasters(target, record, (error) => failure.abort(error));
    },
    broken: () => (failure.signal.aborted ? String(failure.signal.reason) : undefined),
    onDeath: () => undefined,
    signal,
  });
  await gatherRecords(project, directory);
  const size = { tasks: sleeptimes.size, slaves: target.slaves.length, maxSleep, kills: true };
  const repeat = commandToRepeat(choice);
  return await conclude(
    { directory, mongoUrl, size, repeat, hasData: false, output: process.stdout, print, signal },
    performed,
  );
};

// A reader that has seen enough, such as `head`, closes the pipe.
process.stdout.on('error', () => process.exit(1));

await runMain(async (argv) => {
  const choice = await readChaosChoice(argv);
  const project = await findProject(process.env);
  const signal = stopSignal();
  const directory = makeDemoFolder(choice.directory, new Date());
  const slaves = count(project.containers.size - 1, 'slave');
  const how = choice.choice === 'kill' ? 'killed' : 'killed, frozen and cut off';
  print(`Steadfast chaos: a master and ${slaves} in containers, which are ${how} at random.`);
  print(`Random seed ${choice.randomSeed}; the same plan again: ${commandToRepeat(choice)}`);
  try {
    if (!(await makeChaos(choice, project, directory, signal))) process.exitCode = 1;
  } catch (error) {
    if (!signal.aborted) throw error;
    print(`\nInterrupted: nothing was judged, and all runs on. What there is lies in ${typedPath(directory)}`);
    process.exitCode = INTERRUPTED_EXIT_CODE;
  }
});
