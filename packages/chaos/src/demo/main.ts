import { runMain, stopSignal } from '@steadfast/runtime';
import { conclude, removeData } from '../run/judge-run.ts';
import { countDeaths } from './crash-monitor.ts';
import { prepareCluster } from './cluster.ts';
import { makeDemoFolder } from '../run/run-folder.ts';
import { commandToRepeat, readDemoOptions, type DemoOptions } from './options.ts';
import { runDemo } from './run-demo.ts';
import type { DemoStage } from './environment.ts';
import { count } from '../view/live-text.ts';
import { typedPath } from '../view/typed-path.ts';

/** Whoever presses Ctrl-C wants no more of it: master and slaves get so long to end in order, in milliseconds. */
const INTERRUPTED_GRACE_MS = 300;

/** What shells give for a program that Ctrl-C ended. */
const INTERRUPTED_EXIT_CODE = 130;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function describeDemo(options: DemoOptions): string {
  const { tasks, slaves, minSleep, maxSleep, kills, randomSeed } = options;
  const who = `1 master and ${count(slaves, 'slave')}`;
  const how = kills ? 'which are killed and frozen at random' : 'which are left alone';
  return `Steadfast demo: ${count(tasks, 'task')} of ${minSleep} to ${maxSleep} s on ${who}, ${how}.\nRandom seed ${randomSeed}; to repeat it: ${commandToRepeat(options)}`;
}

/** Runs the demo and judges it; true when all holds. */
async function demonstrate(stage: DemoStage): Promise<boolean> {
  const deaths = countDeaths(stage.directory);
  const cluster = await prepareCluster(stage, deaths.note);
  const { signal } = stage;
  let met = false;
  try {
    const { mongod } = cluster;
    print(
      mongod === undefined
        ? 'MongoDB: the one that was named, in a new database'
        : `MongoDB ${mongod.version}, from ${mongod.source}: ${typedPath(mongod.path)}`,
    );
    signal.throwIfAborted();
    const run = await runDemo(stage, cluster, deaths);
    const { mongoUrl } = cluster;
    const { options } = stage;
    const circumstances = { size: options, repeat: commandToRepeat(options), mongoUrl, hasData: mongod !== undefined };
    met = await conclude({ ...stage, ...circumstances }, run);
  } finally {
    await cluster.stop(signal.aborted ? INTERRUPTED_GRACE_MS : undefined);
    // Only where something does not hold is there anything to look for in it.
    if (met || signal.aborted) await removeData(stage.directory);
  }
  return met;
}

// A reader that has seen enough, such as `head`, closes the pipe: the children die with us.
process.stdout.on('error', () => process.exit(1));

await runMain(async (argv) => {
  const options = await readDemoOptions(argv, process.env);
  const signal = stopSignal();
  const directory = makeDemoFolder(options.directory, new Date());
  print(describeDemo(options));
  try {
    if (!(await demonstrate({ options, directory, output: process.stdout, signal, print }))) process.exitCode = 1;
  } catch (error) {
    if (!signal.aborted) throw error;
    print(`\nInterrupted: nothing was judged, and no process is left. What there is lies in ${typedPath(directory)}`);
    process.exitCode = INTERRUPTED_EXIT_CODE;
  }
});
