import { randomInt } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { checkInteger, parseCommandLine } from '@steadfast/runtime';
import { MAX_RANDOM_SEED } from '@steadfast/runtime/random';
import type { Fault } from '../faults/plan.ts';

/** Which faults a choice stands for. */
const FAULTS = {
  kill: ['kill'],
  all: ['kill', 'freeze', 'cut', 'lossy'],
} as const satisfies Record<string, readonly Fault[]>;

/** What chaos to make of containers. */
export interface ChaosChoice {
  readonly choice: keyof typeof FAULTS;
  readonly faults: readonly Fault[];
  readonly randomSeed: number;
  /** So many tasks are inserted first, while the master is down; undefined: those that are there. */
  readonly tasks: number | undefined;
  /** Where the folder of the run is made. */
  readonly directory: string;
}

/** Git ignores it. */
const RUNS_FOLDER = fileURLToPath(new URL('../../../../.steadfast/chaos', import.meta.url));

const OPTIONS = {
  faults: {
    choices: Object.keys(FAULTS) as (keyof typeof FAULTS)[],
    default: 'kill' as keyof typeof FAULTS,
    describe: 'kill: processes are killed; all: also frozen, cut off from the network, or made to lose packets',
    requiresArg: true,
  },
  'random-seed': {
    type: 'number',
    describe: `the same number gives the same plan; 0 to ${MAX_RANDOM_SEED}, drawn unless given`,
    requiresArg: true,
  },
  tasks: {
    type: 'number',
    describe: 'insert so many tasks first, as make seed does; by default, those that are there',
    requiresArg: true,
  },
  directory: {
    type: 'string',
    default: RUNS_FOLDER,
    describe: 'where the folder of the run is made',
    requiresArg: true,
  },
} as const;

/** More could not be counted several times a second. */
const MAX_TASKS = 100_000;

/**
 * Reads the command line.
 * @throws {UsageError} naming what is wrong
 */
export async function readChaosChoice(argv: readonly string[]): Promise<ChaosChoice> {
  const values = await parseCommandLine(
    {
      name: 'chaos',
      description:
        'Kills the containers of master and slaves at random, and starts them again, until every task is a success;\n' +
        'then decides from what they left behind whether every promise was kept.',
      options: OPTIONS,
      examples: [['$0 --faults all --random-seed 7', 'freezes and network cuts, too; the same plan each time']],
    },
    argv,
  );
  const { faults: choice, tasks, directory } = values;
  return {
    choice,
    faults: FAULTS[choice],
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

/** The command that makes the same chaos again: the plan depends on the slaves and on the longest task, too. */
export function commandToRepeat(
  { choice, randomSeed, tasks }: ChaosChoice,
  { MIN_SLEEP, MAX_SLEEP }: NodeJS.ProcessEnv,
): string {
  return [
    'make chaos',
    ...(choice === 'kill' ? [] : [`FAULTS=${choice}`]),
    ...(tasks === undefined ? [] : [`TASKS=${tasks}`]),
    ...(tasks === undefined || !MIN_SLEEP ? [] : [`MIN_SLEEP=${MIN_SLEEP}`]),
    ...(tasks === undefined || !MAX_SLEEP ? [] : [`MAX_SLEEP=${MAX_SLEEP}`]),
    `RANDOM_SEED=${randomSeed}`,
  ].join(' ');
}
