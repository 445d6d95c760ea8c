import { join } from 'node:path';
import { freePort, runCommand } from '@steadfast/cluster';
import type { ClusterContext } from '../system.ts';
import { startServerProcess, type ServerProcess } from './server-process.ts';

/** How long the health of a server on this machine may take to look up. */
const HEALTH_TIMEOUT_MS = 10_000;

/** What the server's storage is set to so that it answers only when a write is on disk. */
export const TEMPORAL_DURABILITY = 'server start-dev with SQLite in a file, journal_mode WAL, synchronous FULL';

/** Starts Temporal's development server with empty storage; returns it and its URL. */
export async function startTemporal(
  { folder, signal }: ClusterContext,
  binary: string,
): Promise<{ readonly server: ServerProcess; readonly url: string }> {
  const address = `127.0.0.1:${await freePort()}`;
  const [ip = '', port = ''] = address.split(':');
  const storage = ['--db-filename', join(folder, 'temporal.db')];
  const pragmas = ['journal_mode=wal', 'synchronous=full'].flatMap((pragma) => ['--sqlite-pragma', pragma]);
  const network = ['--ip', ip, '--port', port, '--http-port', `${await freePort()}`, '--headless'];
  const program = {
    command: binary,
    arguments: ['server', 'start-dev', ...network, ...storage, ...pragmas, '--log-level', 'error'],
    outputFile: join(folder, 'temporal.out'),
  };
  const health = ['operator', 'cluster', 'health', '--address', address];
  const isReady = (): Promise<boolean> =>
    runCommand(binary, health, { timeoutMs: HEALTH_TIMEOUT_MS, signal }).then(
      () => true,
      () => false,
    );
  const server = await startServerProcess({ name: 'temporal', role: 'scheduler', program, isReady, signal });
  return { server, url: `temporal://${address}` };
}
