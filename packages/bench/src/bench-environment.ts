import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findMongod, startMongod, type Mongod } from '@steadfast/cluster';
import { MongoClient, type Db } from 'mongodb';
import { openScene, type Scene } from './bench-cluster.ts';

/** What runs leave behind is kept here while they run; git ignores it. On a disk, unlike many a /tmp. */
const STEADFAST_FOLDER = fileURLToPath(new URL('../../../.steadfast/', import.meta.url));

/** Gigabytes of WiredTiger's cache: a million waiting tasks and their indexes fit in. */
const CACHE_GB = 1;

/** The database server that all measurements of a run share. */
export interface Stage {
  readonly mongod: Mongod;
  readonly client: MongoClient;
  /** Aborts when the run is asked to stop. */
  readonly signal: AbortSignal;
  /** Of all processes that were started for this run and are alive. */
  readonly pids: () => readonly number[];
  /** How many commands this process has sent to the server so far, without the driver's own heartbeats. */
  readonly ownCommands: () => number;
  /**
   * Opens a cluster without slaves on an empty database, or on one that was prepared; closes it when `act` is done.
   */
  readonly withScene: <Result>(
    act: (scene: Scene) => Promise<Result>,
    prepare?: (database: Db) => Promise<void>,
  ) => Promise<Result>;
  /** Ends the server and removes every file. */
  readonly close: () => Promise<void>;
}

function makeFolder(): { readonly folder: string; readonly remove: () => void } {
  mkdirSync(STEADFAST_FOLDER, { recursive: true });
  const folder = mkdtempSync(join(STEADFAST_FOLDER, 'bench-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  // Also when a second Ctrl-C ends this process at once.
  process.on('exit', remove);
  return { folder, remove };
}

/**
 * Starts the database server.
 * @throws {Error} when there is none, or when the signal aborts
 */
export async function openStage(signal: AbortSignal, progress: (line: string) => void): Promise<Stage> {
  const binary = await findMongod({ report: progress, signal });
  const { folder, remove } = makeFolder();
  const files = { dbPath: join(folder, 'mongod'), logFile: join(folder, 'mongod.log') };
  const mongod = await startMongod({ binary, ...files, cacheGb: CACHE_GB });
  const client = new MongoClient(mongod.url, { monitorCommands: true });
  let ownCommands = 0;
  client.on('commandStarted', () => (ownCommands += 1));
  let opened = 0;
  const scenes = new Set<Scene>();
  return {
    mongod,
    client,
    signal,
    pids: () => [mongod.pid ?? [], [...scenes].map(({ pids }) => pids())].flat(2),
    ownCommands: () => ownCommands,
    withScene: async (act, prepare) => {
      signal.throwIfAborted();
      const name = `scene${(opened += 1)}`;
      const database = client.db(name);
      await prepare?.(database);
      const mongoUrl = new URL(mongod.url);
      mongoUrl.pathname = `/${name}`;
      const scene = await openScene({ database, mongoUrl: mongoUrl.href, folder: join(folder, name), signal });
      scenes.add(scene);
      try {
        return await act(scene);
      } finally {
        await scene.close();
        scenes.delete(scene);
      }
    },
    close: async () => {
      await client.close();
      await mongod.stop();
      remove();
    },
  };
}
