import { randomUUID } from 'node:crypto';
import { isValidHost } from '@steadfast/protocol';
import {
  checkAddress,
  checkNumber,
  LOG_OPTIONS,
  parseCommandLine,
  UsageError,
  type LogOptions,
} from '@steadfast/runtime';
import type { MasterConfig } from './core/leader/leadership.ts';
import { createFailpoint, type Failpoint } from './failpoint.ts';

const OPTIONS = {
  'mongo-url': {
    type: 'string',
    demandOption: true,
    requiresArg: true,
    describe: 'where MongoDB is: mongodb://HOST:PORT/DATABASE',
  },
  listen: {
    type: 'string',
    default: '0.0.0.0:50051',
    requiresArg: true,
    describe: 'where slaves reach this master, HOST:PORT',
  },
  name: {
    type: 'string',
    default: 'master1',
    requiresArg: true,
    describe: 'the name of this master; no two that run at once may share one',
  },
  'recovery-grace': {
    type: 'number',
    default: 10,
    requiresArg: true,
    describe: 'seconds that slaves have to come back after a change of master',
  },
  'placement-deadline': {
    type: 'number',
    default: 5,
    requiresArg: true,
    describe: 'seconds that a slave has to answer an assignment',
  },
  'ledger-retention': {
    type: 'number',
    default: 168,
    requiresArg: true,
    describe: 'hours for which ledger entries are kept',
  },
  'stop-timeout': { type: 'number', default: 10, requiresArg: true, describe: 'seconds that an orderly stop may take' },
  failpoint: { type: 'string', hidden: true, requiresArg: true, describe: 'for tests: where to kill itself' },
  ...LOG_OPTIONS,
} as const;

/** Everything that a master is told by its command line and environment. */
export interface MasterOptions {
  readonly config: MasterConfig;
  readonly mongoUrl: string;
  readonly listen: string;
  readonly stopTimeoutMs: number;
  readonly log: LogOptions;
  readonly failpoint: Failpoint;
}

/**
 * Reads the command line of a master.
 * @throws {UsageError} saying what is wrong with it
 */
export async function readOptions(argv: readonly string[]): Promise<MasterOptions> {
  const options = await parseCommandLine(
    {
      name: 'master',
      description:
        'Pushes tasks to slaves and keeps the truth in MongoDB. Several masters on one database stand by for each other.',
      options: OPTIONS,
      examples: [
        ['$0 --mongo-url mongodb://127.0.0.1:27017 --listen 127.0.0.1:50051 --name master1', 'lead, or stand by'],
      ],
    },
    argv,
  );
  const { name } = options;
  if (!isValidHost(name)) throw new UsageError('--name must be 1 to 63 letters, digits, dots, dashes or underscores');
  const listen = checkAddress('listen', options.listen);
  const seconds = (option: 'recovery-grace' | 'placement-deadline' | 'stop-timeout'): number =>
    1_000 * checkNumber(option, options[option], 0.1, 86_400);
  const config: MasterConfig = {
    name,
    instance: randomUUID(),
    address: listen,
    recoveryGraceMs: seconds('recovery-grace'),
    placementDeadlineMs: seconds('placement-deadline'),
    retentionMs: 3_600_000 * checkNumber('ledger-retention', options['ledger-retention'], 0.001, 1e6),
  };
  return {
    config,
    mongoUrl: options['mongo-url'],
    listen,
    stopTimeoutMs: seconds('stop-timeout'),
    log: { level: options['log-level'], file: options['log-file'] },
    failpoint: createFailpoint(options.failpoint),
  };
}
