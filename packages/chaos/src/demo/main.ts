import { runMain, stopSignal } from '@steadfast/runtime';
import { formatPlural } from '@steadfast/runtime/format';
import { INTERRUPTED_EXIT_CODE, print } from '../run/console.ts';
import { judgeRun, removeDatabaseFiles } from '../run/judge-run.ts';
import { createRunFolder } from '../run/run-folder.ts';
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
    `Random seed ${randomSeed}; to repeat this run: ${commandToRepeat(options)}`,
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
    print(
      mongod === undefined
        ? 'MongoDB: the given server, in a new database'
        : `MongoDB ${mongod.version}, from ${mongod.source}: ${displayPath(mongod.path)}`,
    );
    signal.throwIfAborted();
    const result = await runDemo(environment, cluster, crashes);
    const repeatCommand = commandToRepeat(options);
    passed = await judgeRun(
      { ...environment, size: options, repeatCommand, mongoUrl, ownsDatabase: mongod !== undefined },
      result,
    );
  } finally {
    await cluster.stop(signal.aborted ? INTERRUPTED_GRACE_MS : undefined);
    // The database files are only of interest if the run did not pass.
    if (passed || signal.aborted) await removeDatabaseFiles(directory);
  }
  return passed;
}

// The reader of the output, such as `head`, has closed the pipe. The cluster's processes end with this one.
process.stdout.on('error', () => process.exit(1));

await runMain(async (argv) => {
  const options = await readDemoOptions(argv, process.env);
  const signal = stopSignal();
  const directory = createRunFolder(options.directory, new Date());
  print(describeDemo(options));
  try {
    if (!(await runAndJudge({ options, directory, output: process.stdout, signal, print }))) process.exitCode = 1;
  } catch (error) {
    if (!signal.aborted) throw error;
    print(
      `\nInterrupted: no verdict. All processes have ended. The files of this run are in ${displayPath(directory)}`,
    );
    process.exitCode = INTERRUPTED_EXIT_CODE;
  }
});
