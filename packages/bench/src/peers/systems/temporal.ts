import { join } from 'node:path';
import { buildGoPrograms, goDependencyVersion } from '../install/go.ts';
import { createProgramCluster } from '../program-cluster.ts';
import { startTemporal, TEMPORAL_DURABILITY } from '../servers/temporal.ts';
import type { System } from '../system.ts';

const SERVER_PACKAGE = 'github.com/temporalio/cli/cmd/temporal';

export const temporal: System = {
  name: 'temporal',
  title: 'Temporal (dev server)',
  settings: [
    TEMPORAL_DURABILITY,
    'a task is a workflow with one activity; MaxConcurrentActivityExecutionSize 1',
    'heartbeat timeout 5 s (there is no default), a heartbeat every second',
  ],
  unequal: [
    'a task is a workflow, which is more than one execution: its history has eleven events',
    'its development server is not meant for production; it is scheduler and database in one process',
    'workers are Go programs',
  ],
  noOpTasks: 600,
  install: async (context) => {
    const folder = await buildGoPrograms('temporal', { temporal: SERVER_PACKAGE, worker: '.' }, context);
    const server = await goDependencyVersion('temporal', 'go.temporal.io/server', context);
    const sdk = await goDependencyVersion('temporal', 'go.temporal.io/sdk', context);
    const program = { command: join(folder, 'worker'), arguments: [] };
    return {
      versions: `server ${server}, Go SDK ${sdk}`,
      start: async (cluster) =>
        createProgramCluster(program, await startTemporal(cluster, join(folder, 'temporal')), cluster),
    };
  },
};
