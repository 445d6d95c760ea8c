import { hostname } from 'node:os';
import { isValidHost } from '@steadfast/protocol';
import {
  checkAddress,
  checkNumber,
  LOG_OPTIONS,
  parseCommandLine,
  UsageError,
  type LogOptions,
} from '@steadfast/runtime';
import type { SlaveOptions } from './driver.ts';
import { FAILPOINTS } from './failpoint.ts';

/** What the command line and the environment say. */
export interface SlaveConfiguration extends Omit<SlaveOptions, 'instance' | 'logger' | 'signal'> {
  readonly log: LogOptions;
}

/** Addresses of masters that one slave tries: a round over all of them must not take for ever. */
const MAX_ADDRESSES = 16;

/** The longest drain, in seconds: a day. */
const MAX_DRAIN_SECONDS = 86_400;

const OPTIONS = {
  master: {
    type: 'string',
    default: '127.0.0.1:50051',
    describe: 'where the masters listen: HOST:PORT, several separated by commas',
    requiresArg: true,
  },
  name: { type: 'string', default: hostname(), describe: 'the name of this slave', requiresArg: true },
  journal: {
    type: 'string',
    demandOption: true,
    describe: 'append what was executed, as JSON lines, to this file',
    requiresArg: true,
  },
  'drain-timeout': {
    type: 'number',
    default: 30,
    describe: 'how long a running task may go on after SIGTERM, in seconds',
    requiresArg: true,
  },
  failpoint: { choices: FAILPOINTS, describe: 'for tests: where the process kills itself', requiresArg: true },
  ...LOG_OPTIONS,
} as const;

function checkAddresses(list: string): string[] {
  const addresses = list.split(',').map((address) => checkAddress('master', address.trim()));
  if (addresses.length <= MAX_ADDRESSES) return addresses;
  throw new UsageError(`--master must name at most ${MAX_ADDRESSES} addresses, not ${addresses.length}`);
}

function checkName(name: string): string {
  if (isValidHost(name)) return name;
  throw new UsageError('--name must be 1 to 63 letters, digits, dots, dashes or underscores, for example slave1');
}

/**
 * Reads the command line and the environment.
 * @throws {UsageError} when something is missing, unknown or out of range
 */
export async function readConfiguration(argv: readonly string[]): Promise<SlaveConfiguration> {
  const parsed = await parseCommandLine(
    {
      name: 'slave',
      description: 'Runs the tasks that a Steadfast master assigns, one at a time.',
      options: OPTIONS,
      examples: [
        ['$0 --master 127.0.0.1:50051 --name slave1 --journal slave1.jsonl', 'work for the master on this machine'],
        ['$0 --master a:50051,b:50051 --name slave2 --journal slave2.jsonl', 'work for whichever of the two leads'],
      ],
    },
    argv,
  );
  if (parsed.journal === '') throw new UsageError('--journal must name a file, for example --journal slave1.jsonl');
  return {
    addresses: checkAddresses(parsed.master),
    name: checkName(parsed.name),
    journalPath: parsed.journal,
    drainTimeoutMs: checkNumber('drain-timeout', parsed['drain-timeout'], 0, MAX_DRAIN_SECONDS) * 1000,
    failpoint: parsed.failpoint,
    log: { level: parsed['log-level'], file: parsed['log-file'] },
  };
}
