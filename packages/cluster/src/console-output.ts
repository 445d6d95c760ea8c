import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatSeconds } from '@steadfast/runtime/format';
import { describeExit } from './processes/child.ts';
import type { Cluster } from './cluster.ts';
import { CLUSTER_FOLDER, PROJECT_ROOT } from './project-folder.ts';
import { filesOf } from './run-folder/run-folder.ts';
import type { ProcessEvent } from './processes/supervisor.ts';
import { shellPath, shellQuoted } from './shell-quoting.ts';

const SEED_PROGRAM = fileURLToPath(new URL('../../seed/src/main.ts', import.meta.url));

/** Describes an event in one line for people; returns undefined for events that do not concern them. */
export function describeProcessEvent(event: ProcessEvent, directory: string): string | undefined {
  const { name, pid } = event;
  switch (event.kind) {
    case 'started':
      return event.incarnation === 1 ? undefined : `${name} restarted: pid ${pid}, incarnation ${event.incarnation}`;
    case 'ended': {
      const { exit, uptimeMs, restartInMs } = event;
      if (restartInMs === undefined) return undefined;
      const hint = exit.kind === 'signal' ? '' : `; see ${shellPath(filesOf(directory, name).output)}`;
      return `${name} exited (${describeExit(exit)}) after ${formatSeconds(uptimeMs)}, restarting in ${formatSeconds(restartInMs)}${hint}`;
    }
    case 'frozen':
    case 'thawed':
      return `${name} is ${event.kind}`;
  }
}

/** Returns the command that inserts tasks. `make seed` finds a cluster only in the default folder. */
function seedCommand({ directory }: Cluster, url: string): string {
  if (url !== UNKNOWN_URL && directory === CLUSTER_FOLDER)
    return process.cwd() === resolve(PROJECT_ROOT)
      ? 'make seed COUNT=100'
      : `make -C ${shellPath(PROJECT_ROOT)} seed COUNT=100`;
  return `${shellPath(process.execPath)} ${shellPath(SEED_PROGRAM)} --mongo-url ${url} --count 100`;
}

/** Stands for the URL of a database that the user named, and that may contain a password. */
const UNKNOWN_URL = 'YOUR_MONGO_URL';

/** Describes how to connect to a cluster, how to seed and inspect it and where its files are, in lines for people. */
export function describeCluster(cluster: Cluster): string[] {
  const { mongoUrl, mongod, masterAddresses, processes, directory } = cluster;
  const url = mongod === undefined && mongoUrl.includes('@') ? UNKNOWN_URL : shellQuoted(mongoUrl);
  const slaves = [...processes.keys()].filter((name) => name.startsWith('slave'));
  return [
    ...(mongod === undefined ? [] : [`MongoDB ${mongod.version} from ${mongod.source}: ${shellPath(mongod.path)}`]),
    `masters  ${masterAddresses.join(', ')}`,
    `slaves   ${slaves.join(', ') || 'none'}`,
    `database ${url}`,
    `files    ${shellPath(directory)}`,
    `to seed  ${seedCommand(cluster, url)}`,
    `to look  grpcurl -plaintext ${masterAddresses[0]} steadfast.v1.InspectorService/GetCluster`,
    'Press Ctrl-C to stop everything.',
  ];
}
