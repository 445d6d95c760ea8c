import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { waitUntil } from '@steadfast/runtime/testing';

/** A TCP proxy between a client and a mongod that can drop replies, and stall. */
export interface LossyProxy {
  readonly port: number;
  /** Drops the replies to the next `count` commands that contain all words, and closes their connections. */
  readonly loseReplies: (count: number, ...words: readonly string[]) => void;
  /** Returns how many replies were dropped. */
  readonly lost: () => number;
  /**
   * Stops forwarding on the present connections, in the middle of a write if there is one, and reads nothing more from
   * them. New connections work.
   */
  readonly stall: () => void;
  readonly close: () => Promise<void>;
}

/** Starts a proxy to a port of this machine. */
export async function startLossyProxy(targetPort: number): Promise<LossyProxy> {
  let remaining = 0;
  let lost = 0;
  let matchedWords: readonly string[] = [];
  const sockets = new Set<Socket>();

  const forward = (client: Socket): void => {
    const server = connect(targetPort, '127.0.0.1');
    let dropReply = false;
    const disconnect = (): void => {
      client.destroy();
      server.destroy();
    };
    client.on('data', (chunk) => {
      if (remaining > 0 && matchedWords.every((word) => chunk.includes(word))) {
        remaining -= 1;
        dropReply = true;
      }
      server.write(chunk);
    });
    server.on('data', (chunk) => {
      if (!dropReply) return void client.write(chunk);
      lost += 1;
      disconnect();
    });
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', disconnect);
      socket.on('close', () => {
        sockets.delete(socket);
        disconnect();
      });
    }
  };

  const listener = createServer(forward).listen(0, '127.0.0.1');
  await waitUntil('the proxy listens', () => listener.listening);
  return {
    port: (listener.address() as AddressInfo).port,
    loseReplies: (count, ...words) => {
      remaining = count;
      matchedWords = words;
    },
    lost: () => lost,
    stall: () => {
      for (const socket of sockets) {
        socket.removeAllListeners('data');
        socket.pause();
      }
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}
