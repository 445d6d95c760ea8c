import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { splitAddress } from './address.ts';
import { createCounter } from './counter.ts';

/**
 * Maximum number of connections on which no slave has registered: the thousand slaves that a master is designed for may
 * all connect at the same moment. An HTTP/2 connection takes about 60 kB.
 */
const MAX_UNREGISTERED = 1_000;

/**
 * How fast connections that nothing needs are destroyed: 20 a second. Hostile peers return at once, and each new connection
 * costs a handshake, which holds up everybody else, and about 60 kB that become garbage with the old one. The room for
 * connections is bounded without this.
 */
const DISCARD_INTERVAL_MS = 50;

/** The TCP connections of a server. A peer is the HOST:PORT of the other end, and identifies its connection. */
export interface Connections {
  /**
   * Listens on HOST:PORT, passes on what it accepts, and returns the port.
   * @throws when it cannot listen on the address
   */
  readonly listen: (address: string, accept: (socket: Socket) => void) => Promise<number>;
  /** A slave has registered on a connection. */
  readonly registered: (peer: string) => void;
  /** The session of a registered slave on a connection has ended. */
  readonly unregistered: (peer: string) => void;
  /** Destroys a connection, with everything that waits to be sent on it. */
  readonly destroy: (peer: string) => void;
  /** Destroys a connection soon if no slave is registered on it by then. */
  readonly discard: (peer: string) => void;
  /** Stops listening. Open connections stay open. */
  readonly stopListening: () => void;
}

async function bind(server: Server, host: string, port: number): Promise<number> {
  server.listen({ host, port });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Returns a function that calls `use` for each different item, one after the other. */
function createSpacedCalls<Item>(use: (item: Item) => void): (item: Item) => void {
  const items = new Set<Item>();
  let timer: NodeJS.Timeout | null = null;
  const useNext = (): void => {
    timer = null;
    const [item] = items;
    if (item === undefined) return;
    items.delete(item);
    use(item);
    timer = setTimeout(useNext, DISCARD_INTERVAL_MS).unref();
  };
  return (item) => {
    items.add(item);
    timer ??= setTimeout(useNext, DISCARD_INTERVAL_MS).unref();
  };
}

/**
 * Creates an empty table of connections. When too many have no registered slave, the oldest of these is destroyed in
 * favour of a new one: a slave registers within milliseconds, so peers that merely occupy connections cannot shut it out.
 */
export function createConnections(maxUnregistered = MAX_UNREGISTERED): Connections {
  const sockets = new Map<string, Socket>();
  /** The peers without a registered slave, oldest first. */
  const unregistered = new Set<string>();
  /** By peer, how many slaves are registered: a proxy may multiplex several on one connection. */
  const registered = createCounter<string>();
  const servers: Server[] = [];

  const destroy = (peer: string): void => void sockets.get(peer)?.destroy();

  const discard = createSpacedCalls<string>((peer) => {
    if (unregistered.has(peer)) destroy(peer);
  });

  const add = (socket: Socket): boolean => {
    const { remoteAddress, remotePort } = socket;
    // The peer has already reset the connection.
    if (remoteAddress === undefined || remotePort === undefined) return false;
    const peer = `${remoteAddress}:${remotePort}`;
    sockets.set(peer, socket);
    unregistered.add(peer);
    socket.once('close', () => {
      sockets.delete(peer);
      unregistered.delete(peer);
    });
    const [oldest] = unregistered;
    if (unregistered.size <= maxUnregistered || oldest === undefined) return true;
    unregistered.delete(oldest);
    destroy(oldest);
    return true;
  };

  const listen: Connections['listen'] = async (address, accept) => {
    const { host, port: requested } = splitAddress(address);
    let port = requested;
    let failure: unknown = null;
    for (const { address: ip } of await lookup(host, { all: true })) {
      const server = createServer({ noDelay: true }, (socket) => (add(socket) ? accept(socket) : socket.destroy()));
      try {
        port = await bind(server, ip, port);
        servers.push(server);
      } catch (error) {
        failure = error;
      }
    }
    // A name may also stand for addresses that this machine does not have, such as ::1 without IPv6.
    if (servers.length === 0) throw failure;
    return port;
  };

  return {
    listen,
    registered: (peer) => {
      registered.increment(peer);
      unregistered.delete(peer);
    },
    unregistered: (peer) => {
      const remaining = registered.decrement(peer);
      if (remaining === 0 && sockets.has(peer)) unregistered.add(peer);
    },
    destroy,
    discard: (peer) => {
      if (unregistered.has(peer)) discard(peer);
    },
    stopListening: () => {
      for (const server of servers) server.close();
    },
  };
}
