import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { machineMs } from '../probes/machine-clock.ts';

/**
 * Detects when processes exit, as early as that is observable: each process holds a connection, which the kernel closes
 * while it tears down a killed process.
 */
export interface ExitDetector {
  /** The port on 127.0.0.1 that processes connect to. */
  readonly port: number;
  /** Returns when the connection of a process was closed, on the machine's clock; undefined while it is open. */
  readonly exitedAtMs: (pid: number) => number | undefined;
  readonly close: () => void;
}

/** Opens an exit detector. */
export async function openExitDetector(): Promise<ExitDetector> {
  const exited = new Map<number, number>();
  const server = createServer((socket) => {
    let pid = Number.NaN;
    socket.once('data', (data) => (pid = Number(data.toString())));
    socket.once('close', () => exited.set(pid, machineMs()));
    // The connection of a killed process is reset if it had unread data.
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { port, exitedAtMs: (pid) => exited.get(pid), close: () => server.close() };
}

/** Connects this process to the exit detector on a port. The connection does not keep the process alive. */
export function connectToExitDetector(port: number): void {
  const socket = connect(port, '127.0.0.1', () => socket.write(`${process.pid}`));
  socket.on('error', () => undefined);
  socket.unref();
}
