import { createServer } from 'node:net';
import { randomInt } from 'node:crypto';

/**
 * The range that ports are drawn from. It lies below those that operating systems hand to outgoing connections: a
 * program that was killed must get its port back, and a passing connection could have taken it in the meantime.
 */
const LOWEST_PORT = 15_000;
const HIGHEST_PORT = 31_999;

/** So many ports are tried before giving up; that many in use means that something else is wrong. */
const MAX_TRIES = 200;

/** Ports handed out by this process: a port that nobody listens on yet is not free for a second asker. */
const handedOut = new Set<number>();

/** Finds out whether one may listen on a port of 127.0.0.1 now. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * Finds a port of 127.0.0.1 that nobody listens on and that this process has not handed out before.
 * @throws {Error} when 200 ports drawn at random are all in use
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const port = randomInt(LOWEST_PORT, HIGHEST_PORT + 1);
    if (handedOut.has(port)) continue;
    handedOut.add(port);
    if (await isPortFree(port)) return port;
  }
  throw new Error(`no free port found from ${LOWEST_PORT} to ${HIGHEST_PORT}: is something else using them all?`);
}
