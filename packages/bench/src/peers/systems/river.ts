import { join } from 'node:path';
import { buildGoPrograms, goDependencyVersion } from '../install/go.ts';
import { POSTGRES_DURABILITY } from '../servers/postgres.ts';
import type { System } from '../system.ts';
import { onPostgres } from './storage.ts';

export const river: System = {
  name: 'river',
  title: 'River',
  settings: [
    POSTGRES_DURABILITY,
    'MaxWorkers 1, FetchCooldown 1 ms (the default of 100 ms allows one worker ten tasks per second)',
    'defaults otherwise: a running job is rescued after 1 h',
  ],
  unequal: ['workers are Go programs'],
  noOpTasks: 15_000,
  install: async (context) => {
    const folder = await buildGoPrograms('river', { worker: '.' }, context);
    const version = await goDependencyVersion('river', 'github.com/riverqueue/river', context);
    const program = { command: join(folder, 'worker'), arguments: [] };
    return onPostgres({ program, version: `river ${version}` }, context);
  },
};
