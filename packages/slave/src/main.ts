#!/usr/bin/env node
import { randomUUID } from 'node:crypto';
import { openLog, runMain, stopSignal, withLog } from '@steadfast/runtime';
import { readOptions } from './config.ts';
import { runSlave } from './run-slave.ts';

await runMain(async (argv) => {
  const { log, ...options } = await readOptions(argv);
  const logger = openLog(log);
  await withLog(logger, () => runSlave({ ...options, instance: randomUUID(), logger, signal: stopSignal() }));
});
