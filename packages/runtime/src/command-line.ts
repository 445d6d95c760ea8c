import { readFileSync } from 'node:fs';
import yargs, { type InferredOptionTypes, type Options } from 'yargs';
import { messageOf, UsageError } from './errors.ts';
import { LOG_LEVELS, type LogOptions } from './logger.ts';
import { nearestName } from './nearest-name.ts';
import { findMisspelledVariables } from './unknown-variables.ts';

/** The definition of a program's command line. */
export interface CommandLine<Definitions extends Record<string, Options>> {
  /** The program's name, as typed. */
  readonly name: string;
  /** What the program does, in a sentence or two. */
  readonly description: string;
  /**
   * The options by name. Each can also be set by the environment variable STEADFAST_NAME or, to keep a secret out of the
   * environment, by the file named in STEADFAST_NAME_FILE.
   */
  readonly options: Definitions;
  /** The option that may also be given as its value alone, without its name: `steadfast-check DIRECTORY`. */
  readonly argument?: string & keyof Definitions;
  /** Examples for the help text. */
  readonly examples: readonly (readonly [command: string, meaning: string])[];
}

/** The options of every long-running program. */
export const LOG_OPTIONS = {
  'log-file': {
    type: 'string',
    describe:
      'also append the log to this file, as JSON lines; unless standard error is a terminal, it then gets only warnings and errors',
    requiresArg: true,
  },
  'log-level': { choices: LOG_LEVELS, default: 'info', describe: 'minimum level to log', requiresArg: true },
  'log-max-size': {
    type: 'number',
    default: 100,
    describe: 'size at which the log file is renamed to FILE.1, and a new one begun, in megabytes; 0 for never',
    requiresArg: true,
  },
  'log-max-files': {
    type: 'number',
    default: 10,
    describe: 'number of renamed log files to keep',
    requiresArg: true,
  },
} as const satisfies Record<string, Options>;

/** The largest `--log-max-size`, in megabytes: a terabyte. */
const MAX_LOG_MEGABYTES = 1_000_000;

/** The largest `--log-max-files`: each rotation renames them all. */
const MAX_LOG_FILES = 1_000;

/**
 * Returns the configuration of the log that the options of `LOG_OPTIONS` describe.
 * @throws {UsageError} naming the option that is out of range
 */
export function logOptionsFrom(options: InferredOptionTypes<typeof LOG_OPTIONS>): LogOptions {
  const { 'log-level': level, 'log-file': file } = options;
  const maxBytes = 1_000_000 * checkNumber('log-max-size', options['log-max-size'], 0, MAX_LOG_MEGABYTES);
  const maxFiles = checkInteger('log-max-files', options['log-max-files'], 1, MAX_LOG_FILES);
  return { level, file, rotation: { maxBytes, maxFiles } };
}

/** Returns the environment variable that sets an option: STEADFAST_MONGO_URL for `mongo-url`. */
function environmentName(option: string): string {
  return `STEADFAST_${option.toUpperCase().replaceAll('-', '_')}`;
}

/** Returns the value of an option from STEADFAST_NAME, or from the file in STEADFAST_NAME_FILE (a container secret). */
function valueFromEnvironment(option: string): string | undefined {
  const name = environmentName(option);
  const file = process.env[`${name}_FILE`];
  if (process.env[name] || !file) return process.env[name];
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new UsageError(`cannot read the file named by ${name}_FILE: ${messageOf(error)}`);
  }
}

/**
 * Returns the values of the program's options that the environment sets, by name. The `.env()` method of yargs is no
 * alternative: in strict mode it rejects the variables of the other programs.
 */
function valuesFromEnvironment(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = valueFromEnvironment(name);
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
}

/** The options that every program has in addition to its own. */
const COMMON_OPTIONS = ['help', 'version'];

const { version: VERSION } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};

const EPILOGUE =
  'An option can also be set by the environment variable in brackets, or by a file that the variable with the suffix _FILE names.\n' +
  'Exit codes: 0 done, or stopped as requested; 1 failed; 2 wrong usage.';

/** What an option begins with; a negative number is a value. */
const OPTION_START = /^-[^\d.]/;

/** Returns the options in a command line as typed, for example `--name`, without their values. */
function typedOptions(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  return argv
    .slice(0, end === -1 ? argv.length : end)
    .filter((text) => OPTION_START.test(text))
    .map((text) => text.split('=', 1).join());
}

function describeUnknown(typed: string, names: readonly string[]): string {
  const nearest = nearestName(typed.replace(/^-+/, '').toLowerCase(), names);
  return `unknown option ${typed}${nearest === undefined ? '' : `; did you mean --${nearest}?`}`;
}

