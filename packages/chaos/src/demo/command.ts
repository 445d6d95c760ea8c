import { runMain } from '@steadfast/runtime';
import { formatPlural } from '@steadfast/runtime/format';
import { commandLines } from '../run/closing-list.ts';
import { INTERRUPTED_EXIT_CODE, print } from '../run/console.ts';
import { databaseOf } from '../run/database.ts';
import { describeKeptDatabase } from './kept-database.ts';
import { judgeRun } from '../run/judge-run.ts';
import { printWrapped } from '../run/print-wrapped.ts';
import { createRunFolder, removeDatabaseFiles, removeIfUnused, tidyRunFolders } from '../run/run-folders.ts';
import { displayPath } from '../view/display-path.ts';
import { prepareDemoCluster } from './cluster.ts';
import { monitorCrashes } from './crash-monitor.ts';
import type { DemoEnvironment } from './environment.ts';
import { commandToRepeat, readDemoOptions, type DemoOptions } from './options.ts';
import { runDemo } from './run-demo.ts';

/** After Ctrl-C members are killed if they do not stop within this time: the user is waiting for the prompt. */
const INTERRUPTED_GRACE_MS = 300;

function describeDemo(options: DemoOptions): string {
  const { tasks, slaves, minSleep, maxSleep, kills, randomSeed } = options;
  const members = `1 master and ${formatPlural(slaves, 'slave')}`;
  const faults = kills ? 'killed and frozen at random' : 'without faults';
  return [
    `Steadfast demo: ${formatPlural(tasks, 'task')} of ${minSleep} to ${maxSleep} s on ${members}, ${faults}.`,
    ...commandLines(`Random seed ${randomSeed}. To repeat this run:`, commandToRepeat(options), Infinity),
  ].join('\n');
}

/** Runs the demo and judges it. Returns true if the run passes. */
async function runAndJudge(environment: DemoEnvironment): Promise<boolean> {
  const { options, directory, signal } = environment;
  const crashes = monitorCrashes(directory);
  const cluster = await prepareDemoCluster(environment, crashes.onProcessEvent);
  const { mongod, mongoUrl } = cluster;
  let passed = false;
  try {
    environment.report(
      mongod === undefined
        ? `MongoDB: the given server, in the new database ${databaseOf(mongoUrl)}`
        : `MongoDB ${mongod.version}, from ${mongod.source}: ${displayPath(mongod.path)}`,
    );
    signal.throwIfAborted();
    const result = await runDemo(environment, cluster, crashes);
    const repeatCommand = commandToRepeat(options);
    const ownsDatabase = mongod !== undefined;
    passed = await judgeRun({ ...environment, print, size: options, repeatCommand, mongoUrl, ownsDatabase }, result);
  } finally {
    await cluster.stop(signal.aborted ? INTERRUPTED_GRACE_MS : undefined);
    // The database files are only of interest if the run did not pass.
    if (passed) removeDatabaseFiles(directory);
    if (options.mongoUrl !== undefined) print(describeKeptDatabase(mongoUrl, options.mongoUrl, process.env));
  }
  return passed;
}

/** Tidies up after a run that was interrupted. Returns what is left of it. */
function tidyInterrupted(directory: string): string {
  removeDatabaseFiles(directory);
  return removeIfUnused(directory) ? '' : ` The files of this run are in ${displayPath(directory)}.`;
}

/** Runs the demo as the command line says, until it has a verdict or the signal aborts. */
export async function runDemoCommand(signal: AbortSignal): Promise<void> {
  await runMain(async (argv) => {
    const options = await readDemoOptions(argv, process.env);
    const directory = createRunFolder(options.directory, new Date());
    printWrapped(describeDemo(options));
    const removed = tidyRunFolders(options.directory);
    if (removed !== undefined) printWrapped(removed);
    try {
      signal.throwIfAborted();
      const environment = { options, directory, output: process.stdout, signal, report: printWrapped };
      if (!(await runAndJudge(environment))) process.exitCode = 1;
    } catch (error) {
      if (!signal.aborted) throw error;
      printWrapped(`No verdict. All processes have ended.${tidyInterrupted(directory)}`);
      process.exitCode = INTERRUPTED_EXIT_CODE;
    }
  });
}
