import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A master listens within a second; on a busy machine it takes longer. */
const TIMEOUT_MS = 60_000;

const POLL_MS = 100;

/** Returns whether a program listens on HOST:PORT. */
function isListening(address: string): Promise<boolean> {
  const [host = '', port] = address.split(':');
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port) });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** Waits until programs listen on all addresses. Returns false if they do not within a minute, or the signal aborts. */
export async function waitUntilListening(addresses: readonly string[], signal: AbortSignal): Promise<boolean> {
  const deadline = performance.now() + TIMEOUT_MS;
  for (const address of addresses)
    while (!(await isListening(address))) {
      if (signal.aborted || performance.now() > deadline) return false;
      await delay(POLL_MS, undefined, { signal }).catch(() => undefined);
    }
  return !signal.aborted;
}
