import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** A local port that forwards to a port of a container on an internal network. */
export interface Tunnel extends AsyncDisposable {
  /** The local address: HOST:PORT. */
  readonly address: string;
}

/** Connects standard input and output to a port of the container, with bash alone. */
const RELAY = 'exec 3<>/dev/tcp/127.0.0.1/"$0"; cat <&3 & cat >&3; kill %1';

/**
 * Forwards a free local port to a port of a container, through `docker exec`. This works wherever the engine runs, even
 * in a virtual machine, and does not publish the port.
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
