import { connect } from 'node:net';
import { join } from 'node:path';
import { freePort } from '@steadfast/cluster';
import type { ClusterContext } from '../system.ts';
import { startServerProcess, type ServerProcess } from './server-process.ts';

/** How long a Redis on this machine may take to answer before it is tried again. */
const PING_TIMEOUT_MS = 1_000;

/** Returns whether a Redis answers; it does not while it loads its data. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: PING_TIMEOUT_MS }, () => socket.write('PING\r\n'));
    const settle = (ready: boolean) => () => {
      socket.destroy();
      resolve(ready);
    };
    socket.once('data', (data) => settle(data.toString().startsWith('+PONG'))());
    socket.once('timeout', settle(false)).once('error', settle(false)).once('close', settle(false));
  });
}

/** What a Redis must be set to so that it answers only when a write is on disk. */
export const REDIS_DURABILITY = 'redis-server with appendonly yes, appendfsync always';

/** Starts a Redis with empty storage; returns it and its URL. */
export async function startRedis(
  { folder, signal }: ClusterContext,
  binary: string,
): Promise<{ readonly server: ServerProcess; readonly url: string }> {
  const port = await freePort();
  const settings = { port, bind: '127.0.0.1', dir: folder, appendonly: 'yes', appendfsync: 'always', save: '' };
  const program = {
    command: binary,
    arguments: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, `${value}`]),
    outputFile: join(folder, 'redis.out'),
  };
  const isReady = (): Promise<boolean> => answers(port);
  const server = await startServerProcess({ name: 'redis-server', role: 'database', program, isReady, signal });
  return { server, url: `redis://127.0.0.1:${port}` };
}
