/**
 * A program to be used in place of the real slave. A slave named `version1`, `version2` or `version3` speaks that version of the
 * protocol, any other is a real one.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { instanceOf } from '@steadfast/protocol';
import { SECRET_BYTES } from '@steadfast/protocol/limits';
import { PLAIN_ABILITIES } from '@steadfast/protocol/messages';
import { closeLog, createTurnLogger, openLog, runMain, stopSignal, systemTimers } from '@steadfast/runtime';
import { readOptions } from '@steadfast/slave/config';
import { createSlave } from '@steadfast/slave/core/state';
import { createDriver } from '@steadfast/slave/driver';
import { NO_REPORT_STORE } from '@steadfast/slave/report-store';
import { NO_RUNNER } from '@steadfast/slave/work/work-runner';
import { openJournal } from '@steadfast/slave/journal';
import { createOldStreamOpener, type OldVersion } from './old-stream.ts';

const OLD_VERSIONS: Readonly<Record<string, OldVersion>> = { version1: 1, version2: 2, version3: 3 };

async function runOldSlave(argv: readonly string[], version: OldVersion): Promise<void> {
  const { log, name, journalPath, addresses, drainTimeoutMs } = await readOptions(argv);
  const logger = openLog(log);
  const signal = stopSignal();
  const secret = randomBytes(SECRET_BYTES);
  const instance = version === 1 ? randomUUID() : instanceOf(secret);
  const owner = { host: name, instance };
  const journal = openJournal(journalPath, owner);
  const fields = { role: 'slave', name, ...owner, pid: process.pid };
  logger.info({ event: 'process.started', message: 'started', ...fields });
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  const { start, stop } = createDriver({
    state: createSlave({ name, instance, addresses, ...PLAIN_ABILITIES, keepsReports: 'none' }),
    reportStore: NO_REPORT_STORE,
    runner: NO_RUNNER,
    timers: systemTimers,
    openStream: createOldStreamOpener(version, secret),
    journal,
    logger: createTurnLogger(logger),
    failpoint: { isEnabled: false, hit: () => undefined },
    random: Math.random,
    newNonce: randomUUID,
    drainTimeoutMs,
    onEnded: (error) => (error === null ? resolve() : reject(error)),
  });
  start();
  signal.addEventListener('abort', stop);
  await ended;
  logger.info({ event: 'process.stopped', message: 'stopped', ...fields });
  journal.close();
  await closeLog(logger);
}

const { name } = await readOptions(process.argv.slice(2));
const version = OLD_VERSIONS[name];
if (version === undefined) await import('@steadfast/slave/main');
else await runMain((argv) => runOldSlave(argv, version));
