import { DATABASE_MUTANTS } from './catalogue-database.ts';
import { FOUND_MUTANTS } from './catalogue-found.ts';
import { LEDGER_MUTANTS } from './catalogue-ledger.ts';
import { PROJECTION_MUTANTS } from './catalogue-projection.ts';
import { RECOVERY_MUTANTS } from './catalogue-recovery.ts';
import { REIGN_MUTANTS } from './catalogue-epochs.ts';
import { SESSION_MUTANTS } from './catalogue-sessions.ts';
import { SLAVE_MUTANTS } from './catalogue-slave.ts';
import { WINDOW_MUTANTS } from './catalogue-window.ts';
import type { Mutant } from './mutant.ts';

/** Every mutant. */
export const MUTANTS: readonly Mutant[] = [
  ...LEDGER_MUTANTS,
  ...REIGN_MUTANTS,
  ...RECOVERY_MUTANTS,
  ...SESSION_MUTANTS,
  ...PROJECTION_MUTANTS,
  ...WINDOW_MUTANTS,
  ...SLAVE_MUTANTS,
  ...DATABASE_MUTANTS,
  ...FOUND_MUTANTS,
];
