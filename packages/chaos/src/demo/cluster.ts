import { startCluster, type Cluster, type ProcessEvent } from '@steadfast/cluster';
import { dedicatedDatabaseUrl } from '../run/database.ts';
import type { DemoEnvironment } from './environment.ts';

/** Nothing is running any more by then, so that a member has little left to write. */
const STOP_GRACE_MS = 5_000;

function slaveNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `slave${index + 1}`);
}

/** Starts the database of a demo, and prepares a master and the slaves without starting them. */
export function prepareDemoCluster(
  { options, directory, signal, report }: DemoEnvironment,
  onEvent: (event: ProcessEvent) => void,
): Promise<Cluster> {
  const { mongoUrl } = options;
  const slaves = slaveNames(options.slaves);
  return startCluster({
    directory,
    slaves,
    idle: ['master1', ...slaves],
    mongoUrl: mongoUrl === undefined ? undefined : dedicatedDatabaseUrl(mongoUrl, `steadfast-demo-${Date.now()}`),
    restart: true,
    signal,
    report,
    onEvent,
  });
}

/** Stops the slaves, then the masters. Returns a message for each that did not stop gracefully. */
export async function stopMembers({ processes }: Cluster): Promise<string[]> {
  const messages: string[] = [];
  for (const role of ['slave', 'master'])
    await Promise.all(
      [...processes.values()].map(async (member) => {
        if (!member.name.startsWith(role) || !member.alive) return;
        await member.stop(STOP_GRACE_MS);
        const { exit } = await member.exited;
        if (exit?.kind !== 'code' || exit.code !== 0) messages.push(`${member.name} did not stop gracefully`);
      }),
    );
  return messages;
}
