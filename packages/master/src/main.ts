import { createTurnLogger, openLog, runMain, stopSignal, systemTimers, withLog, type Logger } from '@steadfast/runtime';
import { readOptions, type MasterOptions } from './config.ts';
import { createMaster } from './core/step.ts';
import { createDriver } from './driver.ts';
import { startGrpcServer } from './grpc-server.ts';
import { openInspection, type Inspection } from './inspection/inspector.ts';
import type { SessionListener } from './session-table.ts';
import { openTaskServices, type TaskServices } from './tasks/task-service.ts';
import { openMongoStore } from './store/open-mongo-store.ts';
import type { StorePort } from './store/store-port.ts';

/** What a master opens at start and closes at exit. */
interface MasterResources {
  readonly store: StorePort;
  readonly inspection: Inspection;
  readonly taskServices: TaskServices;
  readonly logger: Logger;
}

/** Leads or stands by until the signal aborts, then stops in an orderly way. */
async function serve(options: MasterOptions, resources: MasterResources, signal: AbortSignal): Promise<void> {
  const { listen, addressOn, stopTimeoutMs, failpoint } = options;
  const { store, inspection, taskServices, logger } = resources;
  const listener: SessionListener = {
    message: (session, message) => driver.deliver({ kind: 'session.message', session, message }),
    closed: (session, reason) => driver.deliver({ kind: 'session.closed', session, reason }),
  };
  const server = await startGrpcServer(listen, listener, {
    isKnownSlave: (slave) => driver.isKnownSlave(slave),
    additionalServices: (peers) => [
      ...inspection.services(() => driver.view(), peers),
      ...taskServices.services(
        {
          standing: () => driver.standing(),
          command: (command, settle) => driver.command(command, settle),
          tasksInserted: () => driver.deliver({ kind: 'tasks.inserted' }),
        },
        peers,
      ),
    ],
  });
  const address = addressOn(server.port);
  const advertised = address === listen ? '' : `, reached at ${address}`;
  logger.info(`listening on ${listen}${advertised}`, { event: 'master.listening', port: server.port, address });
  const state = createMaster({ ...options.config, address }, systemTimers.monotonicMs());
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  // No call can arrive before this: a server that has just been bound accepts the first connection in a later event.
  const driver = createDriver({
    state,
    store: failpoint.wrap(store),
    timers: systemTimers,
    logger: createTurnLogger(logger),
    failpoint,
    stopTimeoutMs,
    onCommitted: taskServices.committed,
    onEnded: (outcome) => (outcome.ok ? resolve() : reject(outcome.error)),
  });
  const stop = (): void => driver.stop('stop requested');
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  try {
    driver.run(server.sessions);
    await ended;
  } finally {
    inspection.endCalls();
    taskServices.endCalls();
    await server.close();
  }
}

await runMain(async (argv) => {
  const options = await readOptions(argv);
  const store = openMongoStore(options.mongoUrl);
  const logger = openLog(options.log);
  await withLog(logger, async () => {
    const inspection = openInspection(options.mongoUrl, logger);
    const taskServices = openTaskServices(options.mongoUrl, logger);
    const { name, instance } = options.config;
    const identity = { role: 'master', name, instance, pid: process.pid };
    logger.info(`${name} started`, { event: 'process.started', ...identity });
    try {
      await serve(options, { store, inspection, taskServices, logger }, stopSignal());
      logger.info(`${name} stopped`, { event: 'process.stopped', ...identity });
    } finally {
      await Promise.all([inspection.close(), taskServices.close(), store.close()]);
    }
  });
});
