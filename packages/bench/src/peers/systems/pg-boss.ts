import { installNpmPeer } from '../install/npm.ts';
import { POSTGRES_DURABILITY } from '../servers/postgres.ts';
import type { System } from '../system.ts';
import { onPostgres } from './storage.ts';

export const pgBoss: System = {
  name: 'pg-boss',
  title: 'pg-boss',
  settings: [
    POSTGRES_DURABILITY,
    'a loop of fetch and complete, one job at a time, defaults otherwise: a job expires after 15 min',
  ],
  unequal: [
    'its own work loop would pause for half a second or more after each job; the loop of this benchmark does not',
  ],
  noOpTasks: 8_000,
  install: async (context) => onPostgres(await installNpmPeer('pg-boss', context), context),
};
