import type { Socket } from 'node:net';
import { CallCredentials, ChannelCredentials, type experimental } from '@grpc/grpc-js';

/** Hands connections on as they are, and closes them all when it is destroyed. */
function createDisposableConnector(): experimental.SecureConnector {
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
 * Credentials without encryption whose connection is closed when their channel is.
 *
 * grpc-js leaves a connection open when its channel is closed before the peer has sent its first HTTP/2 frame. A master
 * that is frozen still accepts connections: every try to reach it would leave one behind, until the slave has no file
 * descriptors left. A closed channel destroys its connector, so that is where its connections end.
 */
export class DisposableCredentials extends ChannelCredentials {
  override _isSecure(): boolean {
    return false;
  }

  override _equals(other: ChannelCredentials): boolean {
    return other === this;
  }

  override _createSecureConnector(): experimental.SecureConnector {
    return createDisposableConnector();
  }
}