/**
 * Returns what is wrong with the names of the typed options: each unknown one, with the one that was probably meant, or
 * else each missing one. yargs would report a misspelled option as a missing one.
 */
function nameProblems(
  options: Readonly<Record<string, Options>>,
  typed: readonly string[],
  environment: Readonly<Record<string, string>>,
): string[] {
  const names = [...Object.keys(options), ...COMMON_OPTIONS];
  const unknown = typed.filter((text) => !names.some((name) => text === `--${name}`));
  const visible = names.filter((name) => options[name]?.hidden !== true);
  if (unknown.length > 0) return unknown.map((text) => describeUnknown(text, visible));
  return Object.entries(options)
    .filter(
      ([name, { demandOption }]) => demandOption === true && !typed.includes(`--${name}`) && !(name in environment),
    )
    .map(([name, { describe = '' }]) => `missing option --${name} (or ${environmentName(name)}): ${describe}`);
}

/**
 * Parses the command line. Options that it omits are taken from the environment, then from the defaults. `--help` and
 * `--version` print the requested text and exit.
 * @throws {UsageError} when an option is unknown, missing, repeated or malformed
 */
export async function parseCommandLine<Definitions extends Record<string, Options>>(
  { name, description, options, argument, examples }: CommandLine<Definitions>,
  argv: readonly string[],
): Promise<InferredOptionTypes<Definitions>> {
  const fail = (message: string): never => {
    throw new UsageError(`${message}\nSee ${name} --help.`);
  };
  const names = Object.keys(options);
  const describedOptions = Object.fromEntries(
    names.map((option) => [
      option,
      { ...options[option], describe: `${options[option]?.describe ?? ''} [${environmentName(option)}]` },
    ]),
  );
  const typed = typedOptions(argv).map((text) => (text === '-h' ? '--help' : text));
  const environment = valuesFromEnvironment(names);
  const isQuestion = COMMON_OPTIONS.some((common) => typed.includes(`--${common}`));
  const problems = isQuestion ? [] : nameProblems(options, typed, environment);
  const visible = names.filter((option) => options[option]?.hidden !== true);
  for (const warning of isQuestion ? [] : findMisspelledVariables(process.env, visible))
    process.stderr.write(`${name}: warning: ${warning}\n`);
  if (problems.length > 0) fail(problems.join('\n'));
  const parser = yargs([...argv])
    .locale('en')
    .scriptName(name)
    .usage(`$0 ${argument === undefined ? '' : `[${argument.toUpperCase()}] `}[options]\n\n${description}`)
    .options(describedOptions)
    .config(environment)
    .example(examples.map(([command, meaning]) => [command, meaning]))
    .epilogue(EPILOGUE)
    .parserConfiguration({
      'duplicate-arguments-array': false,
      'boolean-negation': false,
      'parse-positional-numbers': false,
    })
    .strict()
    .demandCommand(0, argument === undefined ? 0 : 1)
    .help('help', 'print this help')
    .alias('help', 'h')
    .version('version', 'print the version', `${name} ${VERSION}`)
    .wrap(Math.min(110, process.stdout.columns ?? 110))
    .fail((message, error) => fail(message ?? messageOf(error)));
  const { _: bare, ...values } = await parser.parseAsync();
  if (argument === undefined || bare.length === 0) return values as unknown as InferredOptionTypes<Definitions>;
  if (typed.includes(`--${argument}`)) fail(`there are two values for --${argument}`);
  return { ...values, [argument]: String(bare[0]) } as unknown as InferredOptionTypes<Definitions>;
}

/**
 * Returns the value of an option if it is a finite number within bounds, inclusive.
 * @throws {UsageError} naming the option otherwise
 */
export function checkNumber(option: string, value: number, min: number, max: number): number {
  if (Number.isFinite(value) && value >= min && value <= max) return value;
  throw new UsageError(`--${option} must be a number from ${min} to ${max}`);
}

/**
 * Returns the value of an option if it is an integer within bounds, inclusive.
 * @throws {UsageError} naming the option otherwise
 */
export function checkInteger(option: string, value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new UsageError(`--${option} must be a whole number from ${min} to ${max}`);
}

/**
 * Returns the value of an option if it has the form HOST:PORT. An IPv6 address must be in brackets.
 * @throws {UsageError} naming the option otherwise
 */
export function checkAddress(option: string, value: string): string {
  const port = /^(?:\[[0-9a-fA-F:.]+\]|[^:\s[\]]+):(\d{1,5})$/.exec(value)?.[1];
  if (port !== undefined && Number(port) <= 65_535) return value;
  throw new UsageError(`--${option} must have the form HOST:PORT, for example 127.0.0.1:50051, not "${value}"`);
}
