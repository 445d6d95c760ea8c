/**
 * Stands in for the program of a slave, and runs as many slaves in one process as the environment says. It takes the
 * command line of one slave; what it says there holds for all, except that each has a name and a journal of its own.
 */
import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { dirname, join } from 'node:path';
import { closeLog, openLog, runMain, stopSignal } from '@steadfast/runtime';
import { runSlave } from '@steadfast/slave';
import { readOptions } from '@steadfast/slave/config';

await runMain(async (argv) => {
  const { log, name, journalPath, ...others } = await readOptions(argv);
  const logger = openLog(log);
  const signal = stopSignal();
  const count = Number(process.env['MANY_SLAVES']);
  // One for each slave, and that is all.
  setMaxListeners(count, signal);
  const slaves = Array.from({ length: count }, (_, index) => {
    const own = `${name}-${index + 1}`;
    const journal = join(dirname(journalPath), `${own}.journal.jsonl`);
    return runSlave({ ...others, name: own, journalPath: journal, instance: randomUUID(), logger, signal });
  });
  await Promise.all(slaves);
  await closeLog(logger);
});
