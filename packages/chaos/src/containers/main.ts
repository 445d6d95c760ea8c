import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { runMain, stopSignal, UsageError } from '@steadfast/runtime';
import { conclude } from '../run/judge-run.ts';
import { noteSeeded, openDatabase, type OpenDatabase } from '../run/database.ts';
import { makeDemoFolder } from '../run/run-folder.ts';
import { isTooShort, type RunSize } from '../run/expectations.ts';
import { count } from '../view/live-text.ts';
import { perform } from '../run/run-tasks.ts';
import type { Progress } from '../view/progress.ts';
import { openRecord, type Recorder } from '../faults/record.ts';
import { planOf } from '../faults/seeded-plan.ts';
import type { ChaosTarget } from '../faults/target.ts';
import { typedPath } from '../view/typed-path.ts';
import { containerTarget } from './container-target.ts';
import { gatherRecords } from './collect-records.ts';
import { commandToRepeat, readChaosChoice, type ChaosChoice } from './options.ts';
import { findProject, type Project } from './project.ts';
import { openTunnel } from './tunnel.ts';

/** What shells give for a program that Ctrl-C ended. */
const INTERRUPTED_EXIT_CODE = 130;

const MONGODB_PORT = 27_017;

const SEED_SCRIPT = fileURLToPath(new URL('../../../../docker/seed.sh', import.meta.url));

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Inserts tasks; the same random seed gives the same ones. */
async function seed({ tasks, randomSeed }: ChaosChoice): Promise<void> {
  const environment = { ...process.env, COUNT: `${tasks}`, RANDOM_SEED: `${randomSeed}` };
  const { stdout } = await promisify(execFile)('bash', [SEED_SCRIPT], { env: environment });
  print(stdout.trim());
}

/** Stops the masters in order, does something, and has them started again, whatever comes of it. */
async function withoutMasters<Result>(
  target: ChaosTarget,
  record: Recorder,
  work: () => Promise<Result>,
): Promise<Result> {
  const { masters } = target;
  for (const name of masters) {
    record({ at: new Date(), action: 'stop', target: name });
    await target.stop(name);
  }
  try {
    return await work();
  } finally {
    for (const name of masters) {
      record({ at: new Date(), action: 'start', target: name });
      await target.start(name);
    }
  }
}

async function checkWork({ tasks }: OpenDatabase): Promise<void> {
  if ((await tasks.countDocuments({ state: { $ne: 'success' } }, { limit: 1 })) > 0) return;
  throw new UsageError('No task is left to do. Insert some first: make seed COUNT=100, or make chaos TASKS=100');
}

/** The sleeps of the tasks that are left to do, in seconds. */
async function sleepsLeft({ tasks }: OpenDatabase): Promise<number[]> {
  const left = tasks.find({ state: { $ne: 'success' } }, { projection: { sleeptime: 1 } });
  return (await left.toArray()).map(({ sleeptime }) => Number(sleeptime));
}

/** What this run alone lacks: the verdict is about all that the database has seen, and earlier runs could hide it. */
function tooLittle({ hits }: Progress, size: RunSize): string[] {
  if (isTooShort(size)) return [];
  return [
    ...(hits.masterKills === 0 ? ['too little happened: the master was not killed in this run'] : []),
    ...(hits.slaveKills === 0 ? ['too little happened: no slave was killed in this run'] : []),
  ];
}

/** Makes chaos and judges it; true when all holds. */
async function makeChaos(
  choice: ChaosChoice,
  project: Project,
  directory: string,
  signal: AbortSignal,
): Promise<boolean> {
  const target = containerTarget(project);
  const record = openRecord(project.records);
  await using tunnel = await openTunnel(project.mongodb, MONGODB_PORT);
  const mongoUrl = `mongodb://reader:${project.readerPassword}@${tunnel.address}/steadfast?directConnection=true`;
  await using database = openDatabase(mongoUrl);
  const look = async () => ({ sleeptimes: await noteSeeded(database, directory), sleeps: await sleepsLeft(database) });
  if (choice.tasks === undefined) await checkWork(database);
  const { sleeptimes, sleeps } =
    choice.tasks === undefined
      ? await look()
      : await withoutMasters(target, record, async () => {
          await seed(choice);
          return look();
        });
  const maxSleep = sleeps.reduce((longest, sleep) => Math.max(longest, sleep), 0);
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
    start: () => undefined,
    broken: () => undefined,
    onDeath: () => undefined,
    signal,
  });
  await gatherRecords(project, directory);
  const size = { tasks: sleeptimes.size, slaves: target.slaves.length, maxSleep, kills: true };
  const totalSleep = sleeps.reduce((sum, sleep) => sum + sleep, 0);
  const complaints = [...performed.complaints, ...tooLittle(performed.progress, { ...size, totalSleep })];
  const repeat = commandToRepeat(choice, process.env);
  const circumstances = { directory, mongoUrl, size, repeat, hasData: false, output: process.stdout, print, signal };
  return await conclude(circumstances, { ...performed, totalSleep, complaints });
}

await runMain(async (argv) => {
  const choice = await readChaosChoice(argv);
  const project = await findProject(process.env);
  // A reader that has seen enough, such as `head`, closes the pipe: whoever was hit is mended before all ends.
  const closed = new AbortController();
  process.stdout.on('error', () => closed.abort());
  const signal = AbortSignal.any([stopSignal(), closed.signal]);
  const directory = makeDemoFolder(choice.directory, new Date());
  const slaves = count(project.containers.size - 1, 'slave');
  const how = choice.choice === 'kill' ? 'killed' : 'killed, frozen, cut off and made to lose packets';
  print(`Steadfast chaos: a master and ${slaves} in containers, which are ${how} at random.`);
  print(`Random seed ${choice.randomSeed}; the same plan again: ${commandToRepeat(choice, process.env)}`);
  try {
    if (!(await makeChaos(choice, project, directory, signal))) process.exitCode = 1;
  } catch (error) {
    if (!signal.aborted) throw error;
    print(`\nInterrupted: nothing was judged, and all runs on. What there is lies in ${typedPath(directory)}`);
    process.exitCode = INTERRUPTED_EXIT_CODE;
  }
});
