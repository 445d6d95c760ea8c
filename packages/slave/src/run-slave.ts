import { randomUUID } from 'node:crypto';
import { instanceOf, SLEEP_KIND } from '@steadfast/protocol';
import { createTurnLogger, systemTimers, type Logger } from '@steadfast/runtime';
import { createSlave, type KeptReports } from './core/state.ts';
import { createDriver } from './driver.ts';
import { createFailpoint, type FailpointName } from './failpoint.ts';
import { createStreamOpener } from './grpc-stream.ts';
import { openReports, type OpenedReports } from './report-store.ts';
import { openJournal, type Journal, type JournalOwner } from './journal.ts';
import { openWorkRunner, type WorkRunnerOptions } from './work/open-work-runner.ts';
import { NO_RUNNER, type WorkRunner } from './work/work-runner.ts';

/** What a slave runs with. */
export interface SlaveOptions {
  /** The addresses of the masters as HOST:PORT, tried in turn. At least one. */
  readonly addresses: readonly string[];
  /** The queues that the slave takes tasks from. At least one. */
  readonly queues: readonly string[];
  /** The name of the slave; must satisfy `isValidHost`. */
  readonly name: string;
  /** 32 random bytes, never used before: what proves to masters that this is the slave with its instance. */
  readonly secret: Uint8Array;
  /** The file that executions are recorded in. */
  readonly journalPath: string;
  /** Of which tasks the reports are kept in the folder `JOURNAL.reports` until they are acknowledged. */
  readonly keepsReports: KeptReports;
  /** How long the slave may take to finish and report its task after a stop; less than 2^31 ms. */
  readonly drainTimeoutMs: number;
  /** What the slave runs besides sleeps; null for nothing else. */
  readonly work: WorkRunnerOptions | null;
  readonly logger: Logger;
  /** Asks the slave to stop: it drains, then leaves. */
  readonly signal: AbortSignal;
  /** Where the process kills itself, for tests. */
  readonly failpoint?: FailpointName | undefined;
}

/**
 * Reads the reports that earlier processes of this slave have left. One that cannot be read is left where it is.
 * @throws {UsageError} when the folder cannot be used
 */
function openKeptReports({ name, secret, journalPath, logger }: SlaveOptions, fields: object): OpenedReports {
  const folder = `${journalPath}.reports`;
  const opened = openReports(folder, { host: name, secret });
  for (const problem of opened.unreadable)
    logger.warn({ event: 'report.unreadable', message: `ignored a report that cannot be read: ${problem}`, ...fields });
  return opened;
}

/** Runs the driver until the slave has left. */
async function runDriver(
  options: SlaveOptions,
  { host, instance }: JournalOwner,
  journal: Journal,
  runner: WorkRunner,
  { store, reports, secrets }: OpenedReports,
): Promise<void> {
  const { secret, addresses, queues, keepsReports, drainTimeoutMs, logger, signal } = options;
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  const kinds = [SLEEP_KIND, ...runner.kinds];
  const { start, stop } = createDriver({
    state: createSlave({ name: host, instance, addresses, queues, kinds, keepsReports }, reports),
    runner,
    reportStore: store,
    timers: systemTimers,
    openStream: createStreamOpener({ own: secret, kept: secrets }),
    journal,
    logger: createTurnLogger(logger),
    failpoint: createFailpoint(options.failpoint),
    random: Math.random,
    newNonce: randomUUID,
    drainTimeoutMs,
    onEnded: (error) => (error === null ? resolve() : reject(error)),
  });
  start();
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop);
  await ended.finally(() => signal.removeEventListener('abort', stop));
}

/**
 * Runs a slave: it registers with a master and runs the tasks it is assigned until `signal` aborts and it has left.
 * Several slaves can run in one process.
 * @throws {UsageError} when the journal cannot be opened
 * @throws {Error} when the handlers cannot be loaded
 */
export async function runSlave(options: SlaveOptions): Promise<void> {
  const { name, secret, work, logger } = options;
  const instance = instanceOf(secret);
  const slave: JournalOwner = { host: name, instance };
  const journal = openJournal(options.journalPath, slave);
  const fields = { role: 'slave', name, ...slave, pid: process.pid };
  let runner = NO_RUNNER;
  try {
    if (work !== null) runner = await openWorkRunner(work);
    logger.info({ event: 'process.started', message: `started (instance ${instance})`, ...fields });
    await runDriver(options, slave, journal, runner, openKeptReports(options, fields));
    logger.info({ event: 'process.stopped', message: 'stopped', ...fields });
  } finally {
    runner.close();
    journal.close();
  }
}
