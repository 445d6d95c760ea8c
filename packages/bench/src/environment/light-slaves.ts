import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { instanceOf, PLAIN_ABILITIES, SECRET_BYTES } from '@steadfast/protocol';
import {
  checkAddress,
  checkInteger,
  closeLog,
  createTurnLogger,
  LOG_OPTIONS,
  logOptionsFrom,
  openLog,
  parseCommandLine,
  runMain,
  stopSignal,
  systemTimers,
  type TurnLogger,
} from '@steadfast/runtime';
import { createSlave } from '@steadfast/slave/core/state';
import { createDriver } from '@steadfast/slave/driver';
import { createFailpoint } from '@steadfast/slave/failpoint';
import type { Journal } from '@steadfast/slave/journal';
import { NO_REPORT_STORE } from '@steadfast/slave/report-store';
import { NO_RUNNER } from '@steadfast/slave/work/work-runner';
import { createLightStreamOpener } from './light-stream.ts';

/** Slaves to start at once, and the pause after that: their connections must not wait for each other's handshakes. */
const GROUP_SIZE = 20;
const GROUP_PAUSE_MS = 100;

/** Benchmarks kill their slaves; a drain is of no interest. */
const DRAIN_TIMEOUT_MS = 1_000;

/** Idle slaves run nothing, so there is nothing to record; thousands of files would only cost descriptors. */
const NO_JOURNAL: Journal = {
  append: () => {
    throw new Error('a slave that only idles was assigned a task');
  },
  close: () => undefined,
};

/** What the slaves of a process share. */
interface LightSlaveOptions {
  readonly address: string;
  readonly localAddress: string;
  readonly logger: TurnLogger;
  readonly signal: AbortSignal;
}

/** Runs the slave's driver, core and session until the signal aborts. */
async function runLightSlave(
  name: string,
  { address, localAddress, logger, signal }: LightSlaveOptions,
): Promise<void> {
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  const secret = randomBytes(SECRET_BYTES);
  const { start, stop } = createDriver({
    state: createSlave({
      name,
      instance: instanceOf(secret),
      addresses: [address],
      ...PLAIN_ABILITIES,
      keepsReports: 'none',
    }),
    reportStore: NO_REPORT_STORE,
    runner: NO_RUNNER,
    timers: systemTimers,
    openStream: createLightStreamOpener({ secret, localAddress }),
    journal: NO_JOURNAL,
    logger,
    failpoint: createFailpoint(undefined),
    random: Math.random,
    newNonce: randomUUID,
    drainTimeoutMs: DRAIN_TIMEOUT_MS,
    onEnded: (error) => (error === null ? resolve() : reject(error)),
  });
  start();
  signal.addEventListener('abort', stop);
  await ended;
}

/** A process with many idle slaves: everything of the slave except for its gRPC channel, executor and journal. */
await runMain(async (argv) => {
  const options = await parseCommandLine(
    {
      name: 'light-slaves',
      description: 'Run many slaves that are never assigned a task in one process.',
      options: {
        master: { type: 'string', demandOption: true, requiresArg: true, describe: 'address of the master' },
        slaves: { type: 'number', demandOption: true, requiresArg: true, describe: 'number of slaves' },
        first: { type: 'number', default: 1, requiresArg: true, describe: 'number of the first slave' },
        ...LOG_OPTIONS,
      },
      examples: [],
    },
    argv,
  );
  const address = checkAddress('master', options.master);
  const count = checkInteger('slaves', options.slaves, 1, 5_000);
  // Like slaves on several machines, which the master tells apart by their address. All of 127.0.0.0/8 is this machine.
  const localAddress = `127.0.${1 + ((process.pid >> 8) % 250)}.${1 + (process.pid % 250)}`;
  const logger = openLog(logOptionsFrom(options));
  const turnLogger = createTurnLogger(logger);
  const signal = stopSignal();
  const slaves: Promise<void>[] = [];
  while (slaves.length < count && !signal.aborted) {
    const shared = { address, localAddress, logger: turnLogger, signal };
    slaves.push(runLightSlave(`slave${options.first + slaves.length}`, shared));
    if (slaves.length % GROUP_SIZE === 0) await delay(GROUP_PAUSE_MS);
  }
  await Promise.all(slaves);
  await closeLog(logger);
});
