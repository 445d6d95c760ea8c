import { closedOutputSignal, runMain } from '@steadfast/runtime';
import { formatPlural } from '@steadfast/runtime/format';
import { namesByRole } from '../faults/target.ts';
import { commandLines } from '../run/closing-list.ts';
import { INTERRUPTED_EXIT_CODE } from '../run/console.ts';
import { printWrapped } from '../run/print-wrapped.ts';
import { createRunFolder, removeIfUnused, tidyRunFolders } from '../run/run-folders.ts';
import { displayPath } from '../view/display-path.ts';
import { commandToRepeat, readChaosOptions, type ChaosCommandOptions } from './options.ts';
import { findProject, type Project } from './project.ts';
import { runOnContainers } from './run-on-containers.ts';

function describeChaos(options: ChaosCommandOptions, { containers }: Project): string {
  const { masters, slaves } = namesByRole(containers.keys());
  const members = `${formatPlural(masters.length, 'master')} and ${formatPlural(slaves.length, 'slave')}`;
  const faults =
    options.faultSet === 'kill' ? 'killed at random' : 'killed, frozen, cut off and losing packets at random';
  const repeatCommand = commandToRepeat(options, process.env);
  return [
    `Steadfast chaos: ${members} in containers, ${faults}.`,
    ...commandLines(`Random seed ${options.randomSeed}. To repeat this run:`, repeatCommand, Infinity),
  ].join('\n');
}

/** Runs chaos on the containers as the command line says, until it has a verdict or the signal aborts. */
export async function runChaosCommand(interruption: AbortSignal): Promise<void> {
  await runMain(async (argv) => {
    const options = await readChaosOptions(argv);
    const project = await findProject(process.env);
    // If the reader of the output, such as `head`, closes the pipe, all outages are ended before this process exits.
    const signal = AbortSignal.any([interruption, closedOutputSignal()]);
    const directory = createRunFolder(options.directory, new Date());
    printWrapped(describeChaos(options, project));
    const removed = tidyRunFolders(options.directory);
    if (removed !== undefined) printWrapped(removed);
    try {
      signal.throwIfAborted();
      if (!(await runOnContainers(options, project, directory, signal))) process.exitCode = 1;
    } catch (error) {
      if (!signal.aborted) throw error;
      const left = removeIfUnused(directory) ? '' : ` The files of this run are in ${displayPath(directory)}.`;
      printWrapped(`No verdict. The containers keep running.${left}`);
      process.exitCode = INTERRUPTED_EXIT_CODE;
    }
  });
}
