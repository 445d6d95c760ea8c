import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { isValidHost, MAX_QUEUED } from '@steadfast/protocol';
import {
  checkAddress,
  checkInteger,
  checkNumber,
  LOG_OPTIONS,
  logOptionsFrom,
  parseCommandLine,
  UsageError,
  type LogOptions,
} from '@steadfast/runtime';
import { defaultName, isWildcard, reachableAddress, splitAddress } from './address.ts';
import { READY_PER_QUEUED } from './core/leader/pace.ts';
import type { MasterConfig } from './core/state.ts';
import { PAGE_SIZE } from './core/leader/ready-queue.ts';
import { createFailpoint, type Failpoint } from './failpoint.ts';

const OPTIONS = {
  'mongo-url': {
    type: 'string',
    demandOption: true,
    requiresArg: true,
    describe: 'connect to MongoDB at this URL: mongodb://HOST:PORT/DATABASE',
  },
  listen: {
    type: 'string',
    default: '0.0.0.0:50051',
    requiresArg: true,
    describe: 'accept slaves and inspection on this address, HOST:PORT',
  },
  advertise: {
    type: 'string',
    requiresArg: true,
    describe:
      'tell others that this master is reached at this HOST:PORT; by default the address of --listen, with the host name of this machine in place of a wildcard',
  },
  name: {
    type: 'string',
    requiresArg: true,
    describe:
      'use this name, which no other running master may have; by default the host name and the port, so that a restarted master has the same name and leads again at once',
  },
  'recovery-grace': {
    type: 'number',
    default: 10,
    requiresArg: true,
    describe: 'wait this long for slaves to reconnect after a change of leader, in seconds',
  },
  'placement-deadline': {
    type: 'number',
    default: 5,
    requiresArg: true,
    describe: 'disconnect a slave that does not answer an assignment within this time, in seconds',
  },
  prefetch: {
    type: 'number',
    default: MAX_QUEUED,
    requiresArg: true,
    describe:
      'push at most this many assignments ahead to a slave that runs another task, as far as its tasks are short; 0 turns it off',
  },
  'ledger-retention': {
    type: 'number',
    default: 168,
    requiresArg: true,
    describe: 'keep ledger entries for this long, in hours',
  },
  'stop-timeout': {
    type: 'number',
    default: 10,
    requiresArg: true,
    describe: 'exit if an orderly stop takes longer than this, in seconds',
  },
  failpoint: { type: 'string', hidden: true, requiresArg: true, describe: 'kill the process at this point, for tests' },
  ...LOG_OPTIONS,
} as const;

/** The configuration of a master, from its command line and environment. */
export interface MasterOptions {
  readonly config: Omit<MasterConfig, 'address'>;
  readonly mongoUrl: string;
  readonly listen: string;
  /** Returns the address at which others reach this master, given the port that was bound. */
  readonly addressOn: (port: number) => string;
  readonly stopTimeoutMs: number;
  readonly log: LogOptions;
  readonly failpoint: Failpoint;
}

/** @throws {UsageError} when others cannot connect to the address */
function checkAdvertised(value: string): string {
  const { host, port } = splitAddress(checkAddress('advertise', value));
  if (!isWildcard(host) && port !== 0) return value;
  throw new UsageError(`--advertise must be an address that others can connect to, not "${value}"`);
}

/**
 * Parses the command line of a master.
 * @throws {UsageError} naming the option that is missing or invalid
 */
export async function readOptions(argv: readonly string[]): Promise<MasterOptions> {
  const options = await parseCommandLine(
    {
      name: 'steadfast-master',
      description:
        'Assign tasks to slaves and record their progress in MongoDB. Of several masters on one database, one leads and the others stand by.',
      options: OPTIONS,
      examples: [
        [
          '$0 --mongo-url mongodb://127.0.0.1:27017 --listen 127.0.0.1:50051 --name master1',
          'lead, or stand by if another master leads',
        ],
      ],
    },
    argv,
  );
  const listen = checkAddress('listen', options.listen);
  const instance = randomUUID();
  const name = options.name ?? defaultName(listen, hostname(), instance);
  if (!isValidHost(name)) throw new UsageError('--name must be 1 to 63 letters, digits, dots, hyphens or underscores');
  const advertised = options.advertise === undefined ? null : checkAdvertised(options.advertise);
  const seconds = (option: 'recovery-grace' | 'placement-deadline' | 'stop-timeout'): number =>
    1_000 * checkNumber(option, options[option], 0.1, 86_400);
  const config = {
    name,
    instance,
    recoveryGraceMs: seconds('recovery-grace'),
    placementDeadlineMs: seconds('placement-deadline'),
    prefetch: checkInteger('prefetch', options.prefetch, 0, MAX_QUEUED),
    readyPerQueued: READY_PER_QUEUED,
    pageSize: PAGE_SIZE,
    retentionMs: 3_600_000 * checkNumber('ledger-retention', options['ledger-retention'], 0.001, 1e6),
  };
  return {
    config,
    mongoUrl: options['mongo-url'],
    listen,
    addressOn: (port) => advertised ?? reachableAddress(listen, port, hostname()),
    stopTimeoutMs: seconds('stop-timeout'),
    log: logOptionsFrom(options),
    failpoint: createFailpoint(options.failpoint),
  };
}
