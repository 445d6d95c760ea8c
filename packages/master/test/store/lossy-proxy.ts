import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A wire between a client and a mongod that loses replies when it is told to. */
export interface LossyProxy {
  readonly port: number;
  /** Loses the replies to the next so many commands that contain all these words: swallows each, and cuts the wire. */
  readonly loseReplies: (count: number, ...words: readonly string[]) => void;
  /** How many replies were lost. */
  readonly lost: () => number;
  readonly close: () => Promise<void>;
}

/** Starts a wire to a port of this machine. */
export async function startLossyProxy(targetPort: number): Promise<LossyProxy> {
  let left = 0;
  let lost = 0;
  let wanted: readonly string[] = [];
  const sockets = new Set<Socket>();

  const join = (client: Socket): void => {
    const server = connect(targetPort, '127.0.0.1');
    let doomed = false;
    const cut = (): void => {
      client.destroy();
      server.destroy();
    };
    client.on('data', (chunk) => {
      if (left > 0 && wanted.every((word) => chunk.includes(word))) {
        left -= 1;
        doomed = true;
      }
      server.write(chunk);
    });
    server.on('data', (chunk) => {
      if (!doomed) return void client.write(chunk);
      lost += 1;
      cut();
    });
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', cut);
      socket.on('close', () => {
        sockets.delete(socket);
        cut();
      });
    }
  };

  const listener = createServer(join).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return {
    port: (listener.address() as AddressInfo).port,
    loseReplies: (count, ...words) => {
      left = count;
      wanted = words;
    },
    lost: () => lost,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}
