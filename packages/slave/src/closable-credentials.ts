import type { Socket } from 'node:net';
import { CallCredentials, ChannelCredentials, type experimental } from '@grpc/grpc-js';

/** Creates a connector that passes connections through unchanged and closes all of them when it is destroyed. */
function createClosableConnector(): experimental.SecureConnector {
  const callCredentials = CallCredentials.createEmpty();
  const sockets = new Set<Socket>();
  let destroyed = false;
  return {
    waitForReady: () => Promise.resolve(),
    getCallCredentials: () => callCredentials,
    connect: (socket) => {
      if (destroyed) return Promise.reject(new Error('the channel is closed'));
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      return Promise.resolve({ socket, secure: false });
    },
    destroy: () => {
      destroyed = true;
      for (const socket of sockets) socket.destroy();
    },
  };
}

/**
 * Insecure credentials that close the connections of their channel together with the channel.
 *
 * grpc-js leaks a connection if the channel is closed before the peer has sent its first HTTP/2 frame. The kernel of a
 * frozen master still accepts connections, so every attempt to reach it would leak one, until the slave runs out of
 * file descriptors. Closing a channel destroys its connector, so the connector is where they are closed.
 */
export class ClosableCredentials extends ChannelCredentials {
  override _isSecure(): boolean {
    return false;
  }

  override _equals(other: ChannelCredentials): boolean {
    return other === this;
  }

  override _createSecureConnector(): experimental.SecureConnector {
    return createClosableConnector();
  }
}
