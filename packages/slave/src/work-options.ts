import { resolve } from 'node:path';
import { checkNumber, UsageError } from '@steadfast/runtime';
import type { WorkRunnerOptions } from './work/open-work-runner.ts';

/** The options that say what a slave runs besides tasks that sleep, and within which limits. */
export const WORK_OPTIONS = {
  handlers: {
    type: 'string',
    describe: 'run tasks with the handlers that this module exports: a .ts, .js, .mjs or .cjs file',
    requiresArg: true,
  },
  'allow-commands': {
    type: 'string',
    describe: 'run tasks of kind command; only these programs, separated by commas, if a list follows, else (or *) any',
  },
  'memory-limit': {
    type: 'number',
    describe: 'fail a task that uses more memory, with all that it starts, in megabytes; no limit by default',
    requiresArg: true,
  },
  'abort-grace': {
    type: 'number',
    default: 3,
    describe: 'kill what still runs this long after it was asked to end; less than the placement deadline, in seconds',
    requiresArg: true,
  },
} as const;

/** The values of WORK_OPTIONS. */
export interface WorkOptionValues {
  readonly handlers?: string | undefined;
  readonly 'allow-commands'?: string | undefined;
  readonly 'memory-limit'?: number | undefined;
  readonly 'abort-grace': number;
}

/** What Node.js needs to start; with less, no handler can run. */
const MIN_MEMORY_MB = 16;

/** A terabyte. */
const MAX_MEMORY_MB = 1_000_000;

/**
 * A minute. A slave starts nothing else while something ends, so the grace must be shorter than the placement deadline of
 * the masters, 5 s by default; who needs more raises both.
 */
const MAX_GRACE_SECONDS = 60;

const BYTES_PER_MEGABYTE = 1_000_000;

/** A name or an absolute path: a relative one would be looked up in the directory that the task chooses. */
const LISTABLE = /^(?:\/.*|[^/]+)$/;

/** Any program. */
const ANY = '*';

/** Returns the programs that commands may run; null if they may run any. */
function programsIn(list: string): readonly string[] | null {
  if (list === '' || list === ANY) return null;
  const programs = list.split(',').map((program) => program.trim());
  // A list of one truth value is a misunderstanding.
  if (!programs.every((program) => LISTABLE.test(program)) || list === 'true' || list === 'false')
    throw new UsageError(
      '--allow-commands must be a list of programs, by name or absolute path, for example ffmpeg,/usr/bin/convert; or * for any',
    );
  return programs;
}

/**
 * Returns what the slave runs besides sleeps; null if it runs nothing else.
 * @throws {UsageError} naming the option that is invalid
 */
export function workOptionsFrom(values: WorkOptionValues): WorkRunnerOptions | null {
  const { handlers, 'allow-commands': commands, 'memory-limit': memory, 'abort-grace': grace } = values;
  if (handlers === '') throw new UsageError('--handlers must name a file, for example --handlers ./handlers.ts');
  const work = {
    allowsCommands: commands !== undefined,
    programs: programsIn(commands ?? ''),
    handlersPath: handlers === undefined ? null : resolve(handlers),
    memoryLimitBytes:
      memory === undefined
        ? null
        : checkNumber('memory-limit', memory, MIN_MEMORY_MB, MAX_MEMORY_MB) * BYTES_PER_MEGABYTE,
    abortGraceMs: checkNumber('abort-grace', grace, 0, MAX_GRACE_SECONDS) * 1_000,
  };
  return work.allowsCommands || work.handlersPath !== null ? work : null;
}
