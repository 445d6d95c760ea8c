import { installNpmPeer } from '../install/npm.ts';
import { POSTGRES_DURABILITY } from '../servers/postgres.ts';
import type { System } from '../system.ts';
import { onPostgres } from './storage.ts';

export const graphileWorker: System = {
  name: 'graphile-worker',
  title: 'graphile-worker',
  settings: [POSTGRES_DURABILITY, 'run with concurrency 1, defaults otherwise: a lock is stale after 4 h'],
  unequal: ['it deletes a task that has succeeded, and keeps no record of it'],
  noOpTasks: 15_000,
  install: async (context) => onPostgres(await installNpmPeer('graphile-worker', context), context),
};
