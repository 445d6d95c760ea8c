import { createServer } from 'node:net';
import { randomInt } from 'node:crypto';

/**
 * The range to draw ports from. It lies below the ephemeral ports that operating systems assign to outgoing connections:
 * a process that was killed must get its port back, and a short-lived connection could occupy an ephemeral one.
 */
const LOWEST_PORT = 15_000;
const HIGHEST_PORT = 31_999;

/** If this many ports drawn at random are in use, something else is wrong. */
const MAX_TRIES = 200;

/** Ports handed out by this process, whose owners may not listen on them yet. */
const handedOut = new Set<number>();

/** Returns whether a program can listen on a port of 127.0.0.1 now. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * Finds a port of 127.0.0.1 that is not in use and that this process has not handed out before.
 * @throws {Error} if 200 ports drawn at random are all in use
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const port = randomInt(LOWEST_PORT, HIGHEST_PORT + 1);
    if (handedOut.has(port)) continue;
    handedOut.add(port);
    if (await isPortFree(port)) return port;
  }
  throw new Error(`no free port found between ${LOWEST_PORT} and ${HIGHEST_PORT} in ${MAX_TRIES} tries`);
}
