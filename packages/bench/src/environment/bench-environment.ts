import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findMongod, startMongod, type Mongod } from '@steadfast/cluster';
import { MongoClient, type Db } from 'mongodb';
import { startBenchCluster, type BenchCluster } from './bench-cluster.ts';

/** The folder for the files of a run; git ignores it. It is on a disk, whereas /tmp may be in memory. */
const STEADFAST_FOLDER = fileURLToPath(new URL('../../../../.steadfast/', import.meta.url));

/** The size of WiredTiger's cache in gigabytes: large enough for a million waiting tasks and their indexes. */
const CACHE_GB = 1;

/** The database server that all measurements of a run share. */
export interface BenchEnvironment {
  readonly mongod: Mongod;
  readonly client: MongoClient;
  /** Aborts when the user stops the run. */
  readonly signal: AbortSignal;
  /** Returns the process ids of all processes of this run that are alive. */
  readonly pids: () => readonly number[];
  /** Returns how many commands this process has sent to the server so far, without the driver's heartbeats. */
  readonly ownCommands: () => number;
  /**
   * Runs `use` with a cluster without slaves, on a database that is empty or filled by `prepare`, and closes the cluster
   * afterwards. `masterNodeOptions` are additional options of Node.js for its masters.
   */
  readonly withCluster: <Result>(
    use: (cluster: BenchCluster) => Promise<Result>,
    prepare?: (database: Db) => Promise<void>,
    masterNodeOptions?: readonly string[],
  ) => Promise<Result>;
  /** Stops the server and removes all files. */
  readonly close: () => Promise<void>;
}

function createFolder(): { readonly folder: string; readonly remove: () => void } {
  mkdirSync(STEADFAST_FOLDER, { recursive: true });
  const folder = mkdtempSync(join(STEADFAST_FOLDER, 'bench-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  // Covers a second Ctrl-C, which ends this process without `close`.
  process.on('exit', remove);
  return { folder, remove };
}

/**
 * Starts the database server.
 * @throws {Error} if there is no mongod, or if the signal aborts
 */
export async function openBenchEnvironment(
  signal: AbortSignal,
  progress: (line: string) => void,
): Promise<BenchEnvironment> {
  const binary = await findMongod({ report: progress, signal });
  const { folder, remove } = createFolder();
  const files = { dbPath: join(folder, 'mongod'), logFile: join(folder, 'mongod.log') };
  const mongod = await startMongod({ binary, ...files, cacheGb: CACHE_GB });
  const client = new MongoClient(mongod.url, { monitorCommands: true });
  let ownCommands = 0;
  client.on('commandStarted', () => (ownCommands += 1));
  let clustersStarted = 0;
  const clusters = new Set<BenchCluster>();
  return {
    mongod,
    client,
    signal,
    pids: () => [mongod.pid ?? [], [...clusters].map(({ pids }) => pids())].flat(2),
    ownCommands: () => ownCommands,
    withCluster: async (use, prepare, masterNodeOptions) => {
      signal.throwIfAborted();
      const name = `cluster${(clustersStarted += 1)}`;
      const database = client.db(name);
      await prepare?.(database);
      const mongoUrl = new URL(mongod.url);
      mongoUrl.pathname = `/${name}`;
      const cluster = await startBenchCluster({
        database,
        mongoUrl: mongoUrl.href,
        folder: join(folder, name),
        masterNodeOptions,
        signal,
      });
      clusters.add(cluster);
      try {
        return await use(cluster);
      } finally {
        await cluster.close();
        clusters.delete(cluster);
      }
    },
    close: async () => {
      await client.close();
      await mongod.stop();
      remove();
    },
  };
}
