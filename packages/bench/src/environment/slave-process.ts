import { randomBytes } from 'node:crypto';
import { SECRET_BYTES } from '@steadfast/protocol/limits';
import { DEFAULT_QUEUE } from '@steadfast/protocol/messages';
import {
  checkAddress,
  checkInteger,
  closeLog,
  LOG_OPTIONS,
  logOptionsFrom,
  openLog,
  parseCommandLine,
  runMain,
  stopSignal,
} from '@steadfast/runtime';
import { runSlave } from '@steadfast/slave';
import { journalFile, recordClockOffset } from '../probes/journals.ts';
import { connectToExitDetector } from './exit-detector.ts';

/** Benchmarks kill their slaves, so a drain matters only when the run is stopped. */
const DRAIN_TIMEOUT_MS = 1_000;

/** A process that runs one or more slaves with the real client code. */
await runMain(async (argv) => {
  const options = await parseCommandLine(
    {
      name: 'slave-process',
      description: 'Run several slaves in one process.',
      options: {
        master: { type: 'string', demandOption: true, requiresArg: true, describe: 'address of the master' },
        slaves: { type: 'number', demandOption: true, requiresArg: true, describe: 'number of slaves' },
        first: { type: 'number', default: 1, requiresArg: true, describe: 'number of the first slave' },
        'exit-detector-port': { type: 'number', requiresArg: true, describe: 'port that detects the exit' },
        directory: { type: 'string', demandOption: true, requiresArg: true, describe: 'folder for the journals' },
        ...LOG_OPTIONS,
      },
      examples: [],
    },
    argv,
  );
  const { directory, first, 'exit-detector-port': exitDetectorPort } = options;
  const addresses = [checkAddress('master', options.master)];
  const count = checkInteger('slaves', options.slaves, 1, 5_000);
  const logger = openLog(logOptionsFrom(options));
  const signal = stopSignal();
  recordClockOffset(directory);
  if (exitDetectorPort !== undefined) connectToExitDetector(exitDetectorPort);
  const names = Array.from({ length: count }, (_, index) => `slave${first + index}`);
  const slaves = names.map((name) => {
    const journalPath = journalFile(directory, name);
    const common = {
      addresses,
      queues: [DEFAULT_QUEUE],
      keepsReports: 'none' as const,
      secret: randomBytes(SECRET_BYTES),
      drainTimeoutMs: DRAIN_TIMEOUT_MS,
      work: null,
    };
    return runSlave({ ...common, name, journalPath, logger, signal });
  });
  await Promise.all(slaves);
  await closeLog(logger);
});
