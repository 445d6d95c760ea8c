import { installNpmPeer } from '../install/npm.ts';
import { REDIS_DURABILITY } from '../servers/redis.ts';
import type { System } from '../system.ts';
import { onRedis } from './storage.ts';

export const bullmq: System = {
  name: 'bullmq',
  title: 'BullMQ',
  settings: [REDIS_DURABILITY, 'Worker with concurrency 1, defaults otherwise: lock 30 s, stalled check every 30 s'],
  unequal: [],
  noOpTasks: 20_000,
  install: async (context) => onRedis(await installNpmPeer('bullmq', context), context),
};
