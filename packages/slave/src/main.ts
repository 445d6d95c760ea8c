#!/usr/bin/env node
import { randomBytes } from 'node:crypto';
import { SECRET_BYTES } from '@steadfast/protocol/limits';
import { openLog, runMain, stopSignal, withLog } from '@steadfast/runtime';
import { readOptions } from './config.ts';
import { runSlave } from './run-slave.ts';

await runMain(async (argv) => {
  const { log, ...options } = await readOptions(argv);
  const logger = openLog(log);
  await withLog(logger, () =>
    runSlave({ ...options, secret: randomBytes(SECRET_BYTES), logger, signal: stopSignal() }),
  );
});
