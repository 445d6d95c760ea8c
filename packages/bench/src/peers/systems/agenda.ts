import { findMongod } from '@steadfast/cluster';
import { installNpmPeer } from '../install/npm.ts';
import { createProgramCluster } from '../program-cluster.ts';
import { mongodServer, startEmptyMongod } from '../servers/mongod.ts';
import type { ClusterContext, System } from '../system.ts';

/** Starts a mongod; its URL makes every write durable. */
async function startDurableMongod(cluster: ClusterContext) {
  const mongod = await startEmptyMongod(cluster);
  const url = new URL(mongod.url);
  url.pathname = '/agenda';
  url.searchParams.set('w', 'majority');
  url.searchParams.set('journal', 'true');
  return { server: mongodServer(mongod), url: url.href };
}

export const agenda: System = {
  name: 'agenda',
  title: 'Agenda',
  settings: [
    'MongoDB with w: majority, j: true, a replica set of one',
    'maxConcurrency 1, defaults otherwise: a scan every 5 s, locks for 10 min',
  ],
  unequal: ['a worker locks more tasks than the one that it runs: by default there is no limit'],
  noOpTasks: 3_000,
  install: async (context) => {
    const { version } = await findMongod({ report: context.progress, signal: context.signal });
    const peer = await installNpmPeer('agenda', context);
    return {
      versions: `${peer.version}, mongod ${version}`,
      start: async (cluster) => createProgramCluster(peer.program, await startDurableMongod(cluster), cluster),
    };
  },
};
