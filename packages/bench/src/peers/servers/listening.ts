import { connect } from 'node:net';
import { waitUntil } from '../../wait.ts';

/** Returns whether a program listens on HOST:PORT. */
export function isListening(address: string): Promise<boolean> {
  const { hostname, port } = new URL(`tcp://${address}`);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** Waits until a program listens on HOST:PORT. */
export async function waitUntilListening(address: string, signal: AbortSignal): Promise<void> {
  await waitUntil(`a program listens on ${address}`, () => isListening(address), { signal, pollMs: 5 });
}
