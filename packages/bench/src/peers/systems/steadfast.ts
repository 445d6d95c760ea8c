import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { findMongod } from '@steadfast/cluster';
import { startBenchCluster, type BenchCluster } from '../../environment/bench-cluster.ts';
import { journalFile, readJournals } from '../../probes/journals.ts';
import { readVersion } from '../install/project-version.ts';
import { tasksOf } from '../../workload.ts';
import { createLineCounter } from '../event-files.ts';
import { mongodServer, startEmptyMongod } from '../servers/mongod.ts';
import { killTree } from '../servers/kill-tree.ts';
import { waitUntilListening } from '../servers/listening.ts';
import type { ClusterContext, ExecutionEvent, System, SystemCluster, SystemServer } from '../system.ts';

const DURABLE = { writeConcern: { w: 'majority', journal: true } } as const;

/** Inserting a batch takes less than a second; a busy disk takes longer. */
const OPERATION_TIMEOUT_MS = 60_000;

const INSERT_BATCH_SIZE = 5_000;

const MS_PER_SECOND = 1_000;

function masterServer({ master, address, signal }: BenchCluster): SystemServer {
  return {
    name: 'master',
    role: 'scheduler',
    get pid() {
      return master.child.pid;
    },
    killAndRestart: async () => {
      await killTree(master.child);
      master.child.start();
      await waitUntilListening(address, signal);
    },
  };
}

function readEvents(folder: string): ExecutionEvent[] {
  return readJournals(folder).flatMap(({ event, taskId, host, atMs }) =>
    event === 'aborted' || event === 'failed' ? [] : [{ event, task: taskId, worker: host, atMs }],
  );
}

async function startCluster(context: ClusterContext): Promise<SystemCluster> {
  const { signal } = context;
  const mongod = await startEmptyMongod(context);
  const client = new MongoClient(mongod.url, { timeoutMS: OPERATION_TIMEOUT_MS });
  const closeDatabase = async (): Promise<void> => {
    await client.close();
    await mongodServer(mongod).stop();
  };
  const mongoUrl = new URL(mongod.url);
  mongoUrl.pathname = '/steadfast';
  const [database, folder] = [client.db('steadfast'), join(context.folder, 'steadfast')];
  const cluster = await startBenchCluster({ database, mongoUrl: mongoUrl.href, folder, signal }).catch(
    async (error: unknown) => {
      await closeDatabase();
      throw error;
    },
  );
  const tasks = tasksOf(database);
  const lineCounters = new Map<string, () => number>();
  let inserted = 0;
  return {
    servers: [masterServer(cluster), mongodServer(mongod)],
    get workers() {
      return cluster.slaveProcesses.map(({ child, names }) => ({ name: names[0] ?? '', child }));
    },
    addWorkers: async (count) => {
      for (const { names } of await cluster.addSlaves(count, 1))
        for (const name of names) lineCounters.set(name, createLineCounter(journalFile(folder, name)));
    },
    enqueue: async (count, ms) => {
      for (let left = count; left > 0; left -= INSERT_BATCH_SIZE) {
        const documents = Array.from({ length: Math.min(left, INSERT_BATCH_SIZE) }, () => ({
          taskname: `task${(inserted += 1)}`,
          sleeptime: ms / MS_PER_SECOND,
          state: 'created',
        }));
        await database.collection('tasks').insertMany(documents, { ordered: false, ...DURABLE });
      }
    },
    remaining: () => tasks.countDocuments({ state: { $ne: 'success' } }),
    eventCounts: () => new Map([...lineCounters].map(([name, countLines]) => [name, countLines()])),
    readEvents: () => readEvents(folder),
    close: async () => {
      await cluster.close();
      await closeDatabase();
    },
  };
}

/** This project. */
export const steadfast: System = {
  name: 'steadfast',
  title: 'Steadfast',
  settings: ['MongoDB with w: majority, j: true, a replica set of one', 'default options, default log level'],
  unequal: ['it writes a log line and a journal line for each start and end, the peers write no log lines for tasks'],
  noOpTasks: 20_000,
  install: async ({ signal, progress }) => {
    const { version } = await findMongod({ report: progress, signal });
    return { versions: `${readVersion()}, mongod ${version}`, start: startCluster };
  },
};
