import { startCluster, type Cluster, type ProcessEvent } from '@steadfast/cluster';
import { urlOfOwnDatabase } from '../run/database.ts';
import type { DemoStage } from './environment.ts';

/** So long masters and slaves may take to stop in order, in milliseconds: nothing runs any more. */
const STOP_GRACE_MS = 5_000;

function slaveNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `slave${index + 1}`);
}

/** Brings up the database; a master and the slaves are there, but not started. */
export function prepareCluster(
  { options, directory, signal, print }: DemoStage,
  onEvent: (event: ProcessEvent) => void,
): Promise<Cluster> {
  const { mongoUrl } = options;
  const slaves = slaveNames(options.slaves);
  return startCluster({
    directory,
    slaves,
    idle: ['master1', ...slaves],
    mongoUrl: mongoUrl === undefined ? undefined : urlOfOwnDatabase(mongoUrl, `steadfast-demo-${Date.now()}`),
    restart: true,
    signal,
    report: print,
    onEvent,
  });
}

/** Ends slaves and masters in order; gives, in lines, who had to be forced. */
export async function stopMembers({ processes }: Cluster): Promise<string[]> {
  const forced: string[] = [];
  for (const prefix of ['slave', 'master'])
    await Promise.all(
      [...processes.values()].map(async (member) => {
        if (!member.name.startsWith(prefix) || !member.alive) return;
        await member.stop(STOP_GRACE_MS);
        const { exit } = await member.exited;
        if (exit?.kind !== 'code' || exit.code !== 0) forced.push(`${member.name} did not stop in order`);
      }),
    );
  return forced;
}
