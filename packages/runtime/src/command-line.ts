import { readFileSync } from 'node:fs';
import yargs, { type InferredOptionTypes, type Options } from 'yargs';
import { messageOf, UsageError } from './errors.ts';
import { LOG_LEVELS } from './logger.ts';

/** What a program is called by. */
export interface CommandLine<Definitions extends Record<string, Options>> {
  /** The program's name, as one types it. */
  readonly name: string;
  /** What it does, in a sentence or two. */
  readonly description: string;
  /**
   * Its options, by name. Each is also the environment variable STEADFAST_NAME, or, for what must not stand in an
   * environment, the file that STEADFAST_NAME_FILE names.
   */
  readonly options: Definitions;
  /** Examples: a command line, and what it does. */
  readonly examples: readonly (readonly [command: string, meaning: string])[];
}

/** The options that every long-running program has. */
export const LOG_OPTIONS = {
  'log-file': { type: 'string', describe: 'also append the log, as JSON lines, to this file', requiresArg: true },
  'log-level': { choices: LOG_LEVELS, default: 'info', describe: 'leave out what is less urgent', requiresArg: true },
} as const satisfies Record<string, Options>;

/** The environment variable that stands for an option: `mongo-url` is STEADFAST_MONGO_URL. */
function environmentName(option: string): string {
  return `STEADFAST_${option.toUpperCase().replaceAll('-', '_')}`;
}

/** What the environment says of an option: its value, or the file that holds it, as containers are given secrets. */
function valueFromEnvironment(option: string): string | undefined {
  const name = environmentName(option);
  const file = process.env[`${name}_FILE`];
  if (process.env[name] || !file) return process.env[name];
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new UsageError(`cannot read the file that ${name}_FILE names: ${messageOf(error)}`);
  }
}

/**
 * The options that the environment sets, by name. Only those which the program has: yargs' own `.env` would reject
 * the variables of the other programs.
 */
function fromEnvironment(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = valueFromEnvironment(name);
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
}

/**
 * Reads the command line; what it leaves out is taken from the environment, then from the defaults. `--help` prints
 * the help and ends the process.
 * @throws {UsageError} when an option is unknown, missing, repeated or malformed
 */
export async function parseCommandLine<Definitions extends Record<string, Options>>(
  { name, description, options, examples }: CommandLine<Definitions>,
  argv: readonly string[],
): Promise<InferredOptionTypes<Definitions>> {
  const names = Object.keys(options);
  const described = Object.fromEntries(
    names.map((option) => [
      option,
      { ...options[option], describe: `${options[option]?.describe ?? ''} [${environmentName(option)}]` },
    ]),
  );
  const parser = yargs([...argv])
    .scriptName(name)
    .usage(`$0 [options]\n\n${description}`)
    .options(described)
    .config(fromEnvironment(names))
    .example(examples.map(([command, meaning]) => [command, meaning]))
    .parserConfiguration({ 'duplicate-arguments-array': false, 'boolean-negation': false })
    .strict()
    .demandCommand(0, 0)
    .version(false)
    .wrap(Math.min(110, process.stdout.columns ?? 110))
    .fail((message, error) => {
      throw new UsageError(`${message ?? messageOf(error)}\nSee ${name} --help.`);
    });
  return (await parser.parseAsync()) as unknown as InferredOptionTypes<Definitions>;
}

/**
 * Checks that an option is a finite number within bounds.
 * @throws {UsageError} naming the option otherwise
 */
export function checkNumber(option: string, value: number, least: number, most: number): number {
  if (Number.isFinite(value) && value >= least && value <= most) return value;
  throw new UsageError(`--${option} must be a number from ${least} to ${most}`);
}

/**
 * Checks that an option is a whole number within bounds.
 * @throws {UsageError} naming the option otherwise
 */
export function checkInteger(option: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new UsageError(`--${option} must be a whole number from ${least} to ${most}`);
}

/**
 * Checks the form HOST:PORT; an IPv6 address stands in brackets.
 * @throws {UsageError} naming the option otherwise
 */
export function checkAddress(option: string, value: string): string {
  const port = /^(?:\[[0-9a-fA-F:.]+\]|[^:\s[\]]+):(\d{1,5})$/.exec(value)?.[1];
  if (port !== undefined && Number(port) <= 65_535) return value;
  throw new UsageError(`--${option} must have the form HOST:PORT, for example 127.0.0.1:50051, not "${value}"`);
}
