#!/usr/bin/env node
import { randomUUID } from 'node:crypto';
import { closeLog, openLog, runMain, stopSignal } from '@steadfast/runtime';
import { readConfiguration } from './config.ts';
import { runSlave } from './driver.ts';

await runMain(async (argv) => {
  const { log, ...configuration } = await readConfiguration(argv);
  const logger = openLog(log);
  try {
    await runSlave({ ...configuration, instance: randomUUID(), logger, signal: stopSignal() });
  } finally {
    await closeLog(logger);
  }
});
