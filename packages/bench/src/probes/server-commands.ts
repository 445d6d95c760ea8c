import type { BenchEnvironment } from '../environment/bench-environment.ts';

/** How many commands of each name a server has executed since it started. */
export type CommandCounts = ReadonlyMap<string, number>;

/** The commands that a database server has executed so far. */
export interface ServerWork {
  /** The number of commands, except those of this process. */
  readonly commands: number;
  readonly byName: CommandCounts;
}

interface ServerStatus {
  readonly metrics: { readonly commands: Readonly<Record<string, { readonly total?: number } | number>> };
}

/**
 * Reads the server's command counters. This process's own commands are subtracted from the sum, except its driver's
 * heartbeats, which add a few commands per second.
 */
export async function readServerWork({ client, ownCommands }: BenchEnvironment): Promise<ServerWork> {
  const status = (await client.db('admin').command({ serverStatus: 1, repl: 0, locks: 0 })) as unknown as ServerStatus;
  const byName = new Map<string, number>();
  for (const [name, counts] of Object.entries(status.metrics.commands))
    if (typeof counts === 'object' && counts.total !== undefined) byName.set(name, counts.total);
  const all = byName.values().reduce((sum, count) => sum + count, 0);
  return { commands: all - ownCommands(), byName };
}

/** Describes the commands between two readings, those of this process included: `insert 412, update 80`. */
export function describeDifference(before: CommandCounts, after: CommandCounts): string {
  return [...after]
    .map(([name, count]) => [name, count - (before.get(name) ?? 0)] as const)
    .filter(([, count]) => count > 0)
    .sort(([, one], [, other]) => other - one)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}
