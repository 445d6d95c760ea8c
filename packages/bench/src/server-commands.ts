import type { Stage } from './bench-environment.ts';

/** How many commands of each name a server has carried out since its start. */
export type CommandCounts = ReadonlyMap<string, number>;

/** What a database server has done so far. */
export interface ServerWork {
  /** All commands, whoever sent them, without those of this process. */
  readonly commands: number;
  readonly byName: CommandCounts;
}

interface ServerStatus {
  readonly metrics: { readonly commands: Readonly<Record<string, { readonly total?: number } | number>> };
}

/**
 * Reads what the server counts. Our own commands are taken off the sum, but not our driver's heartbeats: a few a second
 * are counted too much.
 */
export async function serverWork({ client, ownCommands }: Stage): Promise<ServerWork> {
  const status = (await client.db('admin').command({ serverStatus: 1, repl: 0, locks: 0 })) as unknown as ServerStatus;
  const byName = new Map<string, number>();
  for (const [name, counts] of Object.entries(status.metrics.commands))
    if (typeof counts === 'object' && counts.total !== undefined) byName.set(name, counts.total);
  const all = byName.values().reduce((sum, count) => sum + count, 0);
  return { commands: all - ownCommands(), byName };
}

/** What was done between two readings, as `insert 412, update 80 …`: for people, our own commands included. */
export function describeDifference(before: CommandCounts, after: CommandCounts): string {
  return [...after]
    .map(([name, count]) => [name, count - (before.get(name) ?? 0)] as const)
    .filter(([, count]) => count > 0)
    .sort(([, one], [, other]) => other - one)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}
