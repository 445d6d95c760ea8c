import { join } from 'node:path';
import { startMongod, type Mongod } from '@steadfast/cluster';
import type { ClusterContext } from '../system.ts';
import { killTree } from './kill-tree.ts';
import type { ServerProcess } from './server-process.ts';

/** Starts a mongod with an empty replica set of one. */
export function startEmptyMongod({ folder }: ClusterContext): Promise<Mongod> {
  return startMongod({ dbPath: join(folder, 'mongod'), logFile: join(folder, 'mongod.log'), cacheGb: 1 });
}

/** Returns a mongod as a server that can be killed. */
export function mongodServer(mongod: Mongod): ServerProcess {
  return {
    name: 'mongod',
    role: 'database',
    get pid() {
      return mongod.pid;
    },
    killAndRestart: async () => {
      await killTree(mongod.child);
      await mongod.restart();
    },
    stop: () => killTree(mongod.child),
  };
}
