import { findPostgres, findRedis } from '../install/debian.ts';
import { createProgramCluster, type PeerProgram } from '../program-cluster.ts';
import { startPostgres } from '../servers/postgres.ts';
import { startRedis } from '../servers/redis.ts';
import type { InstallContext, InstalledSystem } from '../system.ts';

/** A program of a peer, and the version of the peer. */
interface InstalledProgram {
  readonly program: PeerProgram;
  readonly version: string;
}

/** Returns a peer that stores its tasks in Redis. */
export async function onRedis(
  { program, version }: InstalledProgram,
  context: InstallContext,
): Promise<InstalledSystem> {
  const redis = await findRedis(context);
  return {
    versions: `${version}, ${redis.version}`,
    start: async (cluster) => createProgramCluster(program, await startRedis(cluster, redis.path), cluster),
  };
}

/** Returns a peer that stores its tasks in PostgreSQL. */
export async function onPostgres(
  { program, version }: InstalledProgram,
  context: InstallContext,
): Promise<InstalledSystem> {
  const postgres = await findPostgres(context);
  return {
    versions: `${version}, ${postgres.version}`,
    start: async (cluster) => createProgramCluster(program, await startPostgres(cluster, postgres.path), cluster),
  };
}
