import { DATABASE_MUTANTS } from './database.ts';
import { REGRESSION_MUTANTS } from './regressions.ts';
import { DRIVER_MUTANTS } from './drivers.ts';
import { LEDGER_MUTANTS } from './ledger.ts';
import { PREFETCH_MUTANTS } from './prefetch.ts';
import { PROJECTION_MUTANTS } from './projection.ts';
import { RECOVERY_MUTANTS } from './recovery.ts';
import { EPOCH_MUTANTS } from './epochs.ts';
import { SERVICE_MUTANTS } from './services.ts';
import { SESSION_MUTANTS } from './sessions.ts';
import { SLAVE_MUTANTS } from './slave.ts';
import { TESTED_MUTANTS } from './tested.ts';
import { READY_QUEUE_MUTANTS } from './ready-queue.ts';
import { WORK_MUTANTS } from './work.ts';
import type { Mutant } from '../mutant.ts';

/** Every mutant. */
export const MUTANTS: readonly Mutant[] = [
  ...LEDGER_MUTANTS,
  ...EPOCH_MUTANTS,
  ...RECOVERY_MUTANTS,
  ...SERVICE_MUTANTS,
  ...SESSION_MUTANTS,
  ...PREFETCH_MUTANTS,
  ...WORK_MUTANTS,
  ...PROJECTION_MUTANTS,
  ...READY_QUEUE_MUTANTS,
  ...TESTED_MUTANTS,
  ...SLAVE_MUTANTS,
  ...DATABASE_MUTANTS,
  ...DRIVER_MUTANTS,
  ...REGRESSION_MUTANTS,
];
