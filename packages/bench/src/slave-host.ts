import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { checkAddress, checkInteger, openLog, parseCommandLine, runMain, stopSignal } from '@steadfast/runtime';
import { runSlave } from '@steadfast/slave';

/** A process that runs many slaves at once, with the real client code: for measurements. */
await runMain(async (argv) => {
  const options = await parseCommandLine(
    {
      name: 'slave-host',
      description: 'Runs many slaves in one process.',
      options: {
        master: { type: 'string', demandOption: true, requiresArg: true, describe: 'where the master listens' },
        slaves: { type: 'number', demandOption: true, requiresArg: true, describe: 'how many slaves' },
        first: { type: 'number', default: 1, requiresArg: true, describe: 'the number of the first' },
        directory: { type: 'string', demandOption: true, requiresArg: true, describe: 'where the journals go' },
      },
      examples: [],
    },
    argv,
  );
  const addresses = [checkAddress('master', options.master)];
  const count = checkInteger('slaves', options.slaves, 1, 5_000);
  const logger = openLog({ level: 'error' });
  const signal = stopSignal();
  const slaves = Array.from({ length: count }, (_, index) => {
    const name = `slave${options.first + index}`;
    const journalPath = join(options.directory, `${name}.journal.jsonl`);
    return runSlave({ addresses, name, instance: randomUUID(), journalPath, drainTimeoutMs: 1_000, logger, signal });
  });
  await Promise.all(slaves);
});
