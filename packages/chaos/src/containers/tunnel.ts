import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a port within a container whose network leads nowhere. */
export interface Tunnel extends AsyncDisposable {
  /** HOST:PORT on this machine. */
  readonly address: string;
}

/** Joins standard input and output to a port of the container itself; every container with a shell can. */
const RELAY = 'exec 3<>/dev/tcp/127.0.0.1/"$0"; cat <&3 & cat >&3; kill %1';

/**
 * Opens a way from a free port of this machine to a port within a container, through `docker exec`: that works wherever
 * the engine is, even in a virtual machine, and publishes nothing.
 */
export async function openTunnel(container: string, port: number): Promise<Tunnel> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    const relay = spawn('docker', ['exec', '--interactive', container, 'bash', '-c', RELAY, `${port}`], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    socket.pipe(relay.stdin);
    relay.stdout.pipe(socket);
    for (const stream of [socket, relay, relay.stdin, relay.stdout]) stream.on('error', () => socket.destroy());
    relay.on('exit', () => socket.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      relay.kill();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
