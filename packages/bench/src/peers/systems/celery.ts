import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PEERS_CACHE } from '../install/cache.ts';
import { installPythonPeer, pythonVersion } from '../install/python.ts';
import { REDIS_DURABILITY } from '../servers/redis.ts';
import type { System } from '../system.ts';
import { onRedis } from './storage.ts';

function celeryVersion(): string {
  const requirements = readFileSync(join(PEERS_CACHE, 'python', 'requirements.txt'), 'utf8');
  return /^celery==(.+)$/m.exec(requirements)?.[1] ?? '?';
}

export const celery: System = {
  name: 'celery',
  title: 'Celery',
  settings: [
    REDIS_DURABILITY,
    'pool solo, task_acks_late (by default a killed worker loses its task), worker_prefetch_multiplier 1, no result backend',
    'defaults otherwise: visibility timeout 1 h',
  ],
  unequal: ['it keeps no record of a task that has succeeded', 'a worker fetches one task ahead'],
  noOpTasks: 8_000,
  install: async (context) => {
    const program = await installPythonPeer('celery_peer.py', context);
    const version = `celery ${celeryVersion()} (${await pythonVersion(context)})`;
    return onRedis({ program, version }, context);
  },
};
