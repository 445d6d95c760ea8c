import { randomUUID } from 'node:crypto';
import {
  checkAddress,
  checkInteger,
  closeLog,
  LOG_OPTIONS,
  openLog,
  parseCommandLine,
  runMain,
  stopSignal,
} from '@steadfast/runtime';
import { runSlave } from '@steadfast/slave';
import { showTo } from './exit-detector.ts';
import { journalFile, noteClock } from './journals.ts';

/** So long a slave may take to finish when it is asked to stop, in milliseconds; the bench kills them anyway. */
const DRAIN_TIMEOUT_MS = 1_000;

/** A process that runs one slave or many, with the real client code. */
await runMain(async (argv) => {
  const options = await parseCommandLine(
    {
      name: 'slave-host',
      description: 'Runs many slaves in one process.',
      options: {
        master: { type: 'string', demandOption: true, requiresArg: true, describe: 'where the master listens' },
        slaves: { type: 'number', demandOption: true, requiresArg: true, describe: 'how many slaves' },
        first: { type: 'number', default: 1, requiresArg: true, describe: 'the number of the first' },
        beacon: { type: 'number', requiresArg: true, describe: 'the port where our death is looked out for' },
        directory: { type: 'string', demandOption: true, requiresArg: true, describe: 'where the journals go' },
        ...LOG_OPTIONS,
      },
      examples: [],
    },
    argv,
  );
  const { directory, first } = options;
  const addresses = [checkAddress('master', options.master)];
  const count = checkInteger('slaves', options.slaves, 1, 5_000);
  const logger = openLog({ level: options['log-level'], file: options['log-file'] });
  const signal = stopSignal();
  noteClock(directory);
  if (options.beacon !== undefined) showTo(options.beacon);
  const names = Array.from({ length: count }, (_, index) => `slave${first + index}`);
  const lives = names.map((name) => {
    const journalPath = journalFile(directory, name);
    const common = { addresses, instance: randomUUID(), drainTimeoutMs: DRAIN_TIMEOUT_MS };
    return runSlave({ ...common, name, journalPath, logger, signal });
  });
  await Promise.all(lives);
  await closeLog(logger);
});
