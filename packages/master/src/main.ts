import { closeLog, openLog, runMain, stopSignal, type Logger } from '@steadfast/runtime';
import { readOptions, type MasterOptions } from './config.ts';
import { createDriver } from './driver.ts';
import { startGrpcServer } from './grpc-server.ts';
import { openMongoStore } from './store/open-mongo-store.ts';
import type { Store } from './store/store.ts';

/** Leads or stands by until the signal aborts, then stops in order. */
const serve = async (options: MasterOptions, store: Store, logger: Logger, signal: AbortSignal): Promise<void> => {
  const { config, listen, stopTimeoutMs, failpoint } = options;
  const driver = createDriver({ config, store, logger, failpoint });
  const server = await startGrpcServer(listen, {
    message: (session, message) => driver.deliver({ kind: 'session.message', session, message }),
    closed: (session, reason) => driver.deliver({ kind: 'session.closed', session, reason }),
  });
  logger.info(`${config.name} listens on ${listen}`, { event: 'master.listening', port: server.port });
  const giveUp = (): void =>
    driver.abandon(new Error('the orderly stop took too long; the next reign goes on from what the ledger holds'));
  const stop = (): void => {
    driver.deliver({ kind: 'stop', reason: 'it was asked to stop' });
    setTimeout(giveUp, stopTimeoutMs).unref();
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  try {
    await driver.run(server.sessions);
  } finally {
    await server.close();
  }
};

await runMain(async (argv) => {
  const options = await readOptions(argv);
  const store = openMongoStore(options.mongoUrl);
  const logger = openLog(options.log);
  const { name, instance } = options.config;
  const identity = { role: 'master', name, instance, pid: process.pid };
  logger.info(`${name} started`, { event: 'process.started', ...identity });
  try {
    await serve(options, store, logger, stopSignal());
    logger.info(`${name} stopped`, { event: 'process.stopped', ...identity });
  } finally {
    await store.close();
    await closeLog(logger);
  }
});
