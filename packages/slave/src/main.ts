#!/usr/bin/env node
import { randomUUID } from 'node:crypto';
import { closeLog, openLog, runMain, stopSignal } from '@steadfast/runtime';
import { readOptions } from './config.ts';
import { runSlave } from './run-slave.ts';

await runMain(async (argv) => {
  const { log, ...options } = await readOptions(argv);
  const logger = openLog(log);
  try {
    await runSlave({ ...options, instance: randomUUID(), logger, signal: stopSignal() });
  } finally {
    await closeLog(logger);
  }
});
