/**
 * A program that runs several slaves in one process, to be used in place of the real slave. It takes the command line of
 * one slave, which applies to all, except that each slave has a name and a journal of its own. The environment variable
 * MANY_SLAVES sets their number.
 */
import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { dirname, join } from 'node:path';
import { SECRET_BYTES } from '@steadfast/protocol/limits';
import { closeLog, openLog, runMain, stopSignal } from '@steadfast/runtime';
import { runSlave } from '@steadfast/slave';
import { readOptions } from '@steadfast/slave/config';

await runMain(async (argv) => {
  const { log, name, journalPath, ...others } = await readOptions(argv);
  const logger = openLog(log);
  const signal = stopSignal();
  const count = Number(process.env['MANY_SLAVES']);
  // Each slave adds one listener to the signal.
  setMaxListeners(count, signal);
  const slaves = Array.from({ length: count }, (_, index) => {
    const slaveName = `${name}-${index + 1}`;
    const slaveJournalPath = join(dirname(journalPath), `${slaveName}.journal.jsonl`);
    return runSlave({
      ...others,
      name: slaveName,
      journalPath: slaveJournalPath,
      secret: randomBytes(SECRET_BYTES),
      logger,
      signal,
    });
  });
  await Promise.all(slaves);
  await closeLog(logger);
});
