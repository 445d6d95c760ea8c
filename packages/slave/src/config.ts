import { hostname } from 'node:os';
import { DEFAULT_QUEUE, isValidHost, isValidName, MAX_QUEUES } from '@steadfast/protocol';
import {
  checkAddress,
  checkNumber,
  LOG_OPTIONS,
  logOptionsFrom,
  parseCommandLine,
  UsageError,
  type LogOptions,
} from '@steadfast/runtime';
import type { SlaveOptions } from './run-slave.ts';
import { FAILPOINTS } from './failpoint.ts';
import { WORK_OPTIONS, workOptionsFrom } from './work-options.ts';

/** The options of a slave, from its command line and environment. */
export interface SlaveProgramOptions extends Omit<SlaveOptions, 'secret' | 'logger' | 'signal'> {
  readonly log: LogOptions;
}

/** Bounds the time that a round over all addresses takes if none of them answers. */
const MAX_ADDRESSES = 16;

/** A day: longer than anyone waits for a process to stop, and within the range of a Node timer. */
const MAX_DRAIN_SECONDS = 86_400;

const OPTIONS = {
  master: {
    type: 'string',
    default: '127.0.0.1:50051',
    describe: 'find the leader at these addresses: HOST:PORT, separated by commas',
    requiresArg: true,
  },
  name: {
    type: 'string',
    default: hostname(),
    describe: 'identify this slave by this name, unique among running slaves',
    requiresArg: true,
  },
  queues: {
    type: 'string',
    default: DEFAULT_QUEUE,
    describe: 'run tasks of these queues: names, separated by commas',
    requiresArg: true,
  },
  journal: {
    type: 'string',
    demandOption: true,
    describe: 'append a JSON line for every start and end of an execution to this file',
    requiresArg: true,
  },
  'keep-reports': {
    choices: ['jobs', 'all', 'none'],
    default: 'jobs',
    describe:
      'keep the reports of these tasks on disk, in JOURNAL.reports, until they are acknowledged: of all that do more than sleep, all, or none',
    requiresArg: true,
  },
  'drain-timeout': {
    type: 'number',
    default: 30,
    describe: 'abort the running task if it has not finished this long after SIGTERM, in seconds',
    requiresArg: true,
  },
  ...WORK_OPTIONS,
  failpoint: {
    choices: FAILPOINTS,
    hidden: true,
    describe: 'kill the process at this point, for tests',
    requiresArg: true,
  },
  ...LOG_OPTIONS,
} as const;

function checkAddresses(list: string): string[] {
  const addresses = list.split(',').map((address) => checkAddress('master', address.trim()));
  if (addresses.length <= MAX_ADDRESSES) return addresses;
  throw new UsageError(`--master must name at most ${MAX_ADDRESSES} addresses, not ${addresses.length}`);
}

function checkQueues(list: string): string[] {
  const queues = [...new Set(list.split(',').map((queue) => queue.trim()))];
  if (queues.length <= MAX_QUEUES && queues.every(isValidName)) return queues;
  throw new UsageError(
    `--queues must be 1 to ${MAX_QUEUES} names of at most 64 letters, digits, dots, hyphens or underscores, for example default,images`,
  );
}

function checkName(name: string): string {
  if (isValidHost(name)) return name;
  throw new UsageError('--name must be 1 to 63 letters, digits, dots, hyphens or underscores, for example slave1');
}

/**
 * Parses the command line of a slave.
 * @throws {UsageError} naming the option that is missing or invalid
 */
export async function readOptions(argv: readonly string[]): Promise<SlaveProgramOptions> {
  const options = await parseCommandLine(
    {
      name: 'steadfast-slave',
      description: 'Run the tasks that a Steadfast master assigns, one at a time.',
      options: OPTIONS,
      examples: [
        [
          '$0 --master 127.0.0.1:50051 --name slave1 --journal slave1.jsonl',
          'run tasks for the master on this machine',
        ],
        [
          '$0 --master a:50051,b:50051 --name slave2 --journal slave2.jsonl',
          'run tasks for the one of two masters that leads',
        ],
        [
          '$0 --journal slave3.jsonl --handlers ./handlers.ts --allow-commands=ffmpeg',
          'run also handlers of a module, and a program',
        ],
      ],
    },
    argv,
  );
  if (options.journal === '') throw new UsageError('--journal must name a file, for example --journal slave1.jsonl');
  return {
    addresses: checkAddresses(options.master),
    name: checkName(options.name),
    queues: checkQueues(options.queues),
    journalPath: options.journal,
    keepsReports: options['keep-reports'],
    drainTimeoutMs: checkNumber('drain-timeout', options['drain-timeout'], 0, MAX_DRAIN_SECONDS) * 1000,
    work: workOptionsFrom(options),
    failpoint: options.failpoint,
    log: logOptionsFrom(options),
  };
}
