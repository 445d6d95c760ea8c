import { randomInt } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { MAX_SLEEP_SECONDS } from '@steadfast/protocol/limits';
import { parseCommandLine, UsageError } from '@steadfast/runtime';
import { MAX_RANDOM_SEED } from '@steadfast/runtime/random';

/** What demo to run. */
export interface DemoOptions {
  readonly tasks: number;
  readonly slaves: number;
  /** In seconds. */
  readonly minSleep: number;
  readonly maxSleep: number;
  readonly kills: boolean;
  readonly randomSeed: number;
  /** A database that is there already; else the demo brings its own. */
  readonly mongoUrl: string | undefined;
  /** Where the folder of the run is made. */
  readonly directory: string;
}

/** All tasks are counted several times a second: beyond this that would be felt. */
const MAX_TASKS = 100_000;

/** Each slave is a process of some 60 MB: a hundred of them fill an ordinary machine. */
const MAX_SLAVES = 100;

/** Git ignores it. */
const RUNS_FOLDER = fileURLToPath(new URL('../../../../.steadfast/demo', import.meta.url));

/** The options that `make demo` also takes as NAME=value, which is an environment variable without prefix. */
const MAKE_NAMES = ['tasks', 'slaves', 'min-sleep', 'max-sleep', 'kills', 'random-seed'] as const;

const OPTIONS = {
  tasks: { type: 'string', default: '100', describe: 'how many tasks', requiresArg: true },
  slaves: { type: 'string', default: '3', describe: 'how many slaves', requiresArg: true },
  'min-sleep': { type: 'string', default: '0.2', describe: 'the shortest task, in seconds', requiresArg: true },
  'max-sleep': { type: 'string', default: '2', describe: 'the longest task, in seconds', requiresArg: true },
  kills: { type: 'string', default: 'on', describe: 'off: nothing is killed', requiresArg: true },
  'random-seed': {
    type: 'string',
    describe: `the same number gives the same tasks and the same plan of kills; 0 to ${MAX_RANDOM_SEED}, drawn unless given`,
    requiresArg: true,
  },
  'mongo-url': {
    type: 'string',
    describe: 'a MongoDB that runs already, where a new database is made; else one is started',
    requiresArg: true,
  },
  directory: {
    type: 'string',
    default: RUNS_FOLDER,
    describe: 'where the folder of the run is made',
    requiresArg: true,
  },
} as const;

/** The name that `make` takes for an option: `min-sleep` is MIN_SLEEP. */
function makeName(option: string): string {
  return option.toUpperCase().replaceAll('-', '_');
}

/** The options that the environment sets, as a command line; what stands on the real one wins. */
function fromEnvironment(argv: readonly string[], environment: NodeJS.ProcessEnv): string[] {
  return MAKE_NAMES.flatMap((option) => {
    const value = environment[makeName(option)];
    const given = argv.some((word) => word === `--${option}` || word.startsWith(`--${option}=`));
    return value === undefined || value === '' || given ? [] : [`--${option}=${value}`];
  });
}

function checkNumber(option: string, text: string, least: number, most: number, whole: boolean): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value) && value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  const kind = whole ? 'a whole number' : 'a number';
  throw new UsageError(`${makeName(option)} (--${option}) must be ${kind} from ${least} to ${most}, not "${text}"`);
}

function checkSwitch(option: string, text: string): boolean {
  if (text === 'on' || text === 'off') return text === 'on';
  throw new UsageError(`${makeName(option)} (--${option}) must be on or off, not "${text}"`);
}

/**
 * Reads the command line and the environment.
 * @throws {UsageError} naming what is wrong
 */
export async function readDemoOptions(argv: readonly string[], environment: NodeJS.ProcessEnv): Promise<DemoOptions> {
  const values = await parseCommandLine(
    {
      name: 'demo',
      description:
        'Runs tasks on a cluster of real processes, kills master and slaves at random moments, and then decides from\n' +
        'what they left behind whether every promise was kept. `make demo` takes the first six as TASKS=20 KILLS=off ….',
      options: OPTIONS,
      examples: [
        ['$0 --tasks 30 --max-sleep 1', 'a short one'],
        ['$0 --random-seed 7', 'the same tasks and the same plan of kills each time'],
      ],
    },
    [...fromEnvironment(argv, environment), ...argv],
  );
  const minSleep = checkNumber('min-sleep', values['min-sleep'], 0, MAX_SLEEP_SECONDS, false);
  const maxSleep = checkNumber('max-sleep', values['max-sleep'], 0, MAX_SLEEP_SECONDS, false);
  if (minSleep > maxSleep)
    throw new UsageError('MIN_SLEEP (--min-sleep) must not be more than MAX_SLEEP (--max-sleep)');
  const randomSeed = values['random-seed'] ?? String(randomInt(MAX_RANDOM_SEED + 1));
  return {
    tasks: checkNumber('tasks', values.tasks, 1, MAX_TASKS, true),
    slaves: checkNumber('slaves', values.slaves, 1, MAX_SLAVES, true),
    minSleep,
    maxSleep,
    kills: checkSwitch('kills', values.kills),
    randomSeed: checkNumber('random-seed', randomSeed, 0, MAX_RANDOM_SEED, true),
    mongoUrl: values['mongo-url'],
    directory: values.directory,
  };
}

/** The command that repeats a demo: the same tasks, the same plan. */
export function commandToRepeat({ tasks, slaves, minSleep, maxSleep, kills, randomSeed }: DemoOptions): string {
  const values: Record<(typeof MAKE_NAMES)[number], string> = {
    tasks: `${tasks}`,
    slaves: `${slaves}`,
    'min-sleep': `${minSleep}`,
    'max-sleep': `${maxSleep}`,
    kills: kills ? 'on' : 'off',
    'random-seed': `${randomSeed}`,
  };
  const changed = MAKE_NAMES.filter((option) => option === 'random-seed' || values[option] !== OPTIONS[option].default);
  return ['make demo', ...changed.map((option) => `${makeName(option)}=${values[option]}`)].join(' ');
}
