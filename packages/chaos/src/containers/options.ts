import { randomInt } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { checkInteger, parseCommandLine } from '@steadfast/runtime';
import { MAX_RANDOM_SEED } from '@steadfast/runtime/random';
import type { ChaosFault } from '../faults/plan.ts';
import { MAX_TASKS } from '../run/task-counts.ts';

/** The faults of each value of `--faults`. */
const FAULTS = {
  kill: ['kill'],
  all: ['kill', 'freeze', 'cut', 'lossy'],
} as const satisfies Record<string, readonly ChaosFault[]>;

/** The options of chaos on containers. */
export interface ChaosCommandOptions {
  /** The value of `--faults`. */
  readonly faultSet: keyof typeof FAULTS;
  /** The faults that it stands for. */
  readonly faults: readonly ChaosFault[];
  readonly randomSeed: number;
  /** How many tasks to insert first, while the masters are stopped; undefined to use the existing ones. */
  readonly tasks: number | undefined;
  /** Where the run folder is created. */
  readonly directory: string;
}

/** Ignored by git. */
const RUNS_FOLDER = fileURLToPath(new URL('../../../../.steadfast/chaos', import.meta.url));

const OPTIONS = {
  faults: {
    choices: Object.keys(FAULTS) as (keyof typeof FAULTS)[],
    default: 'kill' as keyof typeof FAULTS,
    describe: 'kill: kill containers; all: also freeze them, cut them off from the network, and drop their packets',
    requiresArg: true,
  },
  'random-seed': {
    type: 'number',
    describe: `number from 0 to ${MAX_RANDOM_SEED} that determines the faults; random by default`,
    requiresArg: true,
  },
  tasks: {
    type: 'number',
    describe: 'insert this many tasks first, as make seed does; by default, run the existing ones',
    requiresArg: true,
  },
  directory: {
    type: 'string',
    default: RUNS_FOLDER,
    describe: 'where to create the run folder',
    requiresArg: true,
  },
} as const;

/**
 * Reads the options from the command line.
 * @throws {UsageError} when an option is invalid
 */
export async function readChaosOptions(argv: readonly string[]): Promise<ChaosCommandOptions> {
  const values = await parseCommandLine(
    {
      name: 'chaos',
      description:
        'Kills and restarts the containers of the master and the slaves at random until every task has succeeded, then\n' +
        'checks their logs, journals and MongoDB entries.',
      options: OPTIONS,
      examples: [['$0 --faults all --random-seed 7', 'also freezes and network faults; the same plan each time']],
    },
    argv,
  );
  const { faults: faultSet, tasks, directory } = values;
  return {
    faultSet,
    faults: FAULTS[faultSet],
    randomSeed: checkInteger(
      'random-seed',
      values['random-seed'] ?? randomInt(MAX_RANDOM_SEED + 1),
      0,
      MAX_RANDOM_SEED,
    ),
    tasks: tasks === undefined ? undefined : checkInteger('tasks', tasks, 1, MAX_TASKS),
    directory,
  };
}

/**
 * Returns the command that repeats the faults. The plan also depends on the number of slaves and the longest task.
 * A script that runs chaos as a part of its work names itself in CHAOS_COMMAND.
 */
export function commandToRepeat(
  { faultSet, randomSeed, tasks }: ChaosCommandOptions,
  { MIN_SLEEP, MAX_SLEEP, CHAOS_COMMAND }: NodeJS.ProcessEnv,
): string {
  return [
    CHAOS_COMMAND || 'make chaos',
    ...(faultSet === 'kill' ? [] : [`FAULTS=${faultSet}`]),
    ...(tasks === undefined ? [] : [`TASKS=${tasks}`]),
    ...(tasks === undefined || !MIN_SLEEP ? [] : [`MIN_SLEEP=${MIN_SLEEP}`]),
    ...(tasks === undefined || !MAX_SLEEP ? [] : [`MAX_SLEEP=${MAX_SLEEP}`]),
    `RANDOM_SEED=${randomSeed}`,
  ].join(' ');
}
