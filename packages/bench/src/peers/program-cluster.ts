import { join } from 'node:path';
import { createChild, runCommand, type Program } from '@steadfast/cluster';
import { createLineCounter, readExecutionLog } from './event-files.ts';
import { killTree } from './servers/kill-tree.ts';
import type { ServerProcess } from './servers/server-process.ts';
import type { ClusterContext, SystemCluster, SystemWorker } from './system.ts';

/**
 * Inserting many tasks one by one takes a minute; a command that takes longer does not end. The same holds for one that
 * waits for a server.
 */
const COMMAND_TIMEOUT_MS = 180_000;

/**
 * The program of a peer, which takes these arguments: `setup`, `enqueue FIRST COUNT MS`, `remaining` (prints how many
 * tasks are not done) and `work FILE` (runs tasks one at a time, and records their starts and ends in the file). It finds
 * its server in the environment variable PEER_URL.
 */
export type PeerProgram = Pick<Program, 'command' | 'arguments'> & {
  readonly environment?: Readonly<Record<string, string>>;
};

/** A worker, and how to read what it recorded. */
interface RecordingWorker extends SystemWorker {
  readonly file: string;
  readonly countLines: () => number;
}

/** Creates a cluster of a peer from its program and its server, which is running. */
export async function createProgramCluster(
  program: PeerProgram,
  { server, url }: { readonly server: ServerProcess; readonly url: string },
  { folder, signal }: ClusterContext,
): Promise<SystemCluster> {
  const environment = { ...program.environment, PEER_URL: url };
  const run = (...parameters: readonly string[]): Promise<string> =>
    runCommand(program.command, [...program.arguments, ...parameters], {
      timeoutMs: COMMAND_TIMEOUT_MS,
      environment,
      signal,
    });
  const workers: RecordingWorker[] = [];
  const startWorker = (): void => {
    const name = `worker${workers.length + 1}`;
    const file = join(folder, `${name}.executions`);
    const outputFile = join(folder, `${name}.out`);
    const parameters = [...program.arguments, 'work', file];
    const child = createChild({ command: program.command, arguments: parameters, environment, outputFile });
    child.start();
    workers.push({ name, child, file, countLines: createLineCounter(file) });
  };
  const close = async (): Promise<void> => {
    await Promise.all(workers.map(({ child }) => killTree(child)));
    await server.stop();
  };
  let enqueued = 0;
  try {
    await run('setup');
  } catch (error) {
    await close();
    throw error;
  }
  return {
    servers: [server],
    workers,
    addWorkers: (count) => {
      for (let started = 0; started < count; started += 1) startWorker();
      return Promise.resolve();
    },
    enqueue: async (count, ms) => {
      await run('enqueue', `${enqueued + 1}`, `${count}`, `${ms}`);
      enqueued += count;
    },
    remaining: async () => Number(await run('remaining')),
    eventCounts: () => new Map(workers.map(({ name, countLines }) => [name, countLines()])),
    readEvents: () => workers.flatMap(({ file, name }) => readExecutionLog(file, name)),
    close,
  };
}
