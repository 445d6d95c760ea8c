import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { machineMs } from './machine-clock.ts';

/**
 * Sees processes die, as early as the kernel lets anybody see it: each holds a connection, and the kernel closes it
 * when it takes a killed process apart.
 */
export interface Beacon {
  /** Where processes connect, on 127.0.0.1. */
  readonly port: number;
  /** When the connection of a process was closed, on the machine's clock; undefined while it is open. */
  readonly goneAtMs: (pid: number) => number | undefined;
  readonly close: () => void;
}

/** Opens a beacon. */
export async function openBeacon(): Promise<Beacon> {
  const gone = new Map<number, number>();
  const server = createServer((socket) => {
    let pid = Number.NaN;
    socket.once('data', (data) => (pid = Number(data.toString())));
    socket.once('close', () => gone.set(pid, machineMs()));
    // A process that was killed resets its connection when it had something unread.
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { port, goneAtMs: (pid) => gone.get(pid), close: () => server.close() };
}

/** Lets the beacon on that port see this process; keeps nothing alive. */
export function showTo(port: number): void {
  const socket = connect(port, '127.0.0.1', () => socket.write(`${process.pid}`));
  socket.on('error', () => undefined);
  socket.unref();
}
