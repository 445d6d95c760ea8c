import { createServer } from 'node:net';
import { randomInt } from 'node:crypto';
import { UsageError } from '@steadfast/runtime';

/**
 * The range to draw ports from. It lies below the ephemeral ports that operating systems assign to outgoing connections:
 * a process that was killed must get its port back, and a short-lived connection could occupy an ephemeral one.
 */
const LOWEST_PORT = 15_000;
const HIGHEST_PORT = 23_499;

/**
 * A process that hands out a port listens on the port this much higher, its guard, until it exits. So no other process
 * hands it out at the same time, although its owner may not listen on it yet, or was killed and will start again.
 */
const GUARD_OFFSET = 8_500;

/** If this many ports drawn at random are in use, something else is wrong. */
const MAX_TRIES = 200;

/** Returns whether a program can listen on a port of 127.0.0.1 now. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Listens on the guard of a port until this process exits; returns false if another process or an earlier call does. */
export function reservePort(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const guard = createServer((socket) => socket.destroy());
    guard.once('error', () => resolve(false));
    guard.listen({ port: port + GUARD_OFFSET, host: '127.0.0.1', exclusive: true }, () => resolve(true));
    guard.unref();
  });
}

/**
 * Finds a port of 127.0.0.1 that is not in use, and that no process that is still alive has been given before.
 * @throws {Error} if 200 ports drawn at random are all in use
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const port = randomInt(LOWEST_PORT, HIGHEST_PORT + 1);
    if ((await reservePort(port)) && (await isPortFree(port))) return port;
  }
  throw new Error(`no free port found between ${LOWEST_PORT} and ${HIGHEST_PORT} in ${MAX_TRIES} tries`);
}

/** A port that must be free, or the one to take if it is, and otherwise the next one that is. */
export type PortChoice = number | { readonly preferred: number };

/** What ports are chosen for. */
export interface PortPurpose {
  /** Who listens on them: `MongoDB`, `master1`. */
  readonly listener: string;
  /** The command line option that chooses another, and its name in `make`. */
  readonly option: string;
  readonly makeName: string;
  /** Receives a line for people if the preferred port is in use. */
  readonly report: (line: string) => void;
}

const HIGHEST_VALID_PORT = 65_535;

/** If this many ports in a row are in use, something else is wrong. */
const MAX_PORTS_TRIED = 100;

async function areFree(first: number, count: number): Promise<boolean> {
  for (let port = first; port < first + count; port += 1) if (!(await isPortFree(port))) return false;
  return true;
}

/**
 * Chooses consecutive ports of 127.0.0.1, and returns the first of them.
 * @throws {UsageError} if a required port, or too many after a preferred one, are in use
 */
export async function choosePorts(choice: PortChoice, count: number, purpose: PortPurpose): Promise<number> {
  const { listener, option, makeName, report } = purpose;
  const wanted = typeof choice === 'number' ? choice : choice.preferred;
  const last = typeof choice === 'number' ? wanted : Math.min(wanted + MAX_PORTS_TRIED, HIGHEST_VALID_PORT - count + 1);
  for (let port = wanted; port <= last; port += 1)
    if (await areFree(port, count)) {
      if (port !== wanted) report(`port ${wanted} is in use; ${listener} listens on ${port} instead`);
      return port;
    }
  throw new UsageError(`port ${wanted} is in use; choose another with ${option}, or with make ${makeName}=`);
}
