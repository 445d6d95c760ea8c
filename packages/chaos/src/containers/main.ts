import { runMain, stopSignal } from '@steadfast/runtime';
import { formatPlural } from '@steadfast/runtime/format';
import { INTERRUPTED_EXIT_CODE, print } from '../run/console.ts';
import { createRunFolder } from '../run/run-folder.ts';
import { displayPath } from '../view/display-path.ts';
import { commandToRepeat, readChaosOptions } from './options.ts';
import { findProject } from './project.ts';
import { runOnContainers } from './run-on-containers.ts';

await runMain(async (argv) => {
  const options = await readChaosOptions(argv);
  const project = await findProject(process.env);
  // If the reader of the output, such as `head`, closes the pipe, all outages are ended before this process exits.
  const closed = new AbortController();
  process.stdout.on('error', () => closed.abort());
  const signal = AbortSignal.any([stopSignal(), closed.signal]);
  const directory = createRunFolder(options.directory, new Date());
  const slaves = formatPlural(project.containers.size - 1, 'slave');
  const faults =
    options.faultSet === 'kill' ? 'killed at random' : 'killed, frozen, cut off and losing packets at random';
  print(`Steadfast chaos: 1 master and ${slaves} in containers, ${faults}.`);
  print(`Random seed ${options.randomSeed}; to repeat this run: ${commandToRepeat(options, process.env)}`);
  try {
    if (!(await runOnContainers(options, project, directory, signal))) process.exitCode = 1;
  } catch (error) {
    if (!signal.aborted) throw error;
    print(
      `\nInterrupted: no verdict. The containers keep running. The files of this run are in ${displayPath(directory)}`,
    );
    process.exitCode = INTERRUPTED_EXIT_CODE;
  }
});
