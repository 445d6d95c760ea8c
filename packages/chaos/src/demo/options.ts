import { randomInt } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { MongoClient } from 'mongodb';
import { MAX_SLEEP_SECONDS } from '@steadfast/protocol/limits';
import { checkMongoUrl, parseCommandLine, UsageError } from '@steadfast/runtime';
import { MAX_RANDOM_SEED } from '@steadfast/runtime/random';
import { MAX_TASKS } from '../run/task-counts.ts';

/** The options of a demo. */
export interface DemoOptions {
  readonly tasks: number;
  readonly slaves: number;
  /** In seconds. */
  readonly minSleep: number;
  /** In seconds. */
  readonly maxSleep: number;
  /** False for a run without faults. */
  readonly kills: boolean;
  readonly randomSeed: number;
  /** A running MongoDB; undefined to start one. */
  readonly mongoUrl: string | undefined;
  /** Where the run folder is created. */
  readonly directory: string;
}

/** Each slave is a process of about 60 MB: a hundred of them fill an ordinary machine. */
const MAX_SLAVES = 100;

/** Ignored by git. */
const RUNS_FOLDER = fileURLToPath(new URL('../../../../.steadfast/demo', import.meta.url));

/** The options that `make demo` also takes as NAME=value, which become environment variables without a prefix. */
const MAKE_OPTIONS = ['tasks', 'slaves', 'min-sleep', 'max-sleep', 'kills', 'random-seed'] as const;

const OPTIONS = {
  tasks: { type: 'string', default: '100', describe: 'number of tasks', requiresArg: true },
  slaves: { type: 'string', default: '3', describe: 'number of slaves', requiresArg: true },
  'min-sleep': {
    type: 'string',
    default: '0.2',
    describe: 'length of the shortest task, in seconds',
    requiresArg: true,
  },
  'max-sleep': { type: 'string', default: '2', describe: 'length of the longest task, in seconds', requiresArg: true },
  kills: { type: 'string', default: 'on', describe: 'on, or off for a run without faults', requiresArg: true },
  'random-seed': {
    type: 'string',
    describe: `number from 0 to ${MAX_RANDOM_SEED} that determines the tasks and the faults; random by default`,
    requiresArg: true,
  },
  'mongo-url': {
    type: 'string',
    describe: 'use a running MongoDB, in a new database, instead of starting one',
    requiresArg: true,
  },
  directory: {
    type: 'string',
    default: RUNS_FOLDER,
    describe: 'where to create the run folder',
    requiresArg: true,
  },
} as const;

/** Returns the name of an option in `make`: MIN_SLEEP for `min-sleep`. */
function makeName(option: string): string {
  return option.toUpperCase().replaceAll('-', '_');
}

/** Returns the options set in the environment as command line arguments. Those on the command line take precedence. */
function argumentsFromEnvironment(argv: readonly string[], environment: NodeJS.ProcessEnv): string[] {
  return MAKE_OPTIONS.flatMap((option) => {
    const value = environment[makeName(option)];
    const given = argv.some((word) => word === `--${option}` || word.startsWith(`--${option}=`));
    return value === undefined || value === '' || given ? [] : [`--${option}=${value}`];
  });
}

function parseNumber(option: string, text: string, min: number, max: number, whole: boolean): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value) && value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
  const kind = whole ? 'a whole number' : 'a number';
  throw new UsageError(`${makeName(option)} (--${option}) must be ${kind} from ${min} to ${max}, not "${text}"`);
}

function parseSwitch(option: string, text: string): boolean {
  if (text === 'on' || text === 'off') return text === 'on';
  throw new UsageError(`${makeName(option)} (--${option}) must be on or off, not "${text}"`);
}

/**
 * Reads the options from the command line and the environment.
 * @throws {UsageError} when an option is invalid
 */
export async function readDemoOptions(argv: readonly string[], environment: NodeJS.ProcessEnv): Promise<DemoOptions> {
  const values = await parseCommandLine(
    {
      name: 'demo',
      description:
        'Runs tasks on a cluster of real processes while killing and freezing the master and the slaves at random, then\n' +
        'checks their logs, journals and MongoDB entries. `make demo` takes the first six options as NAME=value:\n' +
        'make demo TASKS=20 KILLS=off',
      options: OPTIONS,
      examples: [
        ['$0 --tasks 30 --max-sleep 1', 'a short run'],
        ['$0 --random-seed 7', 'the same tasks and the same faults each time'],
      ],
    },
    [...argumentsFromEnvironment(argv, environment), ...argv],
  );
  const minSleep = parseNumber('min-sleep', values['min-sleep'], 0, MAX_SLEEP_SECONDS, false);
  const maxSleep = parseNumber('max-sleep', values['max-sleep'], 0, MAX_SLEEP_SECONDS, false);
  if (minSleep > maxSleep) throw new UsageError('MIN_SLEEP (--min-sleep) must not exceed MAX_SLEEP (--max-sleep)');
  if (values['mongo-url'] !== undefined) checkMongoUrl(values['mongo-url'], (url) => new MongoClient(url));
  const randomSeed = values['random-seed'] ?? String(randomInt(MAX_RANDOM_SEED + 1));
  return {
    tasks: parseNumber('tasks', values.tasks, 1, MAX_TASKS, true),
    slaves: parseNumber('slaves', values.slaves, 1, MAX_SLAVES, true),
    minSleep,
    maxSleep,
    kills: parseSwitch('kills', values.kills),
    randomSeed: parseNumber('random-seed', randomSeed, 0, MAX_RANDOM_SEED, true),
    mongoUrl: values['mongo-url'],
    directory: values.directory,
  };
}

/** Returns the command that repeats a demo with the same tasks and the same faults. */
export function commandToRepeat({ tasks, slaves, minSleep, maxSleep, kills, randomSeed }: DemoOptions): string {
  const values: Record<(typeof MAKE_OPTIONS)[number], string> = {
    tasks: `${tasks}`,
    slaves: `${slaves}`,
    'min-sleep': `${minSleep}`,
    'max-sleep': `${maxSleep}`,
    kills: kills ? 'on' : 'off',
    'random-seed': `${randomSeed}`,
  };
  const changed = MAKE_OPTIONS.filter(
    (option) => option === 'random-seed' || values[option] !== OPTIONS[option].default,
  );
  return ['make demo', ...changed.map((option) => `${makeName(option)}=${values[option]}`)].join(' ');
}
